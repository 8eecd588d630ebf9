#!/bin/bash
# stores.sh: the registry and the archive of packages at the addresses that the profile and sources.list say; with /mnt/link
# (`MEGABITS MILLISECONDS`) both through a link of that width and delay. Ends with the machine.
set -euo pipefail
ip link set lo up
ip address replace 10.40.0.20/32 dev lo
port=5000 pages=8000
if [[ -e /mnt/link ]]; then
  port=5001 pages=8001
  read -r megabits milliseconds </mnt/link
  python3 /mnt/link.py "$megabits" "$milliseconds" 10.40.0.20:5000=127.0.0.1:5001 10.40.0.20:8000=127.0.0.1:8001 &
fi
printf '%s\n' 'version: 0.1' 'log: { level: warn }' 'storage: { filesystem: { rootdirectory: /mnt/registry/storage } }' \
  "http: { addr: \":$port\" }" >/run/registry.yml
/mnt/registry/docker-registry serve /run/registry.yml &
python3 -m http.server --directory /mnt/archive "$pages" >/dev/null 2>&1 &
wait
