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
sha256:2f7f07bab3a39ba01b9bfff00c6d3279b113767496336985242fc10afae6b190
PARBAKE_EOF
put settings 0600 <<'PARBAKE_EOF'
LAUNCH_NAME=us
PROFILE_NAME=ubuntu-2204-docker
PARBAKE_EOF
put hosts-launch 0600 <<'PARBAKE_EOF'
10.60.0.20 registry.internal.example.com
PARBAKE_EOF
put scripts/compose-up 0600 <<'PARBAKE_EOF'
#!/bin/sh
set -eu
docker compose --file /opt/reporting/compose.yaml up --detach --wait
PARBAKE_EOF
put steps 0600 <<'PARBAKE_EOF'
step before-docker boot 300 '/etc/hosts of the launch' hosts_block launch - < hosts-launch
step after-docker boot 930 'script compose-up' run_script compose-up 900 < scripts/compose-up
PARBAKE_EOF
commit
