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

# leave: the journal and an orderly end.
leave() {
  journalctl --no-hostname -o short-monotonic >/mnt/out/journal 2>&1
  systemctl poweroff
}
