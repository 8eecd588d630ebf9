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
sha256:42efdedd5d6466319463828f7546e19f34983ac36a2c768e6379445667877b72
PARBAKE_EOF
put settings 0600 <<'PARBAKE_EOF'
LAUNCH_NAME=default
PROFILE_NAME=ubuntu-2404-ecs
PARBAKE_EOF
put ecs.config 0600 <<'PARBAKE_EOF'
ECS_CLUSTER=platform
ECS_CONTAINER_INSTANCE_TAGS={"example:zone":"${instance.availability-zone}","example:service":"platform"}
PARBAKE_EOF
put scripts/report-kernel 0600 <<'PARBAKE_EOF'
#!/bin/sh
set -eu
logger -t host-report "kernel $(uname -r), docker $(docker version --format '{{.Server.Version}}')"
PARBAKE_EOF
put steps 0600 <<'PARBAKE_EOF'
step before-docker boot 300 ecs.config write_ecs_config 0644 /usr/lib/parbake/ecs.config < ecs.config
step after-docker boot 90 'script report-kernel' run_script report-kernel 60 < scripts/report-kernel
PARBAKE_EOF
commit
