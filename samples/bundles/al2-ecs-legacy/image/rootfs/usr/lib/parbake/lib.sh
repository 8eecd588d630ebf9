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
beside() { printf '%s' "$PARBAKE_ROOT${1%/*}/.parbake.${1##*/}"; }
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
ask_openssl() {
  local said
  said=$(HOME=/root RANDFILE=/dev/null openssl "$@" 2>&1) || {
    printf '%s\n' "$said" >&2
    return 1
  }
}
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
key_digest() {
  local public
  public=$(openssl pkey -in "$1" -pubout 2>/dev/null </dev/null) || return 1
  printf '%s\n' "$public" | sha256sum
}
own_key() { chown "$3:$4" "$1" && chmod "$2" "$1"; }
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
mount_volume() {
  local path=$1 target=$PARBAKE_ROOT$1 kind=$3 label=$4 how=$5 disk device said=unchanged
  disk=$(wait_for_disk "$path" "$2" "$8") || exit 1
  device=$PARBAKE_ROOT/dev/$disk
  refuse_used "$path" "$disk" "$device"
  if ! mountpoint -q "$target"; then
    prepare_disk "$path" "$disk" "$device" "$kind" "$label" "$6"
    mkdir -p "$target" || die "volume $path: its directory cannot be made"
    if [[ $how == - ]]; then how=defaults; fi
    mount -t "$kind" -o "$how" "$device" "$target" || die "volume $path: $disk cannot be mounted"
    said=changed
  elif [[ $(mountpoint -d "$target") != "$(mountpoint -x "$device")" ]]; then
    die "volume $path: another disk than $disk is mounted there"
  fi
  remember_disk "$path" "$2" "$disk"
  if [[ $7 == yes ]]; then grow_filesystem "$path" "$kind" "$device" "$target"; fi
  set_access "$path" "$target" "$9" "${10}" "${11}"
  say "$said" "volume $path"
}
wait_for_disk() {
  local wanted deadline=$((SECONDS + $3)) found status
  wanted=$(remembered_disk "$1" "$2") || die "volume $1: no instance to keep anything for"
  while :; do
    status=0
    found=$(find_disk "$wanted") || status=$?
    case $status in
      0) break ;;
      1) ;;
      *) die "volume $1: $found" ;;
    esac
    ((SECONDS < deadline)) || die "volume $1: $wanted is not there after $3 s$(hint_for "$wanted")"
    sleep 1
  done
  printf '%s' "$found"
}
hint_for() {
  case $1 in
    serial:*) printf ' (the disk that was mounted here before)' ;;
    /dev/*) if [[ -n $(disks) ]] && ! command -v nvme >/dev/null && ! command -v ebsnvme-id >/dev/null; then printf ' (neither nvme nor ebsnvme-id is there to tell names of NVMe disks)'; fi ;;
  esac
}
find_disk() {
  case $1 in
    vol-*) disk_of_serial "${1/-/}" ;;
    serial:*) disk_of_serial "${1#serial:}" ;;
    /dev/*) disk_of_name "$1" ;;
    ebs:*) nth_disk 'Amazon Elastic Block Store' "${1#*:}" ;;
    instance-store:*) nth_disk 'Amazon EC2 NVMe Instance Storage' "${1#*:}" ;;
    size:*) disk_of_size "$(bytes_of "${1#*:}")" ;;
    *) printf "'%s' names no disk" "$1" && return 2 ;;
  esac
}
disks() {
  local entry name root
  root=$(root_disk)
  for entry in "$PARBAKE_ROOT"/sys/class/block/*; do
    name=${entry##*/}
    case $name in
      nvme* | xvd* | sd*) ;;
      *) continue ;;
    esac
    if [[ -e $entry/size && ! -e $entry/partition && $name != "$root" ]]; then printf '%s\n' "$name"; fi
  done | sort -V
}
root_disk() {
  local entry
  entry=$(readlink -f "$PARBAKE_ROOT/sys/dev/block/$(mountpoint -d "${PARBAKE_ROOT:-/}")") || return 0
  if [[ -e $entry/partition ]]; then entry=${entry%/*}; fi
  printf '%s' "${entry##*/}"
}
disk_fact() {
  local text=''
  read -r text 2>/dev/null <"$PARBAKE_ROOT/sys/class/block/$1/device/$2" || true
  printf '%s' "$text"
}
disk_of_serial() {
  local disk
  for disk in $(disks); do
    if [[ $(disk_fact "$disk" serial) == "$1" ]]; then
      printf '%s' "$disk"
      return
    fi
  done
  return 1
}
disk_of_name() {
  local letters=${1#/dev/} name disk
  letters=${letters#sd} letters=${letters#xvd}
  for name in "sd$letters" "xvd$letters"; do
    if [[ -e $PARBAKE_ROOT/dev/$name ]]; then
      disk=$(readlink -f "$PARBAKE_ROOT/dev/$name")
      printf '%s' "${disk##*/}"
      return
    fi
  done
  for disk in $(disks); do
    name=$(ec2_name "$disk")
    if [[ ${name#/dev/} == "sd$letters" || ${name#/dev/} == "xvd$letters" ]]; then
      printf '%s' "$disk"
      return
    fi
  done
  return 1
}
ec2_name() {
  [[ $(disk_fact "$1" model) == 'Amazon Elastic Block Store' ]] || return 0
  if command -v nvme >/dev/null; then
    nvme id-ctrl --raw-binary "$PARBAKE_ROOT/dev/$1" 2>/dev/null | tail -c +3073 | head -c 32 | tr -d '\0 '
  elif command -v ebsnvme-id >/dev/null; then
    ebsnvme-id -b "$PARBAKE_ROOT/dev/$1" 2>/dev/null
  fi || true
}
nth_disk() {
  local disk count=0
  for disk in $(disks); do
    [[ $(disk_fact "$disk" model) == "$1" || ($1 == *Block* && $disk == xvd*) ]] || continue
    count=$((count + 1))
    if ((count == $2)); then
      printf '%s' "$disk"
      return
    fi
  done
  return 1
}
disk_of_size() {
  local disk found=()
  for disk in $(disks); do
    if (($(cat "$PARBAKE_ROOT/sys/class/block/$disk/size") * 512 == $1)); then found+=("$disk"); fi
  done
  case ${#found[@]} in
    0) return 1 ;;
    1) printf '%s' "${found[0]}" ;;
    *) printf '%s disks have that size: %s' "${#found[@]}" "${found[*]}" && return 2 ;;
  esac
}
bytes_of() {
  local number=${1%?iB}
  case $1 in
    *MiB) printf '%s' $((number << 20)) ;;
    *GiB) printf '%s' $((number << 30)) ;;
    *TiB) printf '%s' $((number << 40)) ;;
    *) die "'$1' is no size" ;;
  esac
}
remembered_disk() {
  local file
  file=$(disk_record "$1") || return 1
  case $2 in
    ebs:* | size:*) if [[ -s $file ]]; then printf 'serial:%s' "$(cat "$file")"; else printf '%s' "$2"; fi ;;
    *) printf '%s' "$2" ;;
  esac
}
remember_disk() {
  local file serial
  case $2 in
    ebs:* | size:*) ;;
    *) return 0 ;;
  esac
  serial=$(disk_fact "$3" serial)
  if [[ -z $serial ]]; then return 0; fi
  file=$(disk_record "$1") || return 1
  mkdir -p "${file%/*}" && printf '%s\n' "$serial" >"$file.new" && mv -fT "$file.new" "$file"
}
disk_record() {
  local directory
  directory=$(instance_directory) || return 1
  printf '%s' "$directory/volumes/${1//\//-}"
}
refuse_used() {
  local entry=$PARBAKE_ROOT/sys/class/block/$2 part number elsewhere
  [[ -b $3 ]] || die "volume $1: $2 has no node in /dev"
  for part in "$entry/$2"*/partition; do
    if [[ -e $part ]]; then die "volume $1: $2 has partitions; nothing was changed on it"; fi
  done
  for part in "$entry"/holders/*; do
    if [[ -e $part ]]; then die "volume $1: $2 is part of ${part##*/}; nothing was changed on it"; fi
  done
  number=$(mountpoint -x "$3") || die "volume $1: $2 has no number"
  elsewhere=$(awk -v number="$number" -v own="$PARBAKE_ROOT$1" '$3 == number && $5 != own { print $5; exit }' /proc/self/mountinfo)
  if [[ -n $elsewhere ]]; then die "volume $1: $2 is mounted on $elsewhere"; fi
}
prepare_disk() {
  local path=$1 disk=$2 device=$3 kind=$4 label=$5 found mark
  mark=$(disk_record "$path").format || exit 1
  found=$(contents_of "$device") || die "volume $path: $disk cannot be read"
  if is_begun "$mark" "$disk" && is_cut "$found" "$kind" "$device"; then found='cut off'; fi
  case $found in
    empty | 'cut off')
      [[ $6 == if-empty ]] || die "volume $path: $disk is empty, and format says never"
      begin_format "$mark" "$disk" || die "volume $path: cannot note that it is formatted"
      format_disk "$kind" "$device" "$label" "$found" || die "volume $path: $disk cannot be formatted"
      sync
      ;;
    "$kind "*)
      [[ $label == - || $found == "$kind $label" ]] || die "volume $path: $disk has the label '${found#"$kind "}', not '$label'; nothing was changed on it"
      check_filesystem "$kind" "$device" || die "volume $path: the file system on $disk is damaged; repair it by hand"
      ;;
    *) die "volume $path: $disk holds ${found% }, not $kind; nothing was changed on it" ;;
  esac
  if [[ -e $mark ]]; then rm -f "$mark" && sync; fi
}
contents_of() {
  local device=$1 said status=0 type label size
  said=$(blkid -p -o export "$device" 2>/dev/null) || status=$?
  case $status in
    0)
      type=$(sed -n 's/^TYPE=//p' <<<"$said")
      label=$(sed -n 's/^LABEL=//p' <<<"$said")
      if [[ -n $type ]]; then printf '%s %s' "$type" "$label"; else printf 'a partition table '; fi
      return
      ;;
    2) ;;
    *) printf 'several signatures ' && return ;;
  esac
  [[ -z $(wipefs -n "$device") ]] || { printf 'a signature ' && return; }
  size=$(blockdev --getsize64 "$device") || return 1
  if is_zero "$device" 0 && is_zero "$device" $((size / 1048576 - 1)); then printf 'empty'; else printf 'data'; fi
}
is_zero() { dd if="$1" bs=1048576 skip="$2" count=1 2>/dev/null | cmp -s -n 1048576 - /dev/zero; }
disk_identity() { printf '%s %s\n' "$(disk_fact "$1" serial)" "$(cat "$PARBAKE_ROOT/sys/class/block/$1/size")"; }
begin_format() { mkdir -p "${1%/*}" && disk_identity "$2" >"$1" && sync; }
is_cut() { [[ $1 == data ]] || { [[ $1 == "$2 "* ]] && ! is_whole "$2" "$3"; }; }
is_begun() { [[ -f $1 && $(cat "$1") == "$(disk_identity "$2")" ]]; }
is_whole() {
  case $1 in
    xfs) xfs_repair -n "$2" >/dev/null 2>&1 ;;
    *) e2fsck -f -n "$2" >/dev/null 2>&1 ;;
  esac
}
format_disk() {
  local options=(-q)
  if [[ $3 != - ]]; then options+=(-L "$3"); fi
  if [[ $1 == xfs && $4 != empty ]]; then options+=(-f); fi
  if [[ $1 == ext4 && $4 != empty ]]; then options+=(-F); fi
  "mkfs.$1" "${options[@]}" "$2" </dev/null >/dev/null
}
check_filesystem() {
  local status=0
  [[ $1 == ext4 ]] || return 0
  e2fsck -p "$2" >/dev/null </dev/null || status=$?
  ((status <= 2))
}
grow_filesystem() {
  local said
  case $2 in
    xfs) said=$(xfs_growfs "$4" 2>&1 </dev/null) || die "volume $1: the file system cannot be grown: $said" ;;
    *) said=$(resize2fs "$3" 2>&1 </dev/null) || die "volume $1: the file system cannot be grown: $said" ;;
  esac
}
set_access() {
  if [[ $4 != - ]]; then chown "$4" "$2" || die "volume $1: cannot be given to $4"; fi
  if [[ $5 != - ]]; then chgrp "$5" "$2" || die "volume $1: cannot be given to the group $5"; fi
  if [[ $3 != - ]]; then chmod "$3" "$2" || die "volume $1: cannot be given mode $3"; fi
}
ensure_swap() {
  local path=$1 target=$PARBAKE_ROOT$1 bytes
  bytes=$(bytes_of "$2")
  if is_swap "$target" && [[ $(stat -c '%s' "$target") == "$bytes" ]]; then
    chmod 0600 "$target"
    if swap_is_on "$target"; then
      say unchanged "swap $path"
      return
    fi
  else
    [[ ! -e $target && ! -L $target ]] || is_swap "$target" || die "swap $path: something is there that is no swap file"
    if swap_is_on "$target"; then swapoff "$target" || die "swap $path: the old one cannot be given up"; fi
    make_swap "$path" "$target" "$bytes"
  fi
  swapon "$target" || die "swap $path: cannot be turned on"
  say changed "swap $path"
}
is_swap() { [[ -f $1 && ! -L $1 && $(blkid -p -o value -s TYPE "$1" 2>/dev/null) == swap ]]; }
swap_is_on() { awk -v file="$1" '$1 == file { found = 1 } END { exit !found }' /proc/swaps; }
make_swap() {
  local temp=${2%/*}/.parbake.${2##*/} kind
  mkdir -p "${2%/*}" || die "swap $1: its directory cannot be made"
  kind=$(stat -f -c %T "${2%/*}") || die "swap $1: its file system cannot be told"
  [[ $kind == ext2/ext3 || $kind == xfs ]] || die "swap $1: a file on $kind cannot be swapped to"
  rm -f "$temp"
  if ! (umask 077 && fill_swap "$kind" "$temp" "$3"); then
    rm -f "$temp"
    die "swap $1: there is no room for it"
  fi
  mkswap "$temp" >/dev/null || die "swap $1: cannot be made"
  replace_file "$temp" "$2" || die "swap $1: cannot be put in place"
}
fill_swap() {
  if [[ $1 == xfs ]]; then
    dd if=/dev/zero of="$2" bs=1048576 count=$(($3 / 1048576)) conv=fsync 2>/dev/null
  else
    fallocate -l "$3" "$2"
  fi
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
