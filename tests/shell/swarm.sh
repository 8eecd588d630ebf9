#!/bin/bash
# Joining a swarm: what is asked, what is waited for, and what a member of this or of another swarm is told.
source "$(dirname "$0")/harness.sh"
instance i-0123456789abcdef0
engine=''
trap 'if [[ -n $engine ]]; then kill "$engine"; fi; rm -rf "$work"' EXIT
mkdir -p "$root/run" "$root/var/lib/docker/swarm/certificates"
printf 'a certificate\n' >"$root/var/lib/docker/swarm/certificates/swarm-root-ca.crt"
hex=$(sha256sum <"$root/var/lib/docker/swarm/certificates/swarm-root-ca.crt")
# Python reckons the digest in base 36 in its own way.
digest=$(python3 -c 'import sys
n, out = int(sys.argv[1], 16), ""
while n: n, r = divmod(n, 36); out = "0123456789abcdefghijklmnopqrstuvwxyz"[r] + out
print(out.rjust(50, "0"))' "${hex%% *}")
secret=0123456789abcdefghijklmno
is 'base 36' "$digest" "$(run in_base36 "${hex%% *}")"
is 'nothing is fifty zeros' "$(printf '0%.0s' {1..50})" "$(run in_base36 0)"

# engine JSON: dockerd.py at the host's socket.
engine() {
  if [[ -n $engine ]]; then kill "$engine"; fi
  rm -f "$root/run/docker.sock" "$work/joins"
  python3 "$here/dockerd.py" "$work" "$1" &
  engine=$!
  for _ in {1..100}; do
    [[ ! -S $work/docker.sock ]] || break
    sleep 0.1
  done
  mv "$work/docker.sock" "$root/run/docker.sock"
}
# token TEXT: as if it had been fetched.
token() {
  local name
  name=$(printf 'ssm:/t' | sha256sum)
  mkdir -p "$root/run/parbake/secrets"
  printf '%s' "$1" >"$root/run/parbake/secrets/${name%% *}"
}
join() { printf '{"RemoteAddrs": ["10.0.0.1:2377"], "JoinToken": "${ssm:/t}"}' | run join_swarm; }
joins() { if [[ -e $work/joins ]]; then wc -l <"$work/joins"; else echo 0; fi; }

token "SWMTKN-1-$digest-$secret"
engine '{"state": "inactive", "answers": [[503, "rpc error: code = Unavailable desc = connection refused", "inactive"], [200, "", "active"]]}'
is 'a manager that is not up yet' 'changed member of the swarm' "$(join)"
is 'is asked again' 2 "$(joins)"
is 'with the whole request' "/swarm/join application/json {\"RemoteAddrs\": [\"10.0.0.1:2377\"], \"JoinToken\": \"SWMTKN-1-$digest-$secret\"}" "$(tail -n 1 "$work/joins")"
is 'a member' 'unchanged member of the swarm' "$(join)"
is 'asks for nothing' 2 "$(joins)"
token "SWMTKN-1-${digest/%?/_}-$secret"
fails 'no token' join
holds 'says so' 'holds no join token' "$output"
other=$(printf '%s' "$digest" | tr '0-9a-z' '1-9a-z0')
token "SWMTKN-1-$other-$secret"
fails 'a member of another swarm' join
holds 'says so' 'a member of another swarm' "$output"
[[ $output != *"$secret"* ]] || is 'the token is not shown' '' "$output"

token "SWMTKN-1-$digest-$secret"
engine "{\"state\": \"inactive\", \"answers\": [[400, \"invalid join token SWMTKN-1-$digest-$secret\", \"inactive\"]]}"
fails 'a token that is refused' join
holds 'is said with its words, but not shown' 'swarm: dockerd refuses: invalid join token the token' "$output"
is 'at once' 1 "$(joins)"
engine '{"state": "pending"}'
export PARBAKE_SWARM_SECONDS=3
fails 'dockerd still trying' join
holds 'has a limit' 'not joined in 3 s' "$output"
is 'and is not disturbed' 0 "$(joins)"
engine '{"state": "locked"}'
fails 'a locked manager' join
holds 'says so' 'is locked' "$output"
kill "$engine"
wait "$engine" 2>/dev/null || true
engine=''
fails 'no dockerd' join
holds 'says where' 'dockerd does not answer at /run/docker.sock' "$output"
