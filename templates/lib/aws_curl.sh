# aws_curl.sh: a request to AWS that curl signs (7.86 and newer). Needs aws.sh, instance.sh, json.sh and curl.
#
# Credentials, token and request are on curl's standard input, in its own configuration format: no other process sees them.

# request_aws SERVICE REGION CALL PARAMETER...: the answer, a newline and 200; or what is said of the error, a newline and its
# name, or curl's word for none.
request_aws() {
  local request answer status body name said='' error='<Code>([^<]*)</Code>.*<Message>([^<]*)</Message>'
  request=$(signed_request "$@") || return 1
  answer=$(printf '%s\n' "$request" | send_request) || answer=$'\n000'
  status=${answer##*$'\n'} body=${answer%$'\n'*}
  if [[ $status == 200 ]]; then
    printf '%s' "$answer"
    return
  fi
  if [[ $body =~ $error ]]; then
    name=${BASH_REMATCH[1]} said=${BASH_REMATCH[2]}
  else
    # `prefix#Name:address`, of which the name counts.
    name=$(printf '%s' "$body" | json_text __type) || name=$status
    name=${name##*'#'}
    name=${name%%:*}
  fi
  if [[ $status == 5?? || ! $name =~ ^[A-Za-z0-9.]+$ ]]; then name=$status; fi
  printf '%s\n%s' "$said" "$name"
}

# As for the metadata service, a NUL becomes a character that JSON refuses.
send_request() { curl -q -s -K - --connect-timeout 5 --max-time 15 -w '\n%{http_code}' | tr '\0' '\001'; }

# signed_request SERVICE REGION CALL PARAMETER...: the configuration of curl.
signed_request() {
  local credentials id key token call
  call=$(call_of "$1" "${@:3}") || return 1
  credentials=$(role_credentials && printf x) || return 1
  id=$(credential AccessKeyId "$credentials") && key=$(credential SecretAccessKey "$credentials") && token=$(credential Token "$credentials") || return 1
  printf '%s\n' \
    "url = \"$(endpoint_of "$1" "$2")/\"" \
    "aws-sigv4 = \"aws:amz:$2:$1\"" \
    "user = \"$id:$key\"" \
    "header = \"X-Amz-Security-Token: $token\"" \
    "$call"
}

# call_of SERVICE CALL PARAMETER...: in the protocol of the service. Source: botocore 1.44.8, service-2.json of each.
call_of() {
  local service=$1
  shift
  case $service in
    ssm) json_call AmazonSSM "$@" ;;
    secretsmanager) json_call secretsmanager "$@" ;;
    cloudformation) query_call 2010-05-15 "$@" ;;
    autoscaling) query_call 2011-01-01 "$@" ;;
  esac
}

# json_call PREFIX CALL PARAMETER...
json_call() {
  local word value body=''
  for word in "${@:3}"; do
    # Neither JSON nor curl may find an end in it.
    [[ $word =~ ^[A-Za-z0-9/_+=.@:-]+$ ]] || die "$2: ${word%%=*} holds what cannot be sent"
    value=true
    if [[ $word == *=* ]]; then value="\\\"${word#*=}\\\""; fi
    body+="${body:+,}\\\"${word%%=*}\\\":$value"
  done
  printf '%s\n' \
    "header = \"X-Amz-Target: $1.$2\"" \
    'header = "Content-Type: application/x-amz-json-1.1"' \
    "data = \"{$body}\""
}

# query_call VERSION CALL PARAMETER...
query_call() {
  local word
  printf '%s\n' "data = \"Action=$2&Version=$1\""
  for word in "${@:3}"; do
    [[ $word != *[[:cntrl:]]* ]] || die "$2: ${word%%=*} holds what cannot be sent"
    word=${word//\\/\\\\}
    printf '%s\n' "data-urlencode = \"${word//\"/\\\"}\""
  done
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
