#!/bin/bash
# clone.sh: an instance of the image, without a network: who it is, what it has.
set -u
source /mnt/settle.sh
trap leave EXIT
settle
cp /etc/machine-id /mnt/out/machine-id
cp /etc/ssh/ssh_host_*.pub /mnt/out/
docker info --format '{{.ID}}' >/mnt/out/engine-id 2>&1
# Docker's own order is by age, to the second.
docker image ls --digests --format '{{.Repository}}:{{.Tag}} {{.Digest}}' 2>&1 | LC_ALL=C sort >/mnt/out/images
cp /run/parbake/boot.json /mnt/out/
cp /run/cloud-init/result.json /mnt/out/
systemctl --failed --no-legend --plain >/mnt/out/failed
for unit in docker parbake-early parbake-late build-queue-agent; do
  printf '%s %s\n' "$unit" "$(systemctl is-active "$unit.service")"
done >/mnt/out/units
cat /var/log/build-queue >/mnt/out/queue
