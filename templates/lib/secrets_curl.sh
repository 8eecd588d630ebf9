# secrets_curl.sh: a secret by a request that curl signs (7.86 and newer). Needs secrets.sh and curl.
#
# Credentials, token and request are on curl's standard input, in its own configuration format: no other process sees them.

# fetch_secret SERVICE NAME REGION: the answer, a newline, and 200, the name of the error, or curl's word for none.
fetch_secret() {
  local request answer status outcome
  request=$(request_of "$@") || return 1
  answer=$(printf '%s\n' "$request" | ask_service) || answer=$'\n000'
  status=${answer##*$'\n'}
  if [[ $status != 200 ]]; then
    # `prefix#Name:address`, of which the name counts.
    outcome=$(printf '%s' "${answer%$'\n'*}" | json_text __type) || outcome=$status
    outcome=${outcome##*'#'}
    outcome=${outcome%%:*}
    if [[ $status == 5?? || ! $outcome =~ ^[A-Za-z0-9.]+$ ]]; then outcome=$status; fi
    printf '\n%s' "$outcome"
    return
  fi
  printf '%s' "$answer"
}

# As for the metadata service, a NUL becomes a character that JSON refuses.
ask_service() { curl -q -s -K - --connect-timeout 5 --max-time 15 -w '\n%{http_code}' | tr '\0' '\001'; }

# request_of SERVICE NAME REGION: the configuration of curl.
request_of() {
  local credentials id key token signer=secretsmanager target=secretsmanager.GetSecretValue body
  # Each of these goes into a quoted line, so none may hold a quote or end it.
  [[ $2 =~ ^[A-Za-z0-9/_+=.@:-]+$ ]] || die "\${$1:$2}: no such name"
  body="{\\\"SecretId\\\":\\\"$2\\\"}"
  if [[ $1 == ssm ]]; then
    signer=ssm target=AmazonSSM.GetParameter
    body="{\\\"Name\\\":\\\"$2\\\",\\\"WithDecryption\\\":true}"
  fi
  credentials=$(role_credentials && printf x) || return 1
  id=$(credential AccessKeyId "$credentials") && key=$(credential SecretAccessKey "$credentials") && token=$(credential Token "$credentials") || return 1
  printf '%s\n' \
    "url = \"$(endpoint_of "$1" "$3")/\"" \
    "aws-sigv4 = \"aws:amz:$3:$signer\"" \
    "user = \"$id:$key\"" \
    "header = \"X-Amz-Security-Token: $token\"" \
    "header = \"X-Amz-Target: $target\"" \
    'header = "Content-Type: application/x-amz-json-1.1"' \
    "data = \"$body\""
}

# role_credentials: of the instance's role, as JSON. Source: EC2 user guide, "Retrieve security credentials from instance metadata".
role_credentials() {
  local role
  role=$(ask_metadata iam/security-credentials/ role) || return 1
  [[ $role =~ ^[A-Za-z0-9+=,.@_-]+$ ]] || die 'instance.role: the metadata service gave a name that cannot be one'
  ask_metadata "iam/security-credentials/$role" role
}

# credential NAME JSON
credential() {
  local value
  value=$(printf '%s' "${2%x}" | json_text "$1") || die "instance.role: its credentials have no $1"
  [[ $value =~ ^[A-Za-z0-9+/=_-]+$ ]] || die "instance.role: the metadata service gave a $1 that cannot be one"
  printf '%s' "$value"
}
