#!/bin/bash
# builder.sh: the build instance: bake.sh with a pin that the registry does not meet, then as it should be, twice.
set -u
source /mnt/settle.sh
trap leave EXIT
settle
# A loopback address, which Docker talks to without TLS and the audit takes for no builder's; the bake adds the profile's line.
printf '127.0.0.1 registry.internal.example.com\n' >>/etc/hosts
# Who the builder is: none of it may be on the image.
cp /etc/machine-id /mnt/out/machine-id
cp /etc/ssh/ssh_host_*.pub /mnt/out/
# What the builder knows: a secret wherever people leave one. cloud-init has it from the user-data, too.
canary=$(cat /mnt/canary)
export AWS_SECRET_ACCESS_KEY=$canary REGISTRY_PASSWORD=$canary
mkdir -p /root/.docker /root/.aws
printf '{"auths":{"registry.internal.example.com:5000":{"auth":"%s"}}}\n' "$(printf 'build:%s' "$canary" | base64 -w 0)" >/root/.docker/config.json
printf 'docker login -u build -p %s registry.internal.example.com:5000\n' "$canary" | tee /root/.bash_history >/root/.python_history
printf '%s\n' "$canary" | tee /tmp/canary /var/tmp/canary >/root/.ssh/id_ed25519
printf 'token %s\n' "$canary" | tee /var/log/installer.log | logger
grep -r -l --devices=skip -F "$canary" /root /tmp /var/tmp /var/lib/cloud /var/log >/mnt/out/planted
# The engine id, which lasts only until the clean-up.
until sed -n 's/.*"kid":"\([^"]*\)".*/\1/p' /etc/docker/key.json | grep . >/mnt/out/engine-id; do sleep 0.1; done 2>/dev/null &
for round in wrong first second; do
  bake=/mnt/bake.sh
  if [[ $round == wrong ]]; then bake=/mnt/wrong.sh; fi
  started=${EPOCHREALTIME/./}
  bash "$bake" >"/mnt/out/$round" 2>&1
  echo "bake.sh ended with $?" >>"/mnt/out/$round"
  echo "$((${EPOCHREALTIME/./} - started))" >"/mnt/out/$round.microseconds"
  if [[ $round == wrong ]]; then
    if [[ -e /etc/parbake/image.json ]]; then echo 'image.json is there' >>/mnt/out/wrong; fi
    # The next one pulls them anew.
    docker image rm $(docker image ls --format '{{.Repository}}:{{.Tag}}') >/mnt/out/removed 2>&1
    continue
  fi
  python3 /mnt/tree.py >"/mnt/out/$round.tree"
done
started=${EPOCHREALTIME/./}
bash /mnt/bake.sh --audit >/mnt/out/audit 2>&1
echo "bake.sh ended with $?" >>/mnt/out/audit
echo "$((${EPOCHREALTIME/./} - started))" >/mnt/out/audit.microseconds
du -sxk / 2>/dev/null | cut -f 1 >/mnt/out/kilobytes
du -sk /var/lib/docker 2>/dev/null | cut -f 1 >>/mnt/out/kilobytes
