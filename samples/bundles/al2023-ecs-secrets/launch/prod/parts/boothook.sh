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
sha256:13e67078805b7352f89adaf4ed2990f9bb99e582d50b10f3fbaa61acbb9074f4
PARBAKE_EOF
put settings 0600 <<'PARBAKE_EOF'
LAUNCH_NAME=prod
PROFILE_NAME=al2023-ecs-secrets
ON_FAILURE=stay-down
ON_FAILURE_COMMAND=''
ON_SKEW=warn
SIGNAL=(complete_lifecycle_action checkout-prod booted)
PARBAKE_EOF
put files/etc/checkout/env 0600 <<'PARBAKE_EOF'
DATABASE_USER=checkout
DATABASE_PASSWORD=${secret:arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/checkout/database-a1B2c3#password}
# The parameter's version is pinned: a new one is tried in test first.
FEATURE_KEY=${ssm:/checkout/feature-key:4}
HOST=${instance.id}
PARBAKE_EOF
put files/etc/checkout/signing.pem 0600 <<'PARBAKE_EOF'
${ssm:/checkout/signing-key}
PARBAKE_EOF
put ecs.config 0600 <<'PARBAKE_EOF'
ECS_ENGINE_AUTH_DATA={"https://registry.vendor.example":{"username":"checkout","password":"${secret:vendor-registry#password}"}}
PARBAKE_EOF
put steps 0600 <<'PARBAKE_EOF'
step before-docker boot 300 'file /etc/checkout/env' write_template text /etc/checkout/env 0400 root root < files/etc/checkout/env
step before-docker boot 300 'file /etc/checkout/signing.pem' write_template text /etc/checkout/signing.pem 0600 ec2-user root < files/etc/checkout/signing.pem
step before-docker boot 300 ecs.config write_ecs_config 0600 /usr/lib/parbake/ecs.config < ecs.config
PARBAKE_EOF
commit
