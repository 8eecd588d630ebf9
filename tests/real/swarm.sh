#!/bin/bash
# swarm.sh ROOT LIB: join_swarm of LIB against the dockerd of ROOT: a manager and a worker on the loopback. One line for each
# finding: `ok WHAT` or `wrong WHAT: ...`. Run in mount, network and process namespaces of its own, which end it all.
set -euo pipefail
root=$1 lib=$2
ip link set lo up
# shellcheck source=tests/real/serve.sh
source "${BASH_SOURCE[0]%/*}/serve.sh"
furnish "$root"
cp "$lib" "$root/tmp/lib.sh"
# shellcheck disable=SC2016 # for the inner shell
exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp bash -euo pipefail -c '
  source /tmp/serve.sh
  manager() { docker -H unix:///run/manager.sock "$@"; }
  serve manager
  serve docker
  serve other
  manager swarm init --advertise-addr 127.0.0.1:2377 --listen-addr 127.0.0.1:2377 >/dev/null
  docker -H unix:///run/other.sock swarm init --advertise-addr 127.0.0.3:2379 --listen-addr 127.0.0.3:2379 >/dev/null
  # As if it had been fetched: what fetches it has tests of its own.
  keep() {
    local name
    name=$(printf %s ssm:/swarm/worker | sha256sum)
    mkdir -p /run/parbake/secrets
    printf %s "$1" >"/run/parbake/secrets/${name%% *}"
  }
  join() {
    printf "%s" "{\"ListenAddr\": \"127.0.0.2:2378\", \"AdvertiseAddr\": \"127.0.0.2:2378\", \"RemoteAddrs\": [\"$1\"], \"JoinToken\": \"\${ssm:/swarm/worker}\", \"Availability\": \"drain\"}" |
      PARBAKE_SWARM_SECONDS=${2:-60} bash -c "source /tmp/lib.sh; join_swarm" 2>&1
  }
  says() {
    if [[ $3 == *"$2"* ]]; then echo "ok $1"; else echo "wrong $1: $3"; fi
  }
  token=$(manager swarm join-token -q worker)
  keep "not a token"
  says "a secret that is no token" "holds no join token" "$(join 127.0.0.1:2377 || true)"
  keep "${token%???}xyz"
  said=$(join 127.0.0.1:2377 || true)
  says "a token that the manager does not know" "swarm: dockerd refuses:" "$said"
  if [[ $said == *"${token#SWMTKN-1-}"* || $said == *xyz* ]]; then echo "wrong the token is shown"; else echo "ok the token is not shown"; fi
  keep "$token"
  says "no manager" "not joined in 6 s" "$(join 127.0.0.1:9 6 || true)"
  docker swarm leave >/dev/null 2>&1 || true
  # The words of every process while it joins.
  while :; do cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\0" "\n" >>/tmp/words || true; done &
  watcher=$!
  says "the join" "changed member of the swarm" "$(join 127.0.0.1:2377)"
  kill "$watcher"
  if grep -q "^http://localhost/swarm/join" /tmp/words; then echo "ok curl was looked at"; else echo "wrong curl was not looked at"; fi
  if grep -qF "${token#SWMTKN-1-}" /tmp/words; then echo "wrong the token is a word of a process"; else echo "ok no process has the token among its words"; fi
  says "what the manager sees" "Ready Drain" "$(manager node ls --format "{{.Status}} {{.Availability}}")"
  says "again" "unchanged member of the swarm" "$(join 127.0.0.1:2377)"
  keep "$(docker -H unix:///run/other.sock swarm join-token -q worker)"
  says "another swarm" "a member of another swarm" "$(join 127.0.0.3:2379 || true)"
  kill $(jobs -p) || true'
