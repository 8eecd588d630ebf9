#!/bin/bash
# parbake: hands this launch's data to the runner. Runs at every boot, in cloud-init's network stage.
set -euo pipefail
umask 077
export LC_ALL=C
launch=${PARBAKE_ROOT:-}/run/parbake/launch
rm -f "$launch/COMMIT"
rm -rf "$launch"
put() {
  mkdir -p "$launch/$(dirname "$1")"
  cat >"$launch/$1.new"
  chmod "$2" "$launch/$1.new"
  mv -f "$launch/$1.new" "$launch/$1"
}
put_base64() { base64 -d | put "$@"; }
commit() { put COMMIT 0600 </dev/null; }
put digest 0600 <<'PARBAKE_EOF'
sha256:c48ac8c92e57e1ba47387f0d773103a1293be54fe376327fc479db2ba17135a7
PARBAKE_EOF
put settings 0600 <<'PARBAKE_EOF'
LAUNCH_NAME=worker
PROFILE_NAME=debian-12-swarm
PARBAKE_EOF
put swarm.json 0600 <<'PARBAKE_EOF'
{
  "RemoteAddrs": [
    "10.20.0.10:2377",
    "10.20.1.10:2377",
    "10.20.2.10:2377"
  ],
  "JoinToken": "${ssm:/farm/swarm/worker}",
  "ListenAddr": "0.0.0.0:2377",
  "AdvertiseAddr": "${instance.private-ip}",
  "DataPathAddr": "ens6"
}
PARBAKE_EOF
put steps 0600 <<'PARBAKE_EOF'
step after-docker instance 1800 swarm join_swarm < swarm.json
PARBAKE_EOF
commit
