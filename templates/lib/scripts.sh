# scripts.sh: the user's own scripts. Needs core.sh, template.sh.

# run_script NAME SECONDS [NAME=TEXT]... < the script, as its author wrote it
#
# The texts may hold references. The script gets a plain environment, HOME included, since much software fails
# without one and cloud-init gives none.
run_script() {
  local name=$1 seconds=$2 directory script guard status=0 assignment value variables=()
  shift 2
  for assignment; do
    value=$(printf '%s' "${assignment#*=}" | resolve_template text && printf x) || die "script $name: no value for ${assignment%%=*}"
    variables+=("${assignment%%=*}=${value%x}")
  done
  # Not under /run or /tmp: Debian mounts /run noexec (initramfs-tools), hardened hosts /tmp.
  directory=$PARBAKE_STATE/scripts
  (mkdir -p "$PARBAKE_STATE" && umask 077 && mkdir -p "$directory") || die "script $name: cannot make $directory"
  script=$(mktemp "$directory/$name.XXXXXX") || die "script $name: cannot be written"
  cat >"$script"
  chmod 0700 "$script"
  guard=$(make_guard "$directory") || die "script $name: cannot be guarded"
  (
    unset LC_ALL
    export HOME=/root LANG=C.UTF-8 ${variables[@]+"${variables[@]}"}
    if [[ -n $guard ]]; then
      GUARD_HELD=$(held_units)
      export PATH=$guard:$PATH GUARD_UNIT=parbake-$PARBAKE_PASS.service GUARD_HELD
    fi
    cd /
    exec timeout -k 10 "$seconds" "$script" </dev/null
  ) || status=$?
  rm -rf "$script" ${guard:+"$guard"}
  case $status in
    0) say changed "script $name" ;;
    124 | 137) die "script $name: not done within $seconds s" ;;
    126) die "script $name: cannot be executed (is its first line a #! that exists here?)" ;;
    *) die "script $name: ended with status $status" ;;
  esac
}

# make_guard DIRECTORY: the directory that a boot script finds `systemctl` and `service` in first: ours (boot/guard.sh), which
# refuses what would wait for the script. In a bake nothing waits for it.
make_guard() {
  local guard name
  [[ -n ${PARBAKE_PASS:-} ]] || return 0
  guard=$(mktemp -d "$1/guard.XXXXXX") || return 1
  for name in systemctl service; do
    cp "$PARBAKE_GUARD" "$guard/$name" && chmod 0700 "$guard/$name" || return 1
  done
  printf '%s' "$guard"
}

# held_units: what a start would not start, since its gate is shut.
held_units() {
  if [[ ! -e $PARBAKE_RUN/gate/docker ]]; then printf '%s %s ' "$DOCKER_UNIT" "${DOCKER_UNIT%.service}.socket"; fi
  if [[ ! -e $PARBAKE_RUN/gate/ecs ]]; then printf '%s' "$AGENT_UNIT"; fi
}
