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
sha256:09f189046d08e9a74bb1c7c5cc3771374cfe9b10d3ef19d9d5e96394a395814b
PARBAKE_EOF
put settings 0600 <<'PARBAKE_EOF'
LAUNCH_NAME=staging
PROFILE_NAME=al2023-ecs-web
ON_FAILURE=stay-down
ON_FAILURE_COMMAND=''
ON_SKEW=warn
SIGNAL=()
PARBAKE_EOF
put files/etc/motd 0600 <<'PARBAKE_EOF'
web-platform: ECS host of the staging web tier.
Changes are made in the profile and reach hosts as a new image.
PARBAKE_EOF
put files/etc/web/identity.env 0600 <<'PARBAKE_EOF'
INSTANCE_ID=${instance.id}
AVAILABILITY_ZONE=${instance.availability-zone}
PARBAKE_EOF
put ecs.config 0600 <<'PARBAKE_EOF'
ECS_LOGLEVEL=debug
ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION=10m
ECS_CLUSTER=web-staging
ECS_INSTANCE_ATTRIBUTES={"example.environment":"staging","example.zone":"${instance.availability-zone}"}
PARBAKE_EOF
put scripts/instance-store 0600 <<'PARBAKE_EOF'
#!/bin/bash
set -eu
device=/dev/disk/by-id/nvme-Amazon_EC2_NVMe_Instance_Storage
[ -e "$device" ] || exit 0
mountpoint -q /mnt/scratch && exit 0
mkfs.xfs -f "$device"
mkdir -p /mnt/scratch
mount -o noatime "$device" /mnt/scratch
PARBAKE_EOF
put scripts/announce 0600 <<'PARBAKE_EOF'
#!/bin/bash
# Says once, in the log group of the environment, that this host has joined.
set -eu

stream="hosts/$INSTANCE_ID"
now=$(date +%s%3N)
aws logs create-log-stream --log-group-name "$LOG_GROUP" --log-stream-name "$stream" || true
aws logs put-log-events --log-group-name "$LOG_GROUP" --log-stream-name "$stream" \
    --log-events "timestamp=$now,message=joined $ENVIRONMENT"
PARBAKE_EOF
put steps 0600 <<'PARBAKE_EOF'
step before-docker boot 300 'file /etc/motd' write_file /etc/motd 0644 root root < files/etc/motd
step before-docker boot 300 'file /etc/web/identity.env' write_template text /etc/web/identity.env 0644 root root < files/etc/web/identity.env
step before-docker boot 300 ecs.config write_ecs_config 0644 /usr/lib/parbake/ecs.config < ecs.config
step before-docker boot 150 'script instance-store' run_script instance-store 120 < scripts/instance-store
step after-agent instance 330 'script announce' run_script announce 300 'ENVIRONMENT=staging' 'LOG_GROUP=/ecs/web' 'INSTANCE_ID=${instance.id}' < scripts/announce
PARBAKE_EOF
commit
