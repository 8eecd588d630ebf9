# settle.sh: functions of the drivers. Sourced.

# settle: waits until cloud-init is done and systemd has no job left.
settle() {
  local round calm=0
  for ((round = 0; round < 600 && calm < 3; round++)); do
    if [[ -e /run/cloud-init/result.json && -z $(systemctl list-jobs --no-legend) ]]; then calm=$((calm + 1)); else calm=0; fi
    sleep 0.2
  done
  ((calm == 3)) || systemctl list-jobs >/mnt/out/unsettled
}

# clocks: when the boot was where, in microseconds of the machine's clock, and who took how long.
clocks() {
  local first=cloud-init-local.service
  # From cloud-init 24.3 on one process serves all stages, and begins before the first.
  if systemctl -q is-active cloud-init-main.service; then first=cloud-init-main.service; fi
  {
    printf 'userspace %s\n' "$(systemctl show -p UserspaceTimestampMonotonic --value)"
    printf 'cloud-init %s\n' "$(systemctl show -p ExecMainStartTimestampMonotonic --value "$first")"
    for unit in parbake-early parbake-late cloud-final; do
      printf '%s %s\n' "$unit" "$(systemctl show -p ExecMainExitTimestampMonotonic --value "$unit.service")"
    done
    printf 'docker %s\n' "$(systemctl show -p ActiveEnterTimestampMonotonic --value docker.service)"
  } >/mnt/out/clocks
  systemd-analyze critical-chain --no-pager parbake-late.service >/mnt/out/critical-chain 2>&1
  systemd-analyze blame --no-pager >/mnt/out/units-blame 2>&1
  cloud-init analyze blame >/mnt/out/cloud-init-blame 2>&1
}

# leave: the journal and an orderly end.
leave() {
  journalctl --no-hostname -o short-monotonic >/mnt/out/journal 2>&1
  systemctl poweroff
}
