# clean.sh: takes the builder out of the image. Part of bake.sh, after identity.sh.
#
# Writers are stopped first: what is deleted under a running agent is written again. The machine-id goes last.

# stop_writers: leaves alone the agent that we run under (Image Builder and Run Command work through the SSM agent).
stop_writers() {
  local unit
  booted || return 0
  stop_docker_after_bake
  for unit in "$AGENT_UNIT" docker.socket "$DOCKER_UNIT" containerd.service amazon-ssm-agent.service rsyslog.service; do
    if [[ -z $unit ]] || ! systemctl -q is-active "$unit"; then continue; fi
    if grep -q -F "$unit" /proc/self/cgroup; then
      printf 'parbake: %s runs this bake and is left running; whoever started it clears its state\n' "$unit"
      continue
    fi
    systemctl stop "$unit" || die "unit $unit: cannot be stopped"
  done
  # Its unit refuses a manual stop; the service script asks the daemon itself (Red Hat family).
  if systemctl -q is-active auditd.service; then service auditd stop >/dev/null 2>&1 || true; fi
  say changed 'writers (stop)'
}

# clean_docker: while dockerd still runs, and never in somebody else's dockerd.
clean_docker() {
  local containers
  if [[ -n ${DOCKER_HOST:-} ]] || ! booted || ! docker version >/dev/null 2>&1; then return 0; fi
  containers=$(docker ps -aq)
  # shellcheck disable=SC2086  # one word an id
  if [[ -n $containers ]]; then docker rm -f $containers >/dev/null; fi
  docker builder prune -af >/dev/null 2>&1 || true
  say changed 'containers and build cache'
}

# clean_cloud_init: never --machine-id: from 23.1 it writes `uninitialized`, which makes the next boot a first boot with all
# unit presets applied; before 22.3 it is a usage error and cleans nothing.
clean_cloud_init() {
  if [[ -z $PARBAKE_ROOT ]] && command -v cloud-init >/dev/null; then
    cloud-init clean --logs --seed || die 'cloud-init: clean failed'
  fi
  say changed 'cloud-init state'
}

clean_packages() {
  if [[ -n $PARBAKE_ROOT ]]; then return 0; fi
  if [[ $PACKAGE_MANAGER == apt ]]; then apt-get -q clean; else "$PACKAGE_MANAGER" -q clean all; fi
  rm -f "$PARBAKE_RUN/packages-refreshed"
  say changed 'package caches'
}

# clean_identity: the rows of the catalogue.
clean_identity() {
  local row path
  # From here on the journal writes to /run (systemd 243 and later; older ones do not know the option).
  if booted; then journalctl --relinquish-var >/dev/null 2>&1 || true; fi
  for row in "${IDENTITY[@]}"; do
    kept "${row%%|*}" && continue
    while IFS= read -r path; do
      [[ -z $path ]] || remove "$path"
    done <<<"$(matches "${row##*|}")"
  done
  say changed 'identity items'
}

# matches GLOB: what is there, one path a line, without the prefix. A name without a pattern comes out of a glob
# whether it exists or not.
matches() {
  local IFS='' path found=()
  shopt -s nullglob dotglob
  # shellcheck disable=SC2206  # the pattern is meant to be expanded
  found=("$PARBAKE_ROOT"$1)
  shopt -u nullglob dotglob
  for path in ${found[@]+"${found[@]}"}; do
    if [[ -e $path || -L $path ]]; then printf '%s\n' "${path#"$PARBAKE_ROOT"}"; fi
  done
}

# kept NAME-OR-PATH
kept() {
  local item
  for item in ${KEEP[@]+"${KEEP[@]}"}; do
    [[ $item == "$1" ]] && return
  done
  return 1
}

# remove PATH: whole, unless something below it is kept; this script itself, which may lie in /tmp, goes with its caller.
remove() {
  local item file
  if kept "$1" || [[ $PARBAKE_ROOT$1 == "$(readlink -f "$0")" ]]; then return 0; fi
  for item in ${KEEP[@]+"${KEEP[@]}"}; do
    [[ $item == "$1"/* ]] || continue
    find "$PARBAKE_ROOT$1" ! -type d | while IFS= read -r file; do
      kept "${file#"$PARBAKE_ROOT"}" || rm -f "$file"
    done
    return 0
  done
  rm -rf -- "$PARBAKE_ROOT$1" || die "cannot remove $1"
}

# clean_logs: emptied in place, since a daemon may hold them and their owners and directories must stay.
clean_logs() {
  local logs=$PARBAKE_ROOT/var/log
  [[ -d $logs ]] || return 0
  kept var-log && return 0
  find "$logs" -path "$logs/journal" -prune -o -type f \( -name '*.gz' -o -name '*.xz' -o -name '*.[0-9]' -o -name '*-20[0-9][0-9][0-9][0-9][0-9][0-9]' \) -print0 |
    xargs -0 -r rm -f
  find "$logs" -path "$logs/journal" -prune -o -type f -size +0 -print0 | xargs -0 -r truncate -s 0
  say changed 'logs'
}

# clean_machine_id: empty, neither missing nor `uninitialized`. D-Bus's copy, were it a file, would come back into it.
clean_machine_id() {
  kept machine-id && return 0
  : >"$PARBAKE_ROOT/etc/machine-id"
  if [[ -f $PARBAKE_ROOT/var/lib/dbus/machine-id && ! -L $PARBAKE_ROOT/var/lib/dbus/machine-id ]]; then
    ln -sfn /etc/machine-id "$PARBAKE_ROOT/var/lib/dbus/machine-id"
  fi
  say changed 'machine-id'
}
