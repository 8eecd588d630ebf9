# secrets.sh: `${ssm:NAME}` and `${secret:NAME#KEY}`, asked for with the role of the instance. Needs core.sh, instance.sh,
# json.sh, and one of secrets_curl.sh and secrets_cli.sh, whichever the base can.
#
# A value goes through pipes and variables of this shell only: it is never a word of a command, in an environment, in a
# trace or in a message. No here-string either: bash before 5.1 writes it to a file under /tmp.
set +x
PARBAKE_SECRETS_SECONDS=${PARBAKE_SECRETS_SECONDS:-120}

# secret_value REFERENCE: of `ssm:NAME` or `secret:NAME#KEY`, as it is.
#
# What was fetched is kept until the next boot, or the next start of the early pass, in /run (memory), mode 0600: each
# name is asked for once, and a value that was rotated is taken at the next boot.
secret_value() {
  local service=${1%%:*} name=${1#*:} key='' file status=0
  if [[ $service == secret && $name == *'#'* ]]; then
    key=${name#*'#'}
    name=${name%%'#'*}
  fi
  file=$(printf '%s' "$service:$name" | sha256sum) || return 1
  file=$PARBAKE_RUN/secrets/${file%% *}
  [[ -f $file ]] || keep_secret "$file" "$service" "$name" || return 1
  if [[ -z $key ]]; then
    cat "$file"
    return
  fi
  json_text "$key" <"$file" || status=$?
  case $status in
    0) ;;
    2) die "\${$1}: the secret is no JSON object, so it has no keys" ;;
    3) die "\${$1}: the secret has no such key" ;;
    *) die "\${$1}: under this key is no text that a file can hold" ;;
  esac
}

# keep_secret FILE SERVICE NAME
keep_secret() (
  if ! mkdir -p "$PARBAKE_RUN" || ! umask 077 || ! mkdir -p "${1%/*}"; then die "secrets: cannot make ${1%/*}"; fi
  if ! (ask_secret "$2" "$3") >"$1.new" || ! mv -fT "$1.new" "$1"; then
    rm -f "$1.new"
    exit 1
  fi
)

# ask_secret SERVICE NAME: what passes by itself is asked again until the deadline, what does not is said at once.
ask_secret() {
  local region deadline=$((SECONDS + PARBAKE_SECRETS_SECONDS)) pause=1 answer outcome
  region=$(region_of "$2") || die "\${$1:$2}: no region"
  while :; do
    answer=$(fetch_secret "$1" "$2" "$region") || die "\${$1:$2}: cannot be asked for"
    outcome=${answer##*$'\n'}
    case $outcome in
      200)
        text_of_answer "$1" "$2" "${answer%$'\n'*}"
        return
        ;;
      # A new role's credentials are not known everywhere at once, and a signature needs the right time.
      000 | 429 | 5?? | *Throttl* | TooManyRequests* | RequestLimit* | Internal* | ServiceUnavailable* | RequestTimeout* | ExpiredToken* | \
        RequestExpired* | UnrecognizedClient* | InvalidClientTokenId | *Signature*) ;;
      *) die "\${$1:$2}: $outcome$(why_refused "$1" "$outcome" "$region")" ;;
    esac
    ((SECONDS + pause < deadline)) || die "\${$1:$2}: no answer in $PARBAKE_SECRETS_SECONDS s (last: $outcome)"
    sleep "$pause"
    pause=$((pause < 8 ? pause * 2 : 8))
  done
}

# text_of_answer SERVICE NAME JSON
text_of_answer() {
  local status=0 keys=(SecretString)
  if [[ $1 == ssm ]]; then keys=(Parameter Value); fi
  printf '%s' "$3" | json_text "${keys[@]}" || status=$?
  case $status in
    0) ;;
    3) die "\${$1:$2}: it holds bytes, no text" ;;
    5) die "\${$1:$2}: its text holds a NUL" ;;
    *) die "\${$1:$2}: the answer could not be read" ;;
  esac
}

# why_refused SERVICE ERROR REGION: what to do about it.
why_refused() {
  local call=secretsmanager:GetSecretValue
  if [[ $1 == ssm ]]; then call=ssm:GetParameter; fi
  case $2 in
    AccessDenied* | NotAuthorized*) printf "; this host's role must allow %s on it (iam-policy.json), and kms:Decrypt where a key of your own encrypts it" "$call" ;;
    ParameterNotFound | ResourceNotFound* | ParameterVersionNotFound) printf '; it is not there in %s' "$3" ;;
    InvalidKeyId | DecryptionFailure | KMS*) printf "; this host's role must allow kms:Decrypt on the key that encrypts it" ;;
  esac
}

# region_of NAME: of an ARN, or the instance's.
region_of() {
  local region
  if [[ $1 != arn:* ]]; then
    instance_value region
    return
  fi
  region=${1#arn:*:*:}
  printf '%s' "${region%%:*}"
}

# endpoint_of SERVICE REGION; a partition has a domain of its own. Source: botocore 1.44.8, data/partitions.json.
endpoint_of() {
  local domain=amazonaws.com service=secretsmanager
  if [[ $1 == ssm ]]; then service=ssm; fi
  case $2 in
    cn-*) domain=amazonaws.com.cn ;;
    eusc-*) domain=amazonaws.eu ;;
    us-iso-*) domain=c2s.ic.gov ;;
    us-isob-*) domain=sc2s.sgov.gov ;;
    eu-isoe-*) domain=cloud.adc-e.uk ;;
    us-isof-*) domain=csp.hci.ic.gov ;;
  esac
  printf '%s' "${PARBAKE_SECRETS_ENDPOINT:-https://$service.$2.$domain}"
}
