#!/bin/bash
# Run inside a root of Debian: the step of a bundle that makes a key, with this release's openssl; then openssl reads it back.
# certificates.sh LIB BOOTHOOK: says `ok WHAT` a line, or ends with what is wrong.
set -euo pipefail
lib=$1 hook=$2
export PARBAKE_ROOT=/tmp/host
root=$PARBAKE_ROOT
id=i-0123456789abcdef0
values=$root/var/lib/parbake/instance/$id/values
fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}
is() { [[ $2 == "$3" ]] || fail "$1: expected '$2', found '$3'"; }
holds() { [[ $3 == *"$2"* ]] || fail "$1: '$2' is not in '$3'"; }
ok() { printf 'ok %s\n' "$1"; }
mkdir -p /tmp/dev "$values" "$root/var/lib/cloud/data" "$root/run"
mknod -m 666 /tmp/dev/null c 1 3
mknod -m 666 /tmp/dev/zero c 1 5
mknod -m 666 /tmp/dev/urandom c 1 9
ln -s /proc/self/fd /tmp/dev/fd
ln -s /proc/self/fd/0 /tmp/dev/stdin
mount --bind /tmp/dev /dev
# What the metadata service said at the first boot.
printf '%s\n' "$id" >"$root/var/lib/cloud/data/instance-id"
printf '%s' "$id" >"$values/id"
printf '10.0.0.7' >"$values/private-ip"
printf 'ip-10-0-0-7.eu-west-1.compute.internal' >"$values/local-hostname"
run() { bash -c 'source "$0"; "$@"' "$lib" "$@"; }

# The step as user-data carries it.
bash "$hook"
launch=$root/run/parbake/launch
directory=$root/etc/docker/certs.d/mirror.batch.example.com
key=$directory/client.key certificate=$directory/client.cert request=$directory/client.csr
step() {
  order='' every='' seconds='' name=''
  step() {
    [[ $4 == 'certificate mirror' ]] || return 0
    shift 4
    run "$@"
  }
  cd "$launch"
  awk 'index($0, "'\''certificate mirror'\''")' steps >/tmp/step
  # shellcheck source=/dev/null
  source /tmp/step
}
is 'the step of the sample' 'changed certificate mirror' "$(step)"
is 'the step again' 'unchanged certificate mirror' "$(step)"
is 'modes' '600 644 644' "$(stat -c %a "$key" "$certificate" "$request" | paste -s -d ' ')"
openssl verify -CAfile "$certificate" -purpose sslclient "$certificate" >/dev/null || fail 'openssl does not verify it'
# It is for clients alone.
if openssl verify -CAfile "$certificate" -purpose sslserver "$certificate" >/dev/null 2>&1; then fail 'it passes for a server'; fi
openssl req -in "$request" -noout -verify >/dev/null 2>&1 || fail 'the request is not signed by its key'
for what in x509 req; do
  file=$certificate
  if [[ $what == req ]]; then file=$request; fi
  said=$(openssl "$what" -in "$file" -noout -text -nameopt RFC2253,-esc_msb,utf8)
  holds "$what: subject" "Subject: CN=$id,OU=Batch,O=Example\\, Inc.,C=IE" "$said"
  holds "$what: names" 'DNS:ip-10-0-0-7.eu-west-1.compute.internal, IP Address:10.0.0.7' "$said"
  holds "$what: key" '3072 bit' "$said"
  holds "$what: no authority" 'CA:FALSE' "$said"
  holds "$what: signature" 'sha256WithRSAEncryption' "$said"
done
ok "$(openssl version | cut -d ' ' -f 1,2): the sample's certificate and request"

# Every algorithm; a handshake with the key and the certificate.
configuration() {
  printf '%s\n' '[req]' 'prompt = no' 'utf8 = yes' 'string_mask = utf8only' 'distinguished_name = subject' 'x509_extensions = extensions' \
    'req_extensions = extensions' "${1:-default_md = sha256}" '[subject]' 'O = Ångström, s.r.o. / R+D = x; <y> @z' "CN = \${instance.id}" '[extensions]' \
    'basicConstraints = critical, CA:FALSE' 'keyUsage = critical, digitalSignature' 'extendedKeyUsage = clientAuth, serverAuth' 'subjectKeyIdentifier = hash' \
    'subjectAltName = @names' '[names]' 'DNS.1 = *.example.com' 'IP.2 = fd00::7'
}
for algorithm in rsa-2048 rsa-3072 rsa-4096 ec-p256 ec-p384 ed25519; do
  digest=''
  if [[ $algorithm == ed25519 ]]; then digest='prompt = no'; fi
  is "$algorithm" "changed certificate $algorithm" "$(configuration "$digest" | run make_key_pair "$algorithm" "$algorithm" 30 /etc/tls/key 0600 root root /etc/tls/cert /etc/tls/csr)"
  said=$(openssl x509 -in "$root/etc/tls/cert" -noout -text -nameopt RFC2253,-esc_msb,utf8)
  holds "$algorithm: subject" "Subject: CN=$id,O=Ångström\\, s.r.o. / R\\+D = x\\; \\<y\\> @z" "$said"
  holds "$algorithm: names" 'DNS:*.example.com, IP Address:FD00:0:0:0:0:0:0:7' "$said"
  openssl verify -CAfile "$root/etc/tls/cert" -purpose sslserver "$root/etc/tls/cert" >/dev/null || fail "$algorithm: not verified"
  openssl req -in "$root/etc/tls/csr" -noout -verify >/dev/null 2>&1 || fail "$algorithm: the request is not its key's"
  rm -f "$root/var/lib/parbake/instance/$id/certificates/$algorithm"
done
ok "$(openssl version | cut -d ' ' -f 1,2): six algorithms"

# Amazon Linux 2 has openssl 1.0.2, which cannot be had here: no option that came later is used. Source: openssl's CHANGES.
used=$(awk '
  /^ *#/ { next }
  /openssl (genpkey|req|x509|pkey) |^ *(rsa|ec|ed25519).*options=/ {
    for (at = 1; at <= NF; at++) { word = $at; gsub(/[()]/, "", word); sub(/^options=/, "", word); if (word ~ /^-[a-z]/) print word }
  }' "$lib" | sort -u | paste -s -d ' ')
is 'the options of openssl' '-algorithm -checkend -config -days -in -key -new -noout -out -pkeyopt -pubkey -pubout -x509' "$used"
ok 'no option newer than openssl 1.0.2'
