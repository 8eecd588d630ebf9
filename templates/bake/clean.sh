# clean.sh: takes the builder out of the image. Part of bake.sh, after identity.sh.
#
# Writers are stopped first: what is deleted under a running agent is written again. The machine-id goes last.

# asked_first CLEANER: whether an item of this bake is one that the tool cleans itself.
asked_first() { [[ " ${CLEANERS[*]-} " == *" $1 "* ]]; }

# stop_writers: leaves alone the agent that we run under. systemd-random-seed would save a seed when the host goes down.
stop_writers() {
  local unit
  booted || return 0
  stop_docker_after_bake
  for unit in "$AGENT_UNIT" docker.socket "$DOCKER_UNIT" containerd.service amazon-ssm-agent.service rsyslog.service systemd-random-seed.service; do
    if [[ -z $unit ]] || ! systemctl -q is-active "$unit"; then continue; fi
    if grep -q -F "$unit" /proc/self/cgroup; then
      printf 'parbake: %s runs this bake and is left running; whoever started it clears its state\n' "$unit"
      continue
    fi
    systemctl stop "$unit" || die "unit $unit: cannot be stopped"
  done
  # Its unit refuses a manual stop; the service script asks the daemon itself (Red Hat family).
  if systemctl -q is-active auditd.service; then service auditd stop >/dev/null 2>&1 || true; fi
  # From here on the journal writes to /run (systemd 243 and later; older ones do not know the option).
  journalctl --relinquish-var >/dev/null 2>&1 || true
  say changed 'writers (stop)'
}

# clean_docker: while dockerd still runs, and never in somebody else's dockerd.
clean_docker() {
  local containers
  asked_first docker || return 0
  if [[ -n ${DOCKER_HOST:-} ]] || ! booted || ! docker version >/dev/null 2>&1; then return 0; fi
  containers=$(docker ps -aq) || die 'docker: cannot list its containers'
  # shellcheck disable=SC2086  # one word an id
  if [[ -n $containers ]]; then docker rm -f $containers >/dev/null || die 'docker: cannot remove its containers'; fi
  docker builder prune -af >/dev/null 2>&1 || true
  say changed 'containers and build cache'
}

# clean_cloud_init: never --machine-id: from 23.1 it writes `uninitialized`, which makes the next boot a first boot with all
# unit presets applied; before 22.3 it is a usage error and cleans nothing.
clean_cloud_init() {
  asked_first cloud-init || return 0
  if [[ -z $PARBAKE_ROOT ]] && command -v cloud-init >/dev/null; then
    cloud-init clean --logs --seed || die 'cloud-init: clean failed'
  fi
  say changed 'cloud-init state'
}

clean_packages() {
  if [[ -n $PARBAKE_ROOT ]] || ! asked_first packages; then return 0; fi
  if [[ $PACKAGE_MANAGER == apt ]]; then apt-get -q clean; else "$PACKAGE_MANAGER" -q clean all; fi || die 'packages: the caches cannot be cleaned'
  rm -f "$PARBAKE_RUN/packages-refreshed"
  say changed 'package caches'
}

clean_identity() { clean_phase state 'identity items'; }

clean_logs() { clean_phase logs 'logs and temporary files'; }

clean_machine_id() { clean_phase machine-id machine-id; }

# clean_phase PHASE WHAT: the rows of one phase, in the order of the catalogue.
clean_phase() {
  local row phase action level left item pattern line path found
  read_placed
  for row in "${IDENTITY[@]}"; do
    read -r phase action level left item pattern line <<<"$row"
    if [[ $phase != "$1" || $action == - ]] || passed_over "$item" "$pattern"; then continue; fi
    find_matches "$pattern"
    if [[ $action == empty ]]; then FOUND=("$pattern"); fi
    found=(${FOUND[@]+"${FOUND[@]}"})
    for path in ${found[@]+"${found[@]}"}; do clean_path "$action" "$path" "$line"; done
  done
  say changed "$2"
}

# clean_path ACTION PATH LINE
clean_path() {
  local file=$PARBAKE_ROOT$2
  case $1 in
    delete) remove "$2" ;;
    truncate) empty_file "$2" ;;
    empty-logs)
      case $2 in
        *.gz | *.xz | *.[0-9] | *-20[0-9][0-9][0-9][0-9][0-9][0-9]) remove "$2" ;;
        *) empty_file "$2" ;;
      esac
      ;;
    # Neither missing nor `uninitialized`: both would make the next boot a first boot, with all unit presets applied.
    empty)
      if [[ ! -f $file || -L $file ]]; then rm -rf -- "$file"; fi
      if [[ ! -f $file || -s $file ]]; then : >"$file" || die "cannot empty $2"; fi
      ;;
    # As a file it would come back into an emptied /etc/machine-id.
    link) if [[ -f $file && ! -L $file ]]; then ln -sfn /etc/machine-id "$file" || die "cannot make $2 a link"; fi ;;
    strip) if has_line "$file" "$3"; then sed -i -E "/$3/d" "$file" || die "cannot take lines out of $2"; fi ;;
    *) die "clean: '$1' is not known" ;;
  esac
}

# remove PATH: whole, unless something of it is spared.
remove() {
  local FOUND=() file some=no
  if [[ -L $PARBAKE_ROOT$1 || ! -d $PARBAKE_ROOT$1 ]]; then
    spared "$1" || rm -f -- "$PARBAKE_ROOT$1" || die "cannot remove $1"
    return
  fi
  if ((${#KEEP[@]} > 0)) || [[ $SELF == "$PARBAKE_ROOT$1"/* ]]; then
    list_files "$1" ! -type d
    for file in ${FOUND[@]+"${FOUND[@]}"}; do
      if spared "$file"; then some=yes; else rm -f -- "$PARBAKE_ROOT$file" || die "cannot remove $file"; fi
    done
  fi
  if [[ $some == no ]]; then rm -rf -- "$PARBAKE_ROOT$1" || die "cannot remove $1"; fi
}

# empty_file PATH: in place, since a daemon may hold it and its owner and mode must stay.
empty_file() {
  if [[ -f $PARBAKE_ROOT$1 && ! -L $PARBAKE_ROOT$1 && -s $PARBAKE_ROOT$1 ]] && ! spared "$1"; then
    : >"$PARBAKE_ROOT$1" || die "cannot empty $1"
  fi
}

# record_kept: what stays on purpose and is not the profile's own, by digest: a later audit holds it against that.
record_kept() {
  local row phase action level left item pattern line path file found separator='' digest
  read_placed
  mkdir -p "$PARBAKE_RUN"
  : >"$PARBAKE_RUN/kept.json"
  for row in ${KEEP[@]+"${KEEP[@]/#/- - - - - }"} "${IDENTITY[@]}"; do
    read -r phase action level left item pattern line <<<"$row"
    if [[ $item == - ]]; then
      if [[ $pattern != /* ]]; then continue; fi
      FOUND=("$pattern${line:+ $line}")
    elif kept "$item"; then
      find_matches "$pattern"
    else
      continue
    fi
    found=(${FOUND[@]+"${FOUND[@]}"})
    for path in ${found[@]+"${found[@]}"}; do
      files_of "$path"
      for file in ${FOUND[@]+"${FOUND[@]}"}; do
        if [[ -n ${PLACED[$file]:-} || ! -f $PARBAKE_ROOT$file ]]; then continue; fi
        if [[ $file == *[\"\\[:cntrl:]]* ]]; then die "kept: the name of $file cannot be recorded"; fi
        digest=$(sha256sum <"$PARBAKE_ROOT$file") || die "kept: cannot read $file"
        printf '%s\n"%s": "sha256:%s"' "$separator" "$file" "${digest%% *}" >>"$PARBAKE_RUN/kept.json"
        separator=,
      done
    done
  done
  say unchanged "kept on purpose: ${KEEP[*]:-nothing}"
}
