#!/bin/bash
# builder.sh: the build instance: a registry at the address that the profile says, then bake.sh, twice.
set -u
source /mnt/settle.sh
trap leave EXIT
settle
ip link set lo up
ip address add 10.40.0.20/32 dev lo
# A loopback address, which Docker talks to without TLS and the audit takes for no builder's; the bake adds the profile's line.
printf '127.0.0.1 registry.internal.example.com\n' >>/etc/hosts
printf '%s\n' 'version: 0.1' 'log: { level: warn }' 'storage: { filesystem: { rootdirectory: /mnt/registry/storage } }' \
  'http: { addr: ":5000" }' >/run/registry.yml
/mnt/registry/docker-registry serve /run/registry.yml >/mnt/out/registry 2>&1 &
# Who the builder is: none of it may be on the image.
cp /etc/machine-id /mnt/out/machine-id
cp /etc/ssh/ssh_host_*.pub /mnt/out/
# The engine id, which lasts only until the clean-up.
until sed -n 's/.*"kid":"\([^"]*\)".*/\1/p' /etc/docker/key.json | grep . >/mnt/out/engine-id; do sleep 0.1; done 2>/dev/null &
for round in first second; do
  bash /mnt/bake.sh >"/mnt/out/$round" 2>&1
  echo "bake.sh ended with $?" >>"/mnt/out/$round"
  bash /mnt/tree.sh >"/mnt/out/$round.tree"
done
