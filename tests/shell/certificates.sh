#!/bin/bash
# Keys that a host makes for itself: once for an instance, anew for another, and never a certificate without its key.
source "$(dirname "$0")/harness.sh"
if ! command -v openssl >/dev/null; then
  [[ -z ${PARBAKE_FULL:-} ]] || is 'openssl' installed missing
  printf 'skipped: openssl is not installed\n'
  exit 0
fi
serve '{"values": {"instance-id": "i-0123456789abcdef0", "local-ipv4": "10.0.0.7", "local-hostname": "ip-10-0-0-7.internal", "tags/instance/Name": "web.example.com"}}'
instance i-0123456789abcdef0
key=/etc/tls/key.pem certificate=/etc/tls/cert.pem request=/etc/tls/request.pem

# configuration LINE...: as the compiler writes it, with further lines in the names.
configuration() {
  printf '%s\n' '[req]' 'prompt = no' 'utf8 = yes' 'string_mask = utf8only' 'distinguished_name = subject' \
    'x509_extensions = extensions' 'req_extensions = extensions' "$digest_line" '[subject]' 'C = DE' 'O = Example, Inc. / R+D = x' \
    "CN = ${common:-\${instance.id\}}" '[extensions]' 'basicConstraints = critical, CA:FALSE' 'keyUsage = critical, digitalSignature' \
    'extendedKeyUsage = clientAuth, serverAuth' 'subjectKeyIdentifier = hash' 'subjectAltName = @names' '[names]' \
    'DNS.1 = ${instance.tag.Name}' 'IP.2 = ${instance.private-ip}' "$@"
}
digest_line='default_md = sha256'
make() { configuration "${@:2}" | run make_key_pair web "$1" 30 "$key" 0640 root root "$certificate" "$request"; }
public() { openssl pkey -in "$root$key" -pubout; }
# whole WHAT: the certificate and the request are the key's.
whole() {
  is "$1: certificate" "$(public)" "$(openssl x509 -in "$root$certificate" -noout -pubkey)"
  is "$1: request" "$(public)" "$(openssl req -in "$root$request" -noout -pubkey)"
}

is 'first' 'changed certificate web' "$(make ec-p256)"
whole first
is 'modes' '640 644 644' "$(stat -c %a "$root$key" "$root$certificate" "$root$request" | paste -s -d ' ')"
is 'nothing else is left' 'cert.pem key.pem request.pem' "$(ls -A "$root/etc/tls" | paste -s -d ' ')"
said=$(openssl x509 -in "$root$certificate" -noout -text -nameopt RFC2253)
holds 'subject' 'Subject: CN=i-0123456789abcdef0,O=Example\, Inc. / R\+D = x,C=DE' "$said"
holds 'names' 'DNS:web.example.com, IP Address:10.0.0.7' "$said"
before=$(public)
is 'again' 'unchanged certificate web' "$(make ec-p256)"
chmod 0644 "$root$key"
is 'an open key' 'unchanged certificate web' "$(make ec-p256)"
is 'an open key is closed' 640 "$(stat -c %a "$root$key")"
is 'the same key' "$before" "$(public)"
rm "$root$request"
is 'a lost request' 'changed certificate web' "$(make ec-p256)"
whole 'a lost request'

# The disk of another host: its key is not this one's.
before=$(public)
instance i-0ffffffffffffffff
is 'another instance' 'changed certificate web' "$(make ec-p256)"
[[ $(public) != "$before" ]] || is 'another instance' 'another key' 'the same'
whole 'another instance'

# What is expired is made anew.
configuration | run make_key_pair old ec-p256 1 /etc/old/key 0600 root root /etc/old/cert - >/dev/null
holds 'an expired one' 'changed certificate old' "$(
  # shellcheck disable=SC2317  # called by the shell below
  openssl() { if [[ "$*" == *checkend* ]]; then return 1; fi; command openssl "$@"; }
  export -f openssl
  configuration | run make_key_pair old ec-p256 1 /etc/old/key 0600 root root /etc/old/cert -
)"

# Every algorithm that this openssl has.
for algorithm in rsa-2048 rsa-3072 ec-p384 ed25519; do
  if [[ $algorithm == ed25519 ]]; then digest_line='prompt = no'; else digest_line='default_md = sha256'; fi
  rm -rf "$root/etc/tls"
  is "$algorithm" 'changed certificate web' "$(make "$algorithm")"
  whole "$algorithm"
done
digest_line='default_md = sha256'

# Killed by a signal before each command that changes what is in place: never a certificate without its key, and a second run mends it.
for victim in mkdir sync mv rm chmod chown openssl; do
  for count in 1 2 3 5; do
    rm -rf "$work/count"
    instance "i-0000000000000000$count"
    configuration >"$work/configuration"
    (VICTIM=$victim COUNT=$count COUNTER=$work/count bash -c '
      source "$0"
      strike() { [[ $1 != "$VICTIM" ]] || { printf x >>"$COUNTER"; if (($(stat -c %s "$COUNTER") == COUNT)); then kill -KILL $$ $BASHPID; fi; }; }
      for name in mkdir sync mv rm chmod chown openssl; do eval "$name() { strike $name; command $name \"\$@\"; }"; done
      make_key_pair web ec-p256 30 /etc/tls/key.pem 0640 root root /etc/tls/cert.pem /etc/tls/request.pem' \
      "$work/lib.sh" <"$work/configuration" || true) >/dev/null 2>&1
    if [[ -e $root$certificate ]]; then is "$victim $count: in use" "$(public)" "$(openssl x509 -in "$root$certificate" -noout -pubkey)"; fi
    make ec-p256 >/dev/null
    whole "$victim $count"
  done
done

# What a tag may not bring.
before=$(sha256sum "$root$key" "$root$certificate")
for tag in 'a"b' "a'b" 'a\\b' 'a$ENV::HOME' 'a#b' ' a' 'a\nb'; do
  serve '{"values": {"instance-id": "i-0123456789abcdef0", "local-ipv4": "10.0.0.7", "tags/instance/Name": "'"${tag//\"/\\\"}"'"}}'
  new_boot
  common='${instance.tag.Name}'
  fails "a hostile tag: $tag" make ec-p256
  holds "a hostile tag: $tag" 'instance.tag.Name' "$output"
done
serve '{"values": {"instance-id": "i-0123456789abcdef0", "local-ipv4": "10.0.0.7", "tags/instance/Name": "a, DNS:evil.example.com"}}'
new_boot
common=''
fails 'a tag that is no name' make ec-p256
holds 'a tag that is no name' 'DNS.1 in its names is no host name' "$output"
is 'a refused tag changes nothing' "$before" "$(sha256sum "$root$key" "$root$certificate")"
printf 'certificates: ok\n'
