# scripts.sh: the user's own scripts. Needs core.sh, template.sh.

# run_script NAME SECONDS [NAME=TEXT]... < the script, as its author wrote it
#
# The texts may hold references. The script gets a plain environment, HOME included, since much software fails
# without one and cloud-init gives none.
run_script() {
  local name=$1 seconds=$2 directory script status=0 assignment value variables=()
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
  (
    unset LC_ALL
    export HOME=/root LANG=C.UTF-8 ${variables[@]+"${variables[@]}"}
    cd /
    exec timeout -k 10 "$seconds" "$script" </dev/null
  ) || status=$?
  rm -f "$script"
  case $status in
    0) say changed "script $name" ;;
    124 | 137) die "script $name: not done within $seconds s" ;;
    126) die "script $name: cannot be executed (is its first line a #! that exists here?)" ;;
    *) die "script $name: ended with status $status" ;;
  esac
}
