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
sha256:7a882d8deb3b9fde3cd4d08e67a34aee82552fada6b0bbbc25e51bfc5cd700f4
PARBAKE_EOF
put settings 0600 <<'PARBAKE_EOF'
LAUNCH_NAME=default
PROFILE_NAME=debian-13-docker
PARBAKE_EOF
put files/etc/haproxy/zone.cfg 0600 <<'PARBAKE_EOF'
# Made for ${instance.availability-zone}
global
    log stdout format raw local0
PARBAKE_EOF
put steps 0600 <<'PARBAKE_EOF'
step before-docker boot 300 'file /etc/haproxy/zone.cfg' write_template text /etc/haproxy/zone.cfg 0644 root root < files/etc/haproxy/zone.cfg
PARBAKE_EOF
commit
