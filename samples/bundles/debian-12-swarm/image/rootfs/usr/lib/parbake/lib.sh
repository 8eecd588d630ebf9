set -euo pipefail
umask 022
export LC_ALL=C
export PATH="${PATH:-}${PATH:+:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PARBAKE_ROOT=${PARBAKE_ROOT:-}
PARBAKE_RUN=$PARBAKE_ROOT/run/parbake
PARBAKE_STATE=$PARBAKE_ROOT/var/lib/parbake
say() { printf '%s %s\n' "$1" "$2"; }
die() {
  printf 'parbake: %s\n' "$1" >&2
  if [[ -n ${PARBAKE_REASONS:-} ]]; then printf '%s\n' "$1" >>"$PARBAKE_REASONS"; fi
  exit 1
}
booted() { [[ -d $PARBAKE_ROOT/run/systemd/system ]]; }
use_proxy() {
  local line
  [[ -r $PARBAKE_ROOT/etc/parbake/proxy ]] || return 0
  while IFS= read -r line; do
    if [[ $line =~ ^[A-Za-z_]+= ]]; then export "${line?}"; fi
  done <"$PARBAKE_ROOT/etc/parbake/proxy"
}
use_proxy
retry() {
  local deadline=$((SECONDS + $1)) pause=1
  shift
  until "$@"; do
    ((SECONDS + pause < deadline)) || return 1
    sleep "$pause"
    pause=$((pause < 16 ? pause * 2 : 16))
  done
}
write_file() {
  local path=$1 mode=$2 owner=$3 group=$4 target temp
  target=$PARBAKE_ROOT$path
  if [[ ! -d ${target%/*} ]]; then mkdir -p "${target%/*}" || die "file $path: cannot make its directory"; fi
  temp=${target%/*}/.parbake.${target##*/}
  if [[ -e $temp || -L $temp ]]; then rm -f "$temp" || die "file $path: cannot write beside it"; fi
  if ! (umask 077 && set -C && cat >"$temp"); then
    rm -f "$temp"
    die "file $path: cannot be written"
  fi
  if is_already "$temp" "$target" "$mode" "$owner" "$group"; then
    rm -f "$temp"
    say unchanged "file $path"
    return
  fi
  if ! chown "$owner:$group" "$temp" || ! chmod "$mode" "$temp"; then
    rm -f "$temp"
    die "file $path: cannot be written as $mode $owner:$group"
  fi
  if same_file "$temp" "$target"; then
    rm -f "$temp"
    say unchanged "file $path"
  else
    replace_file "$temp" "$target" || die "file $path: cannot be replaced"
    say changed "file $path"
  fi
}
is_already() {
  local mode
  if [[ ! -f $2 || -L $2 ]]; then return 1; fi
  printf -v mode '%o' "$((8#$3))"
  [[ $(stat -c '%a %U %G' "$2") == "$mode $4 $5" ]] && cmp -s "$1" "$2"
}
same_file() {
  local one other
  if [[ ! -f $2 || -L $2 ]]; then return 1; fi
  one=$(stat -c '%a %u %g' "$1") && other=$(stat -c '%a %u %g' "$2") && [[ $one == "$other" ]] && cmp -s "$1" "$2"
}
replace_file() {
  if ! mv -fT "$1" "$2"; then
    rm -f "$1"
    return 1
  fi
  if command -v selinuxenabled >/dev/null && selinuxenabled; then restorecon "$2"; fi
}
write_base64() {
  local decoded status=0
  decoded=$(mktemp) || die "file $1: no temporary file"
  base64 -d >"$decoded" || status=$?
  if ((status == 0)); then (write_file "$@" <"$decoded") || status=$?; fi
  rm -f "$decoded"
  ((status == 0)) || die "file $1: not written from base64"
}
write_template() {
  local sink=$1 text
  shift
  text=$(resolve_template "$sink" && printf x) || die "file $1: not written"
  write_file "$@" < <(printf '%s' "${text%x}")
}
make_directory() {
  local path=$1 target=$PARBAKE_ROOT$1 before=missing
  if [[ -d $target ]]; then before=$(stat -c '%a %u %g' "$target"); fi
  mkdir -p "$target" || die "directory $path: cannot be made"
  chown "$3:$4" "$target" || die "directory $path: cannot be given to $3:$4"
  chmod "$2" "$target"
  if [[ $before == "$(stat -c '%a %u %g' "$target")" ]]; then say unchanged "directory $path"; else say changed "directory $path"; fi
}
make_link() {
  local link=$PARBAKE_ROOT$1
  if [[ -L $link && $(readlink "$link") == "$2" ]]; then
    say unchanged "link $1"
    return
  fi
  mkdir -p "${link%/*}" || die "link $1: cannot make its directory"
  if ! ln -sfn "$2" "$link.parbake" || ! mv -fT "$link.parbake" "$link"; then die "link $1: cannot be made"; fi
  say changed "link $1"
}
set_option() {
  local path=$1 target=$PARBAKE_ROOT$1
  [[ -f $target ]] || die "file $path: is missing"
  write_file "$path" "$(stat -c %a "$target")" "$(stat -c %u "$target")" "$(stat -c %g "$target")" < <(
    LINE="$3=$4" awk -v section="[$2]" -v key="^$3[ \t]*=" '
      /^\[/ {
        if (inside && !done++) print ENVIRON["LINE"]
        inside = $0 == section
      }
      inside && $0 ~ key {
        if (!done++) print ENVIRON["LINE"]
        next
      }
      { print }
      END {
        if (done) exit
        if (!inside) print section
        print ENVIRON["LINE"]
      }' "$target"
  )
}
hosts_block() {
  local mark=$1 sink=$2 template=${3:-} text
  if [[ $sink != - ]]; then
    text=$(resolve_template "$sink" && printf x) || die 'file /etc/hosts: not written'
  else
    text=$(cat && printf x) || die 'file /etc/hosts: no lines came'
  fi
  text=${text%x}
  if [[ -n $template ]]; then
    [[ -e $PARBAKE_ROOT$template ]] || die "file $template: cloud-init's template of /etc/hosts is missing"
    put_block "$template" "$mark" "$text"
  fi
  put_block /etc/hosts "$mark" "$text"
}
put_block() {
  local path=$1 source=$PARBAKE_ROOT$1 text
  [[ -e $source ]] || source=/dev/null
  text=$(TEXT=$3 awk -v mark="# parbake $2: " '
      BEGIN { block = mark "begin\n" ENVIRON["TEXT"] mark "end" }
      $0 == mark "begin" { inside = 1; if (!done++) print block }
      !inside { print }
      $0 == mark "end" { inside = 0 }
      END { if (!done) print block }' "$source" && printf x) || die "file $path: the lines cannot be put in"
  write_file "$path" 0644 root root < <(printf '%s' "${text%x}")
}
resolve_template() {
  local sinks=$1 sink rest out='' head name value open=$'\x24{'
  rest=$(cat && printf x) || die 'template: no text came'
  rest=${rest%x}
  while [[ $rest == *"$open"* ]]; do
    head=${rest%%"$open"*}
    rest=${rest#*"$open"}
    if [[ $head == *'$' ]]; then
      out+=${head%?}$open
      continue
    fi
    sink=${sinks%%,*} sinks=${sinks#*,}
    [[ $rest == *'}'* ]] || die 'template: a reference has no closing brace'
    name=${rest%%'}'*}
    rest=${rest#*'}'}
    value=$(host_value "$name" && printf x) || die "template: no value for \${$name}"
    value=${value%x}
    check_value "$(place_of "$sink" "$out$head" "$rest")" "$value" || die "template: the value of \${$name} does not fit into $(sink_name "$sink")"
    out+=$head$value
  done
  printf '%s' "$out$rest"
}
host_value() {
  case $1 in
    instance.*) instance_value "${1#instance.}" ;;
    ssm:* | secret:*) secret_value "$1" ;;
    *) die "template: '\${$1}' is no reference to the instance" ;;
  esac
}
place_of() {
  local line=${2##*$'\n'}
  case $1 in
    text) if [[ -z $2 && ($3 == '' || $3 == $'\n') ]]; then printf file && return; fi ;;
    env) if [[ $line =~ ^[A-Za-z_][A-Za-z0-9_]*=$ && ($3 == '' || $3 == $'\n'*) ]]; then printf assignment && return; fi ;;
  esac
  printf '%s' "$1"
}
check_value() {
  local text=$2
  if [[ $1 == file ]]; then text=${text//[$'\t\r\n']/}; fi
  if [[ $text == *[[:cntrl:]]* ]]; then return 1; fi
  printf '%s' "$2" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1 || return 1
  case $1 in
    text | file) ;;
    assignment) [[ $2 != *\\* && $2 != [\"\'\ ]* && $2 != *' ' ]] ;;
    json) [[ $2 != *[\"\'\\]* ]] ;;
    env) [[ $2 != *[\"\'\\]* && $2 != ' '* && $2 != *' ' ]] ;;
    hosts) [[ $2 != *[\"\'\\\ \#]* ]] ;;
    *_text | *_word) "$1" "$2" ;;
    *) die "template: there is no sink '$1'" ;;
  esac
}
certificate_text() { [[ $1 != *[\"\'\\\$\#]* && $1 != ' '* && $1 != *' ' ]]; }
unit_text() { [[ $1 != *[\"\'\\%\$]* ]]; }
unit_word() { [[ $1 != *[\"\'\\%\$\ \;]* && $1 != [-+!@:\|~]* ]]; }
program_text() { [[ $1 != *[\"\'\\\$\`\;\&\|\<\>\(\)\{\}\#\*\?\[\]\~\!%]* ]]; }
sink_name() {
  case $1 in
    env) printf 'a line of an environment file' ;;
    json) printf 'a JSON string' ;;
    hosts) printf 'a line of /etc/hosts' ;;
    *_*) printf 'a %s' "${1%_*}" ;;
    *) printf 'text' ;;
  esac
}
PARBAKE_IMDS=${PARBAKE_IMDS:-http://169.254.169.254}
PARBAKE_IMDS_SECONDS=${PARBAKE_IMDS_SECONDS:-120}
instance_value() {
  local name=$1 path file value
  path=$(metadata_path "$name") || return 1
  file=$(value_file "$name") || return 1
  if [[ -f $file ]]; then
    cat "$file"
    return
  fi
  value=$(ask_metadata "$path" "$name" && printf x) || return 1
  value=${value%x}
  value_fits "$name" "$value" || die "instance.$name: the metadata service gave a value that cannot be one"
  keep_value "$file" "$value" || return 1
  printf '%s' "$value"
}
metadata_path() {
  case $1 in
    id) printf 'instance-id' ;;
    type) printf 'instance-type' ;;
    region) printf 'placement/region' ;;
    availability-zone) printf 'placement/availability-zone' ;;
    private-ip) printf 'local-ipv4' ;;
    local-hostname) printf 'local-hostname' ;;
    tag.*)
      [[ ${1#tag.} =~ ^[A-Za-z0-9+=.,_:@-]+$ && ! ${1#tag.} =~ ^(\.|\.\.|_index)$ ]] || die "instance.$1: no tag of that name can be read on the host"
      printf 'tags/instance/%s' "${1#tag.}"
      ;;
    *) die "instance.$1: there is no such value" ;;
  esac
}
instance_directory() {
  local id file=$PARBAKE_ROOT/var/lib/cloud/data/instance-id
  [[ -r $file ]] || die 'cloud-init left no instance-id under /var/lib/cloud/data'
  IFS= read -r id <"$file" || true
  [[ $id =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || die 'the instance-id of cloud-init cannot be a file name'
  printf '%s' "$PARBAKE_STATE/instance/$id"
}
value_file() {
  local directory
  case $1 in
    type | tag.*) printf '%s' "$PARBAKE_RUN/values/$1" ;;
    *)
      directory=$(instance_directory) || return 1
      printf '%s' "$directory/values/$1"
      ;;
  esac
}
keep_value() (
  mkdir -p "${1%/*/*}" && umask 077
  mkdir -p "${1%/*}" && printf '%s' "$2" >"$1.new" && mv -fT "$1.new" "$1"
)
ask_metadata() {
  local deadline=$((SECONDS + PARBAKE_IMDS_SECONDS)) pause=1 answer status
  while :; do
    answer=$(get_metadata "$1") || answer=$'\n000'
    status=${answer##*$'\n'}
    case $status in
      200)
        printf '%s' "${answer%$'\n'*}"
        return
        ;;
      404) die "instance.$2: not there$(missing_hint "$2")" ;;
      401) rm -f "$PARBAKE_RUN/values/.token" ;;
    esac
    ((SECONDS + pause < deadline)) || die "instance.$2: no answer from the metadata service in $PARBAKE_IMDS_SECONDS s (last status $status)"
    sleep "$pause"
    pause=$((pause < 8 ? pause * 2 : 8))
  done
}
missing_hint() {
  case $1 in
    role) printf '; the instance has no role: its launch template names no instance profile' ;;
    tag.*) printf '; the instance lacks the tag, or its launch template does not set instance-metadata-tags' ;;
  esac
}
get_metadata() {
  local token
  token=$(metadata_token) || return 1
  ask_curl -H "X-aws-ec2-metadata-token: $token" "$PARBAKE_IMDS/latest/meta-data/$1"
}
metadata_token() {
  local file=$PARBAKE_RUN/values/.token answer token
  if [[ -f $file ]]; then
    cat "$file"
    return
  fi
  answer=$(ask_curl -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 600' "$PARBAKE_IMDS/latest/api/token") || return 1
  token=${answer%$'\n'*}
  [[ ${answer##*$'\n'} == 200 && $token =~ ^[A-Za-z0-9+/=_-]+$ ]] || return 1
  keep_value "$file" "$token" || return 1
  printf '%s' "$token"
}
ask_curl() { curl -s --noproxy '*' --connect-timeout 2 --max-time 5 -w '\n%{http_code}' "$@" | tr '\0' '\001'; }
value_fits() {
  local grammar label='[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?' octet='(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])'
  case $1 in
    id) grammar='^i-[0-9a-f]{8,17}$' ;;
    type) grammar='^[a-z0-9-]+\.[a-z0-9-]+$' ;;
    region) grammar='^[a-z]{2,}(-[a-z]+)+-[0-9]+$' ;;
    availability-zone) grammar='^[a-z]{2,}(-[a-z0-9]+)+$' ;;
    private-ip) grammar="^$octet(\\.$octet){3}\$" ;;
    local-hostname) grammar="^$label(\\.$label)*\$" ;;
    *)
      [[ $2 != *[[:cntrl:]]* ]]
      return
      ;;
  esac
  [[ $2 =~ $grammar && ${#2} -le 253 ]]
}
json_text() {
  awk '
    BEGIN {
      for (count = 0; count < ARGC - 1; count++) key[count + 1] = ARGV[count + 1]
      for (at = 1; at <= count; at++) ARGV[at] = ""
    }
    { text = text (NR > 1 ? "\n" : "") $0 }
    END {
      size = length(text)
      at = 1
      value(1)
      blank()
      if (at <= size) stop(2)
      if (!found) stop(3)
      printf "%s", result
    }
    function stop(status) { exit status }
    function blank() { while (index(" \t\n\r", substr(text, at, 1)) && at <= size) at++ }
    function value(level,    first, start, word) {
      blank()
      first = substr(text, at, 1)
      if (first == "{") return members(level)
      if (first == "[") return elements(level)
      if (first == "\"") word = string()
      else {
        start = at
        while (at <= size && substr(text, at, 1) ~ /[-+.0-9A-Za-z]/) at++
        word = substr(text, start, at - start)
        if (word !~ /^(true|false|null|-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?)$/) stop(2)
        if (word == "null" && level > count) stop(4)
      }
      if (level > count) { result = word; found = 1 }
    }
    function members(level,    name, sign) {
      if (level > count) stop(4)
      at++
      blank()
      if (substr(text, at, 1) == "}") { at++; return }
      do {
        blank()
        name = string()
        blank()
        if (substr(text, at++, 1) != ":") stop(2)
        value(level && name == key[level] ? level + 1 : 0)
        blank()
        sign = substr(text, at++, 1)
      } while (sign == ",")
      if (sign != "}") stop(2)
    }
    function elements(level,    sign) {
      if (level > count) stop(4)
      at++
      blank()
      if (substr(text, at, 1) == "]") { at++; return }
      do {
        value(0)
        blank()
        sign = substr(text, at++, 1)
      } while (sign == ",")
      if (sign != "]") stop(2)
    }
    function string(    out, start, c) {
      if (substr(text, at, 1) != "\"") stop(2)
      start = ++at
      for (;;) {
        c = substr(text, at, 1)
        if (c < " ") stop(2)
        if (c == "\"") break
        if (c == "\\") {
          out = out substr(text, start, at - start) escape(substr(text, at + 1, 1))
          start = at
        } else at++
      }
      at++
      return out substr(text, start, at - 1 - start)
    }
    function escape(c,    code) {
      at += 2
      if (c == "u") {
        code = unit()
        if (code >= 56320 && code < 57344) stop(2)
        if (code >= 55296 && code < 56320) {
          if (substr(text, at, 2) != "\\u") stop(2)
          at += 2
          code = 65536 + (code - 55296) * 1024 + low(unit())
        }
        return utf8(code)
      }
      if (c == "" || !index("\"\\/bfnrt", c)) stop(2)
      if (c == "n") return "\n"
      if (c == "t") return "\t"
      if (c == "r") return "\r"
      if (c == "b") return "\b"
      if (c == "f") return "\f"
      return c
    }
    function low(code) {
      if (code < 56320 || code >= 57344) stop(2)
      return code - 56320
    }
    function unit(    code, digit, n) {
      for (n = 0; n < 4; n++) {
        digit = index("0123456789abcdef", tolower(substr(text, at + n, 1)))
        if (!digit || at + n > size) stop(2)
        code = code * 16 + digit - 1
      }
      at += 4
      return code
    }
    function utf8(code) {
      if (code == 0) stop(5)
      if (code < 128) return sprintf("%c", code)
      if (code < 2048) return sprintf("%c%c", 192 + int(code / 64), 128 + code % 64)
      if (code < 65536) return sprintf("%c%c%c", 224 + int(code / 4096), 128 + int(code / 64) % 64, 128 + code % 64)
      return sprintf("%c%c%c%c", 240 + int(code / 262144), 128 + int(code / 4096) % 64, 128 + int(code / 64) % 64, 128 + code % 64)
    }' "$@"
}
set +x
PARBAKE_AWS_SECONDS=${PARBAKE_AWS_SECONDS:-120}
ask_aws() {
  local what=$1 deadline=$((SECONDS + PARBAKE_AWS_SECONDS)) pause=1 answer outcome
  shift
  while :; do
    answer=$(request_aws "$@") || die "$what: cannot be asked for"
    outcome=${answer##*$'\n'}
    case $outcome in
      000 | 429 | 5?? | *Throttl* | TooManyRequests* | RequestLimit* | Internal* | ServiceUnavailable* | RequestTimeout* | ExpiredToken* | \
        RequestExpired* | ResourceContention* | UnrecognizedClient* | InvalidClientTokenId | *Signature*) ;;
      *)
        printf '%s' "$answer"
        return
        ;;
    esac
    ((SECONDS + pause < deadline)) || die "$what: no answer in $PARBAKE_AWS_SECONDS s (last: $outcome)"
    sleep "$pause"
    pause=$((pause < 8 ? pause * 2 : 8))
  done
}
region_of() {
  local region
  if [[ $1 != arn:* ]]; then
    instance_value region
    return
  fi
  region=${1#arn:*:*:}
  printf '%s' "${region%%:*}"
}
endpoint_of() {
  local domain=amazonaws.com
  case $2 in
    cn-*) domain=amazonaws.com.cn ;;
    eusc-*) domain=amazonaws.eu ;;
    us-iso-*) domain=c2s.ic.gov ;;
    us-isob-*) domain=sc2s.sgov.gov ;;
    eu-isoe-*) domain=cloud.adc-e.uk ;;
    us-isof-*) domain=csp.hci.ic.gov ;;
  esac
  printf '%s' "${PARBAKE_AWS_ENDPOINT:-https://$1.$2.$domain}"
}
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
    name=$(printf '%s' "$body" | json_text __type) || name=$status
    name=${name##*'#'}
    name=${name%%:*}
  fi
  if [[ $status == 5?? || ! $name =~ ^[A-Za-z0-9.]+$ ]]; then name=$status; fi
  printf '%s\n%s' "$said" "$name"
}
send_request() { curl -q -s -K - --connect-timeout 5 --max-time 15 -w '\n%{http_code}' | tr '\0' '\001'; }
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
json_call() {
  local word value body=''
  for word in "${@:3}"; do
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
query_call() {
  local word
  printf '%s\n' "data = \"Action=$2&Version=$1\""
  for word in "${@:3}"; do
    [[ $word != *[[:cntrl:]]* ]] || die "$2: ${word%%=*} holds what cannot be sent"
    word=${word//\\/\\\\}
    printf '%s\n' "data-urlencode = \"${word//\"/\\\"}\""
  done
}
role_credentials() {
  local role
  role=$(ask_metadata iam/security-credentials/ role) || return 1
  [[ $role =~ ^[A-Za-z0-9+=,.@_-]+$ ]] || die 'instance.role: the metadata service gave a name that cannot be one'
  ask_metadata "iam/security-credentials/$role" role
}
credential() {
  local value
  value=$(printf '%s' "${2%x}" | json_text "$1") || die "instance.role: its credentials have no $1"
  [[ $value =~ ^[A-Za-z0-9+/=_-]+$ ]] || die "instance.role: the metadata service gave a $1 that cannot be one"
  printf '%s' "$value"
}
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
keep_secret() (
  if ! mkdir -p "$PARBAKE_RUN" || ! umask 077 || ! mkdir -p "${1%/*}"; then die "secrets: cannot make ${1%/*}"; fi
  if ! (ask_secret "$2" "$3") >"$1.new" || ! mv -fT "$1.new" "$1"; then
    rm -f "$1.new"
    exit 1
  fi
)
ask_secret() {
  local region answer outcome words=(GetSecretValue "SecretId=$2") service=secretsmanager
  if [[ $1 == ssm ]]; then service=ssm words=(GetParameter "Name=$2" WithDecryption); fi
  region=$(region_of "$2") || die "\${$1:$2}: no region"
  answer=$(ask_aws "\${$1:$2}" "$service" "$region" "${words[@]}") || return 1
  outcome=${answer##*$'\n'}
  [[ $outcome == 200 ]] || die "\${$1:$2}: $outcome$(why_refused "$service:${words[0]}" "$outcome" "$region")"
  text_of_answer "$1" "$2" "${answer%$'\n'*}"
}
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
why_refused() {
  case $2 in
    AccessDenied* | NotAuthorized*) printf "; this host's role must allow %s on it (iam-policy.json), and kms:Decrypt where a key of your own encrypts it" "$1" ;;
    ParameterNotFound | ResourceNotFound* | ParameterVersionNotFound) printf '; it is not there in %s' "$3" ;;
    InvalidKeyId | DecryptionFailure | KMS*) printf "; this host's role must allow kms:Decrypt on the key that encrypts it" ;;
  esac
}
enable_unit() { set_unit enable "$1" 'enabled static alias indirect generated'; }
disable_unit() { set_unit disable "$1" 'disabled masked'; }
mask_unit() { set_unit mask "$1" masked; }
set_unit() {
  local state message
  state=$(systemctl_files is-enabled "$2" 2>/dev/null) || true
  if [[ -n $state && " $3 " == *" $state "* ]]; then
    say unchanged "unit $2 ($1)"
  else
    message=$(systemctl_files "$1" "$2" 2>&1) || die "unit $2: cannot $1: $message"
    say changed "unit $2 ($1)"
  fi
}
systemctl_files() {
  if [[ -n $PARBAKE_ROOT ]] && ! booted; then systemctl --root="$PARBAKE_ROOT" "$@"; else systemctl "$@"; fi
}
start_unit() {
  booted || return 0
  systemctl start --no-block "$1" || die "unit $1: cannot be started"
  say changed "unit $1 (start)"
}
restart_unit() {
  booted || return 0
  systemctl try-restart --no-block "$1" || die "unit $1: cannot be restarted"
  say changed "unit $1 (restart)"
}
reload_systemd() {
  booted || return 0
  systemctl daemon-reload || die 'systemd: cannot reload its units'
}
apply_sysctl() {
  local program=/usr/lib/systemd/systemd-sysctl
  booted || return 0
  if [[ ! -x $program ]]; then program=/lib/systemd/systemd-sysctl; fi
  "$program" "$PARBAKE_ROOT$1" || die "sysctl $1: cannot be applied"
  say changed "sysctl $1"
}
install_packages() {
  local missing=() name
  for name; do
    package_installed "$name" || missing+=("$name")
  done
  if ((${#missing[@]} == 0)); then
    say unchanged "packages $*"
    return
  fi
  refresh_if_stale
  without_starts manager_install "${missing[@]}" || die "packages ${missing[*]}: not installed"
  for name in "${missing[@]}"; do
    package_installed "$name" || die "package $name: installed nothing of that name"
  done
  reload_systemd
  say changed "packages ${missing[*]}"
}
install_url_package() {
  local name=$1 url=$2 digest=$3 directory
  if package_installed "$name"; then
    say unchanged "package $name"
    return
  fi
  directory=$(mktemp -d) || die "package $name: no temporary directory"
  chmod 0755 "$directory"
  retry 300 curl -fsSL --max-time 300 -o "$directory/${url##*/}" "$url" || die "package $name: $url was not loaded"
  if [[ $digest != - ]] && ! printf '%s  %s\n' "$digest" "$directory/${url##*/}" | sha256sum -c --status -; then
    die "package $name: $url is not the file of digest $digest"
  fi
  refresh_if_stale
  without_starts manager_install "$directory/${url##*/}" || die "package $name: not installed"
  rm -rf "$directory"
  package_installed "$name" || die "package $name: $url holds another package"
  reload_systemd
  say changed "package $name"
}
enable_extra() {
  if amazon-linux-extras list | awk -v name="$1" '{ split($2, topic, "=") } topic[1] == name && /enabled/ { found = 1 } END { exit !found }'; then
    say unchanged "extra $1"
    return
  fi
  retry 300 amazon-linux-extras enable "$1" >/dev/null || die "extra $1: cannot be enabled"
  say changed "extra $1"
}
package_installed() {
  case $PACKAGE_MANAGER in
    apt) [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]] ;;
    *) rpm -q --quiet --whatprovides "$1" >/dev/null 2>&1 ;;
  esac
}
refresh_certificates() {
  local command before
  before=$(trusted_digest)
  read -r -a command <<<"$1"
  "${command[@]}" >/dev/null || die "certificates: $1 failed"
  if [[ $(trusted_digest) == "$before" ]]; then say unchanged 'trusted certificates'; else say changed 'trusted certificates'; fi
}
trusted_digest() { cat "$PARBAKE_ROOT"/etc/ssl/certs/ca-certificates.crt "$PARBAKE_ROOT"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem 2>/dev/null | sha256sum || true; }
refresh_packages() {
  if [[ $PACKAGE_MANAGER == apt ]]; then
    retry 600 apt-get -q -o DPkg::Lock::Timeout=300 -o APT::Update::Error-Mode=any update || die 'packages: the lists cannot be refreshed'
  else
    retry 600 "$PACKAGE_MANAGER" -q -y makecache || die 'packages: the lists cannot be refreshed'
  fi
  mkdir -p "$PARBAKE_RUN"
  touch "$PARBAKE_RUN/packages-refreshed"
}
refresh_if_stale() {
  local mark=$PARBAKE_RUN/packages-refreshed
  if [[ ! -e $mark || -n $(find "$PARBAKE_ROOT"/etc/apt/sources.list* "$PARBAKE_ROOT/etc/yum.repos.d" -newer "$mark" 2>/dev/null) ]]; then
    refresh_packages
  fi
}
manager_install() {
  case $PACKAGE_MANAGER in
    apt) DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=10 \
      -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold --no-install-recommends install "$@" ;;
    dnf) dnf -q -y --setopt=install_weak_deps=False --setopt=retries=10 install "$@" ;;
    yum) yum -q -y --setopt=retries=10 install "$@" ;;
    *) die "package manager '$PACKAGE_MANAGER' is not known" ;;
  esac
}
without_starts() (
  export SYSTEMD_OFFLINE=1
  policy=/usr/sbin/policy-rc.d
  if [[ $PACKAGE_MANAGER == apt ]]; then
    if [[ -e $policy ]] && ! grep -q '^# parbake$' "$policy"; then
      status=0
      "$policy" docker start >/dev/null 2>&1 || status=$?
      ((status == 101)) || die "packages: $policy of this host lets packages start services"
    else
      trap 'rm -f "$policy"' EXIT
      printf '#!/bin/sh\n# parbake\nexit 101\n' >"$policy" && chmod 0755 "$policy" || exit 1
    fi
  fi
  "$@"
)
ensure_group() {
  local name=$1 gid=${2:--} entry
  if entry=$(getent group "$name"); then
    entry=${entry#*:*:}
    [[ $gid == - || ${entry%%:*} == "$gid" ]] || die "group $name: has number ${entry%%:*}, not $gid"
    say unchanged "group $name"
  elif [[ $gid == - ]]; then
    groupadd "$name" || die "group $name: cannot be made"
    say changed "group $name"
  else
    groupadd -g "$gid" "$name" || die "group $name: cannot be made with number $gid"
    say changed "group $name"
  fi
}
ensure_user() {
  if getent passwd "$1" >/dev/null; then
    change_user "$@"
  else
    add_user "$@"
  fi
}
add_user() {
  local name=$1 options=()
  if [[ $2 != - ]]; then options+=(-u "$2"); fi
  if [[ $3 != - ]]; then options+=(-g "$3"); fi
  if [[ $4 != - ]]; then options+=(-d "$4"); fi
  if [[ $5 != - ]]; then options+=(-s "$5"); fi
  if [[ $6 != - ]]; then options+=(-G "$6"); fi
  if [[ $7 == yes ]]; then options+=(-r -M); else options+=(-m); fi
  useradd "${options[@]}" "$name" || die "user $name: cannot be made"
  say changed "user $name"
}
change_user() {
  local name=$1 options=() entry group
  IFS=: read -r -a entry <<<"$(getent passwd "$name")"
  if [[ $2 != - && ${entry[2]} != "$2" ]]; then die "user $name: has number ${entry[2]}, not $2"; fi
  if [[ $3 != - && $(id -gn "$name") != "$3" && ${entry[3]} != "$3" ]]; then options+=(-g "$3"); fi
  if [[ $4 != - && ${entry[5]} != "$4" ]]; then options+=(-d "$4"); fi
  if [[ $5 != - && ${entry[6]:-} != "$5" ]]; then options+=(-s "$5"); fi
  if [[ $6 != - ]]; then
    for group in ${6//,/ }; do
      if [[ " $(id -Gn "$name") " != *" $group "* ]]; then
        options+=(-a -G "$6")
        break
      fi
    done
  fi
  if ((${#options[@]} == 0)); then
    say unchanged "user $name"
  else
    usermod "${options[@]}" "$name" || die "user $name: cannot be changed"
    say changed "user $name"
  fi
}
authorized_keys() {
  local user=$1 entry
  IFS=: read -r -a entry <<<"$(getent passwd "$user")"
  [[ -n ${entry[5]:-} ]] || die "keys of $user: there is no such user"
  make_directory "${entry[5]}/.ssh" 0700 "${entry[2]}" "${entry[3]}" >/dev/null
  write_file "${entry[5]}/.ssh/authorized_keys" 0600 "${entry[2]}" "${entry[3]}"
}
pull_images() (
  limit=$1 platform=$2 config=$3 line=() images=() workers=() failed=0
  shift 3
  while read -r -a line; do
    images+=("${line[*]}")
  done
  if [[ $config != - ]]; then
    mkdir -p "$PARBAKE_RUN"
    DOCKER_CONFIG=$(umask 077 && mktemp -d "$PARBAKE_RUN/docker.XXXXXX") || die 'images: no directory for the login'
    export DOCKER_CONFIG
    trap 'rm -rf "$DOCKER_CONFIG"' EXIT
    (umask 077 && printf '%s\n' "$config" >"$DOCKER_CONFIG/config.json")
    log_in_to_ecr "$@"
  fi
  for ((index = 0; index < limit && index < ${#images[@]}; index++)); do
    pull_every "$index" "$limit" "$platform" "${images[@]}" &
    workers+=($!)
  done
  for worker in ${workers[@]+"${workers[@]}"}; do wait "$worker" || failed=$((failed + 1)); done
  ((failed == 0)) || die 'images: not all could be pulled'
)
pull_every() {
  local at=$1 limit=$2 platform=$3 images=("${@:4}") line=() status=0
  for (( ; at < ${#images[@]}; at += limit)); do
    read -r -a line <<<"${images[at]}"
    (pull_image "${line[0]}" "${line[1]}" "$platform") </dev/null || status=1
  done
  return "$status"
}
log_in_to_ecr() {
  local registry region service
  for registry; do
    region=${registry#*=} registry=${registry%%=*} service=ecr
    if [[ $registry == public.ecr.aws ]]; then service=ecr-public; fi
    command -v aws >/dev/null || die "registry $registry: the aws command, which logs in to it, is not installed"
    retry 120 ecr_login "$service" "$region" "$registry" || die "registry $registry: cannot log in (the role of this host must allow $service:GetAuthorizationToken)"
    say changed "login $registry"
  done
}
ecr_login() { aws "$1" get-login-password --region "$2" | docker login --username AWS --password-stdin "$3" >/dev/null; }
pull_image() {
  local reference=$1 digest=$2 platform=$3 before after
  if [[ $digest != - ]] && image_digests "$reference" | grep -q -x ".*@$digest" && [[ $(image_field "$reference" Architecture) == "${platform#*/}" ]]; then
    say unchanged "image $reference"
    return
  fi
  before=$(image_id "$reference") || true
  retry 600 pull_once "$reference" "$platform" || die "image $reference: cannot be pulled"
  if [[ $digest != - ]] && ! image_digests "$reference" | grep -q -x ".*@$digest"; then
    die "image $reference: the registry has $(image_digests "$reference" | paste -s -d ' '), pinned is $digest"
  fi
  after=$(image_id "$reference") || die "image $reference: is not there after the pull"
  if [[ $(image_field "$reference" Architecture) != "${platform#*/}" ]]; then
    die "image $reference: is for $(image_field "$reference" Architecture), this host is ${platform#*/}"
  fi
  if [[ $before == "$after" ]]; then say unchanged "image $reference"; else say changed "image $reference"; fi
}
pull_once() {
  local message
  message=$(docker pull -q --platform "$2" "$1" 2>&1 >/dev/null) && return
  printf '%s\n' "$message" >&2
  case $message in
    *'manifest unknown'* | *'manifest for'*'not found'* | *'no matching manifest'* | *denied* | *unauthorized* | *'no basic auth credentials'* | *'does not exist'*)
      die "image $1: refused by its registry"
      ;;
  esac
  return 1
}
image_id() { docker image inspect "$1" 2>/dev/null | awk -F'"' '$2 == "Id" { print $4; found = 1; exit } END { exit !found }'; }
image_field() {
  docker image inspect "$1" 2>/dev/null | awk -v name="\"$2\":" '
    $1 == name && /^        "/ { sub(/^ *"[A-Za-z]*": */, ""); gsub(/[",]/, ""); print; exit }'
}
image_digests() {
  docker image inspect "$1" 2>/dev/null | awk -F'"' '
    inside && /\]/ { exit }
    inside { print $2 }
    $2 == "RepoDigests" && !/\]/ { inside = 1 }'
}
start_docker_for_bake() {
  if booted && docker_is_stale; then
    systemctl daemon-reload
    systemctl restart docker.service || die 'docker: cannot be restarted with its new settings'
    say changed 'docker for the bake (restart)'
    return
  fi
  if docker version >/dev/null 2>&1; then
    say unchanged 'docker for the bake'
    return
  fi
  booted || die 'docker: no dockerd answers; in a root directory point DOCKER_HOST at one that runs'
  mkdir -p "$PARBAKE_RUN"
  touch "$PARBAKE_RUN/docker-of-bake"
  systemctl start docker.service || die 'docker: cannot be started for the bake'
  say changed 'docker for the bake'
}
docker_is_stale() {
  local start read=(etc/docker/daemon.json etc/default/docker etc/sysconfig/docker etc/systemd/system/docker.service.d
    etc/parbake/proxy etc/ssl/certs/ca-certificates.crt etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem)
  start=$(systemctl show -p ActiveEnterTimestamp docker.service) || return 1
  start=${start#*=}
  [[ -n $start ]] || return 1
  start=$(date -d "$start" +%s) || return 1
  [[ -n $(find "${read[@]/#/$PARBAKE_ROOT/}" -type f -newermt "@$((start - 1))" 2>/dev/null) ]]
}
stop_docker_after_bake() {
  [[ -e $PARBAKE_RUN/docker-of-bake ]] || return 0
  systemctl stop docker.socket docker.service 2>/dev/null || systemctl stop docker.service || die 'docker: cannot be stopped'
  rm -f "$PARBAKE_RUN/docker-of-bake"
  say changed 'docker for the bake (stop)'
}
write_ecs_config() {
  local mode=$1 pristine=$2 late lines=''
  if [[ $pristine != - ]]; then
    lines=$(cat "$PARBAKE_ROOT$pristine") || die "ecs.config: the baked copy $pristine is missing"
  fi
  late=$(resolve_template env) || die 'ecs.config: not written'
  write_file /etc/ecs/ecs.config "$mode" root root < <(
    printf '%s\n%s\n' "$lines" "$late" | awk '
      /^[ \t]*(#|$)/ { next }
      { name = $0; sub(/=.*/, "", name) }
      !(name in value) { order[++count] = name }
      { value[name] = $0 }
      END { for (i = 1; i <= count; i++) print value[order[i]] }'
  )
}
wait_for_agent() {
  local deadline=$((SECONDS + $1)) pause=0.1
  until curl -s --noproxy '*' --max-time 5 http://localhost:51678/v1/metadata | grep -q '"ContainerInstanceArn": *"arn:'; do
    ((SECONDS < deadline)) || die "the ECS agent has not joined within $1 s"
    sleep "$pause"
    if ((SECONDS > deadline - $1 + 30)); then pause=2; fi
  done
  say changed 'agent joined'
}
PARBAKE_DOCKER_SOCKET=${PARBAKE_DOCKER_SOCKET:-/run/docker.sock}
PARBAKE_SWARM_SECONDS=${PARBAKE_SWARM_SECONDS:-240}
join_swarm() {
  local body token state deadline=$((SECONDS + PARBAKE_SWARM_SECONDS)) pause=2 said='no answer'
  body=$(resolve_template json) || die 'swarm: no request'
  token=$(printf '%s' "$body" | json_text JoinToken) || die 'swarm: the request has no token'
  [[ $token =~ ^SWMTKN-[0-9]+-[0-9a-z]{50}-[0-9a-z]+$ ]] || die "swarm: the token's secret holds no join token (SWMTKN-1-...)"
  state=$(swarm_state) || die "swarm: dockerd does not answer at $PARBAKE_DOCKER_SOCKET"
  if [[ $state == active ]]; then
    is_swarm_of "$token" || die "swarm: this host is a member of another swarm than the token's; 'docker swarm leave' takes it out"
    say unchanged 'member of the swarm'
    return
  fi
  while [[ $state != active ]]; do
    case $state in
      inactive) said=$(ask_to_join "$body") || fail_to_join "$said" "$token" ;;
      pending) ;;
      locked) die 'swarm: this host was a manager of a swarm that is locked' ;;
      *) die 'swarm: dockerd says that its membership is broken: docker info' ;;
    esac
    state=$(swarm_state) || state=unknown-yet
    [[ $state == active ]] && break
    ((SECONDS + pause < deadline)) || die "swarm: not joined in $PARBAKE_SWARM_SECONDS s (last: ${said//"$token"/the token})"
    sleep "$pause"
    [[ $state != unknown-yet ]] || state=pending
  done
  say changed 'member of the swarm'
}
ask_to_join() {
  local answer words
  answer=$(printf '%s' "$1" | ask_dockerd /swarm/join -H 'Content-Type: application/json' --data-binary @-) || return 0
  words=$(printf '%s' "${answer%$'\n'*}" | json_text message) || words="status ${answer##*$'\n'}"
  if [[ ${answer##*$'\n'} != 200 ]]; then printf '%s' "$words"; fi
  case $words in
    *'join token'* | *InvalidArgument* | *PermissionDenied* | *live-restore* | *'must specify'* | *'advertise'* | *'could not find'*) return 1 ;;
  esac
}
fail_to_join() { die "swarm: dockerd refuses: ${1//"$2"/the token}"; }
swarm_state() { ask_info Swarm LocalNodeState; }
ask_info() {
  local answer
  answer=$(ask_dockerd /info) || return 1
  [[ ${answer##*$'\n'} == 200 ]] || return 1
  printf '%s' "${answer%$'\n'*}" | json_text "$@"
}
ask_dockerd() {
  local address=http://localhost$1
  shift
  curl -q -s --noproxy '*' --max-time 60 --unix-socket "$PARBAKE_ROOT$PARBAKE_DOCKER_SOCKET" -w '\n%{http_code}' "$@" "$address"
}
is_swarm_of() {
  local root digest part
  root=$(ask_info DockerRootDir) || return 1
  digest=$(sha256sum "$PARBAKE_ROOT$root/swarm/certificates/swarm-root-ca.crt") || return 1
  part=${1#SWMTKN-*-}
  [[ $(in_base36 "${digest%% *}") == "${part%%-*}" ]]
}
in_base36() {
  printf '%s\n' "$1" | awk '{
    for (at = 1; at <= length($0); at++) {
      carry = index("0123456789abcdef", substr($0, at, 1)) - 1
      for (place = 50; place >= 1; place--) {
        carry += digit[place] * 16
        digit[place] = carry % 36
        carry = int(carry / 36)
      }
    }
    for (place = 1; place <= 50; place++) printf "%s", substr("0123456789abcdefghijklmnopqrstuvwxyz", digit[place] + 1, 1)
  }'
}
run_script() {
  local name=$1 seconds=$2 directory script guard status=0 assignment value variables=()
  shift 2
  for assignment; do
    value=$(printf '%s' "${assignment#*=}" | resolve_template text && printf x) || die "script $name: no value for ${assignment%%=*}"
    variables+=("${assignment%%=*}=${value%x}")
  done
  directory=$PARBAKE_STATE/scripts
  (mkdir -p "$PARBAKE_STATE" && umask 077 && mkdir -p "$directory") || die "script $name: cannot make $directory"
  script=$(mktemp "$directory/$name.XXXXXX") || die "script $name: cannot be written"
  cat >"$script"
  chmod 0700 "$script"
  guard=$(make_guard "$directory") || die "script $name: cannot be guarded"
  (
    unset LC_ALL
    export HOME=/root LANG=C.UTF-8 ${variables[@]+"${variables[@]}"}
    if [[ -n $guard ]]; then
      GUARD_HELD=$(held_units)
      export PATH=$guard:$PATH GUARD_UNIT=parbake-$PARBAKE_PASS.service GUARD_HELD
    fi
    cd /
    exec timeout -k 10 "$seconds" "$script" </dev/null
  ) || status=$?
  rm -rf "$script" ${guard:+"$guard"}
  case $status in
    0) say changed "script $name" ;;
    124 | 137) die "script $name: not done within $seconds s" ;;
    126) die "script $name: cannot be executed (is its first line a #! that exists here?)" ;;
    *) die "script $name: ended with status $status" ;;
  esac
}
make_guard() {
  local guard name
  [[ -n ${PARBAKE_PASS:-} ]] || return 0
  guard=$(mktemp -d "$1/guard.XXXXXX") || return 1
  for name in systemctl service; do
    cp "$PARBAKE_GUARD" "$guard/$name" && chmod 0700 "$guard/$name" || return 1
  done
  printf '%s' "$guard"
}
held_units() {
  if [[ ! -e $PARBAKE_RUN/gate/docker ]]; then printf '%s %s ' "$DOCKER_UNIT" "${DOCKER_UNIT%.service}.socket"; fi
  if [[ ! -e $PARBAKE_RUN/gate/ecs ]]; then printf '%s' "$AGENT_UNIT"; fi
}
