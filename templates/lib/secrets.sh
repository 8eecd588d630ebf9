# secrets.sh: `${ssm:NAME}` and `${secret:NAME#KEY}`, asked for with the role of the instance. Needs core.sh, aws.sh, json.sh.
#
# A value goes through pipes and variables of this shell only: it is never a word of a command, in an environment, in a
# trace or in a message. No here-string either: bash before 5.1 writes it to a file under /tmp.

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

# ask_secret SERVICE NAME
ask_secret() {
  local region answer outcome words=(GetSecretValue "SecretId=$2") service=secretsmanager
  if [[ $1 == ssm ]]; then service=ssm words=(GetParameter "Name=$2" WithDecryption); fi
  region=$(region_of "$2") || die "\${$1:$2}: no region"
  answer=$(ask_aws "\${$1:$2}" "$service" "$region" "${words[@]}") || return 1
  outcome=${answer##*$'\n'}
  [[ $outcome == 200 ]] || die "\${$1:$2}: $outcome$(why_refused "$service:${words[0]}" "$outcome" "$region")"
  text_of_answer "$1" "$2" "${answer%$'\n'*}"
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

# why_refused PERMISSION ERROR REGION: what to do about it.
why_refused() {
  case $2 in
    AccessDenied* | NotAuthorized*) printf "; this host's role must allow %s on it (iam-policy.json), and kms:Decrypt where a key of your own encrypts it" "$1" ;;
    ParameterNotFound | ResourceNotFound* | ParameterVersionNotFound) printf '; it is not there in %s' "$3" ;;
    InvalidKeyId | DecryptionFailure | KMS*) printf "; this host's role must allow kms:Decrypt on the key that encrypts it" ;;
  esac
}
