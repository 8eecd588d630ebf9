#!/bin/bash
# clone.sh: an instance: who it is, what it has, how long it took.
set -u
source /mnt/settle.sh
trap leave EXIT
settle
clocks
cp /etc/machine-id /mnt/out/machine-id
cp /etc/ssh/ssh_host_*.pub /mnt/out/
docker info --format '{{.ID}}' >/mnt/out/engine-id 2>&1
# Docker's own order is by age, to the second.
docker image ls --digests --format '{{.Repository}}:{{.Tag}} {{.Digest}}' 2>&1 | LC_ALL=C sort >/mnt/out/images
cp /run/parbake/boot.json /mnt/out/
cp /run/cloud-init/result.json /mnt/out/
systemctl --failed --no-legend --plain >/mnt/out/failed
for unit in docker containerd parbake-early parbake-late $(cat /mnt/units-of-profile 2>/dev/null); do
  printf '%s %s\n' "$unit" "$(systemctl is-active "$unit")"
done >/mnt/out/units
program=/usr/lib/parbake
[[ -e $program/status ]] || program=/run/parbake/launch/program
bash "$program/status" >/mnt/out/status 2>&1
echo "status ended with $?" >>/mnt/out/status
cloud-init status --long >/mnt/out/cloud-init 2>&1
python3 /mnt/tree.py >/mnt/out/tree
