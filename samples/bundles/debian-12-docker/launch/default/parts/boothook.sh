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
sha256:dcbc764fda1bddc365445ff2b043fc6b91cf68e3ad32f313681dde9136dae2ad
PARBAKE_EOF
put settings 0600 <<'PARBAKE_EOF'
LAUNCH_NAME=default
PROFILE_NAME=debian-12-docker
PARBAKE_EOF
put files/etc/build/queue.conf 0600 <<'PARBAKE_EOF'
queue=general
slots=8
PARBAKE_EOF
put files/etc/build/host.conf 0600 <<'PARBAKE_EOF'
name=${instance.local-hostname}
address=${instance.private-ip}
type=${instance.type}
PARBAKE_EOF
put scripts/join-queue 0600 <<'PARBAKE_EOF'
#!/bin/sh
set -eu
# $ZONE comes from the environment; parbake reads nothing in a script.
build-queue join --host "$QUEUE_HOST" --label "zone=${ZONE}"
PARBAKE_EOF
put steps 0600 <<'PARBAKE_EOF'
step before-docker boot 300 'file /etc/build/queue.conf' write_file /etc/build/queue.conf 0644 root root < files/etc/build/queue.conf
step before-docker boot 300 'file /etc/build/host.conf' write_template text /etc/build/host.conf 0640 build build < files/etc/build/host.conf
step after-docker boot 120 'script join-queue' run_script join-queue 90 'QUEUE_HOST=queue.internal.example.com' 'ZONE=${instance.availability-zone}' < scripts/join-queue
PARBAKE_EOF
commit
