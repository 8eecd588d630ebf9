#!/bin/bash
# cloud.sh ROOT DIRECTORY PYTHON: the network of the members, until standard input ends: the addresses of hosts and services, the manager of
# the swarm (a dockerd of ROOT), and cloud.py. What the test wants to know is in DIRECTORY. Run in namespaces of its own.
set -euo pipefail
root=$1 directory=$2 python=$3
here=${BASH_SOURCE[0]%/*}
ip link set lo up
# The host's own; the managers' of the profile, of which one answers; that of both services.
for address in 10.0.0.7 10.20.0.10 10.20.1.10 10.20.2.10 10.40.0.30; do ip address add "$address/32" dev lo; done
# shellcheck source=tests/real/serve.sh
source "$here/../serve.sh"
furnish "$root"
# shellcheck disable=SC2016 # for the inner shell
chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp bash -euo pipefail -c '
  source /tmp/serve.sh
  serve manager
  export DOCKER_HOST=unix:///run/manager.sock
  docker swarm init --advertise-addr 10.20.0.10:2377 --listen-addr 10.20.0.10:2377 >/dev/null
  docker swarm join-token -q worker' >"$directory/token"
exec "$python" "$here/cloud.py" "$directory" "$root"
