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
sha256:0dcc2029a4abfff0c4b2e429ef5438fee31ede1e0e273ae2c461910a21164fb8
PARBAKE_EOF
put settings 0600 <<'PARBAKE_EOF'
LAUNCH_NAME=on-demand
PROFILE_NAME=al2-ecs-legacy
PARBAKE_EOF
put certificates/mirror 0600 <<'PARBAKE_EOF'
[req]
prompt = no
utf8 = yes
string_mask = utf8only
distinguished_name = subject
x509_extensions = extensions
req_extensions = extensions
default_md = sha256
[subject]
C = IE
O = Example, Inc.
OU = Batch
CN = ${instance.id}
[extensions]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = clientAuth
subjectKeyIdentifier = hash
subjectAltName = @names
[names]
DNS.1 = ${instance.local-hostname}
IP.2 = ${instance.private-ip}
PARBAKE_EOF
put steps 0600 <<'PARBAKE_EOF'
step before-docker boot 1920 'volume /mnt/scratch' mount_volume /mnt/scratch /dev/xvdcz xfs scratch noatime if-empty yes 120 1777 - -
step before-docker boot 1800 swap ensure_swap /swapfile 4GiB
step before-docker instance 300 'certificate mirror' make_key_pair mirror rsa-3072 365 /etc/docker/certs.d/mirror.batch.example.com/client.key 0600 root root /etc/docker/certs.d/mirror.batch.example.com/client.cert /etc/docker/certs.d/mirror.batch.example.com/client.csr < certificates/mirror
PARBAKE_EOF
commit
