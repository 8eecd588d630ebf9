# certificates.sh: keys that a host makes for itself. Needs core.sh, files.sh, template.sh, instance.sh and openssl.
#
# openssl 1.0.2 (Amazon Linux 2) is the oldest: no -addext, no -noenc, so everything is said in a configuration, on standard input.

# make_key_pair NAME ALGORITHM DAYS KEY MODE OWNER GROUP CERTIFICATE|- REQUEST|- < openssl's configuration, with references
#
# Once for an instance: a pair that this instance made is kept, one that came with the disk from another host is not.
make_key_pair() {
  local name=$1 config record digest
  config=$(resolve_template certificate_text) || die "certificate $name: not made"
  check_names "$name" "$config"
  record=$(instance_directory)/certificates/$name || die "certificate $name: not made"
  if is_own_pair "$record" "$4" "$8" "$9"; then
    own_key "$PARBAKE_ROOT$4" "$5" "$6" "$7" || die "certificate $name: the key cannot be given mode $5 and owner $6:$7"
    say unchanged "certificate $name"
    return
  fi
  (new_pair "$config" "$@") || die "certificate $name: openssl could not make it"
  digest=$(key_digest "$(beside "$4")") || die "certificate $name: the new key cannot be read"
  own_key "$(beside "$4")" "$5" "$6" "$7" || die "certificate $name: the key cannot be given mode $5 and owner $6:$7"
  put_pair "$record" "$digest" "$4" "$8" "$9" || die "certificate $name: cannot be put in place"
  say changed "certificate $name"
}

# beside PATH: its temporary name, the same for each run.
beside() { printf '%s' "$PARBAKE_ROOT${1%/*}/.parbake.${1##*/}"; }

# new_pair CONFIG NAME ALGORITHM DAYS KEY MODE OWNER GROUP CERTIFICATE|- REQUEST|-: all under their temporary names. What openssl writes
# in between is nobody else's to read.
new_pair() {
  local config=$1 algorithm=$3 days=$4 key=$5 certificate=$9 request=${10} path options=()
  for path in "$key" "$certificate" "$request"; do
    [[ $path != - ]] || continue
    mkdir -p "$PARBAKE_ROOT${path%/*}" || return 1
    rm -f "$(beside "$path")" || return 1
  done
  umask 077
  case $algorithm in
    rsa-*) options=(-algorithm RSA -pkeyopt "rsa_keygen_bits:${algorithm#rsa-}") ;;
    ec-p256) options=(-algorithm EC -pkeyopt ec_paramgen_curve:prime256v1 -pkeyopt ec_param_enc:named_curve) ;;
    ec-p384) options=(-algorithm EC -pkeyopt ec_paramgen_curve:secp384r1 -pkeyopt ec_param_enc:named_curve) ;;
    ed25519) options=(-algorithm ED25519) ;;
    *) return 1 ;;
  esac
  ask_openssl genpkey "${options[@]}" -out "$(beside "$key")" </dev/null || return 1
  if [[ $certificate != - ]]; then
    ask_openssl req -new -x509 -config /dev/stdin -days "$days" -key "$(beside "$key")" -out "$(beside "$certificate")" <<<"$config" || return 1
    chmod 0644 "$(beside "$certificate")" || return 1
  fi
  if [[ $request != - ]]; then
    ask_openssl req -new -config /dev/stdin -key "$(beside "$key")" -out "$(beside "$request")" <<<"$config" || return 1
    chmod 0644 "$(beside "$request")" || return 1
  fi
}

# ask_openssl ARGUMENT...: what it says is shown only when it fails: genpkey paints its progress.
ask_openssl() {
  local said
  said=$(HOME=/root RANDFILE=/dev/null openssl "$@" 2>&1) || {
    printf '%s\n' "$said" >&2
    return 1
  }
}

# put_pair RECORD DIGEST KEY CERTIFICATE|- REQUEST|-: in an order in which a crash leaves no certificate that is not the key's: the old
# ones go first, the new ones come last. The record comes before all of them, so that a pair that is whole always has one.
put_pair() {
  local record=$1 digest=$2 key=$3 path
  shift 3
  sync
  mkdir -p "${record%/*}" && printf '%s\n' "$digest" >"$record.new" && mv -fT "$record.new" "$record" || return 1
  for path; do
    if [[ $path != - ]]; then rm -f "$PARBAKE_ROOT$path" || return 1; fi
  done
  replace_file "$(beside "$key")" "$PARBAKE_ROOT$key" || return 1
  for path; do
    if [[ $path != - ]]; then replace_file "$(beside "$path")" "$PARBAKE_ROOT$path" || return 1; fi
  done
  sync
}

# is_own_pair RECORD KEY CERTIFICATE|- REQUEST|-: this instance made the key, and all that was asked for is the key's and still valid.
is_own_pair() {
  local record=$1 key=$PARBAKE_ROOT$2 digest
  [[ -f $record && -f $key && ! -L $key ]] || return 1
  digest=$(key_digest "$key") && [[ $digest == "$(cat "$record")" ]] || return 1
  if [[ $3 != - ]]; then
    [[ $(openssl x509 -in "$PARBAKE_ROOT$3" -noout -pubkey 2>/dev/null | sha256sum) == "$digest" ]] || return 1
    openssl x509 -in "$PARBAKE_ROOT$3" -noout -checkend 0 >/dev/null 2>&1 || return 1
  fi
  if [[ $4 != - ]]; then
    [[ $(openssl req -in "$PARBAKE_ROOT$4" -noout -pubkey 2>/dev/null | sha256sum) == "$digest" ]] || return 1
  fi
}

# key_digest FILE: of the public key that belongs to a private one, as openssl writes it.
key_digest() {
  local public
  public=$(openssl pkey -in "$1" -pubout 2>/dev/null </dev/null) || return 1
  printf '%s\n' "$public" | sha256sum
}

# own_key FILE MODE OWNER GROUP
own_key() { chown "$3:$4" "$1" && chmod "$2" "$1"; }

# check_names NAME CONFIG: what the references brought must be names and addresses: a client compares nothing else.
check_names() {
  local line value label='[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?' group='[0-9A-Fa-f:.]+'
  while IFS= read -r line; do
    value=${line#* = }
    case $line in
      DNS.*) [[ $value =~ ^(\*\.)?$label(\.$label)*$ && ${#value} -le 253 ]] || die "certificate $1: ${line%% *} in its names is no host name" ;;
      IP.*) value_fits private-ip "$value" || [[ $value == *:* && $value =~ ^$group$ ]] || die "certificate $1: ${line%% *} in its names is no address" ;;
    esac
  done <<<"$2"
}
