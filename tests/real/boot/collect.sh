#!/bin/bash
# collect: waits until cloud-init is done and no job is left, writes down how the boot went, and powers off.
set -u
out=/mnt/out

settled() {
  [[ -e /run/cloud-init/result.json ]] || return 1
  [[ $(cloud-init status) != *running* && -z $(systemctl list-jobs --no-legend) ]]
}

calm=0
for ((round = 0; round < 300 && calm < 3; round++)); do
  if settled; then calm=$((calm + 1)); else calm=0; fi
  sleep 0.2
done
((calm == 3)) || systemctl list-jobs >"$out/unsettled"
cloud-init status --long >"$out/cloud-init" 2>&1
cp /run/cloud-init/result.json "$out/result.json"
cp /run/parbake/boot.json "$out/boot.json"
cp /var/log/booted-steps "$out/steps"
program=/usr/lib/parbake
[[ -e $program/status ]] || program=/run/parbake/launch/program
bash "$program/status" >"$out/status" 2>&1
echo "status ended with $?" >>"$out/status"
for unit in parbake-early parbake-late parbake-after-agent booted docker ecs; do
  printf '%s %s\n' "$unit" "$(systemctl is-active "$unit.service")"
done >"$out/units"
systemctl list-units --all --no-legend --plain --type=service,target >"$out/states"
systemctl --failed --no-legend --plain >"$out/failed"
hostname >"$out/hostname"
journalctl --no-hostname -o short-monotonic >"$out/journal"
systemctl --force poweroff
