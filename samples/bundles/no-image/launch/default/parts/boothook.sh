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
put program/lib.sh 0600 <<'PARBAKE_EOF'
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
  mkdir -p "${target%/*}" || die "file $path: cannot make its directory"
  temp=${target%/*}/.parbake.${target##*/}
  rm -f "$temp" || die "file $path: cannot write beside it"
  if ! (umask 077 && set -C && cat >"$temp") || ! chown "$owner:$group" "$temp" || ! chmod "$mode" "$temp"; then
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
  local path=$1 mark=$2 text=$3 target=$PARBAKE_ROOT$1 rest=''
  if [[ -e $target ]]; then
    rest=$(awk -v mark="$mark" '
      $0 == "# parbake " mark ": begin" { inside = 1 }
      !inside { print }
      $0 == "# parbake " mark ": end" { inside = 0 }' "$target")
    rest=$rest${rest:+$'\n'}
  fi
  write_file "$path" 0644 root root < <(
    printf '%s' "$rest"
    printf '# parbake %s: begin\n%s# parbake %s: end\n' "$mark" "$text" "$mark"
  )
}
resolve_template() {
  local sink=$1 rest out='' head name value open=$'\x24{'
  rest=$(cat && printf x) || die 'template: no text came'
  rest=${rest%x}
  while [[ $rest == *"$open"* ]]; do
    head=${rest%%"$open"*}
    rest=${rest#*"$open"}
    if [[ $head == *'$' ]]; then
      out+=${head%?}$open
      continue
    fi
    [[ $rest == *'}'* ]] || die 'template: a reference has no closing brace'
    name=${rest%%'}'*}
    rest=${rest#*'}'}
    [[ $name == instance.* ]] || die "template: '\${$name}' is no reference to the instance"
    value=$(instance_value "${name#instance.}" && printf x) || die "template: no value for \${$name}"
    value=${value%x}
    check_value "$sink" "$value" || die "template: the value of \${$name} does not fit into $(sink_name "$sink")"
    out+=$head$value
  done
  printf '%s' "$out$rest"
}
check_value() {
  if [[ $2 == *[[:cntrl:]]* ]]; then return 1; fi
  printf '%s' "$2" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1 || return 1
  case $1 in
    text) ;;
    json) [[ $2 != *[\"\'\\]* ]] ;;
    env) [[ $2 != *[\"\'\\]* && $2 != ' '* && $2 != *' ' ]] ;;
    hosts) [[ $2 != *[\"\'\\\ \#]* ]] ;;
    openssl) [[ $2 != *[\"\'\\\$\#]* && $2 != ' '* && $2 != *' ' ]] ;;
    unit) [[ $2 != *[\"\'\\%\$]* ]] ;;
    *) die "template: there is no sink '$1'" ;;
  esac
}
sink_name() {
  case $1 in
    env) printf 'a line of an environment file' ;;
    json) printf 'a JSON string' ;;
    hosts) printf 'a line of /etc/hosts' ;;
    unit) printf 'a systemd unit' ;;
    openssl) printf 'a certificate' ;;
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
  local id
  id=$(cat "$PARBAKE_ROOT/var/lib/cloud/data/instance-id" 2>/dev/null) || die 'cloud-init left no instance-id under /var/lib/cloud/data'
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
  local deadline=$((SECONDS + $1))
  until curl -s --noproxy '*' --max-time 5 http://localhost:51678/v1/metadata | grep -q '"ContainerInstanceArn": *"arn:'; do
    ((SECONDS < deadline)) || die "the ECS agent has not joined within $1 s"
    sleep 2
  done
  say changed 'agent joined'
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
PARBAKE_EOF
put program/runner 0600 <<'PARBAKE_EOF'
#!/bin/bash
program=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$program/lib.sh"
source "$program/facts"
LAUNCH=$PARBAKE_RUN/launch
LAUNCH_NAME=''
IMAGE_JSON=$PARBAKE_ROOT/etc/parbake/image.json
PASS=''
FAILED=''
main() {
  case ${1:-} in
    early | late | after-agent) run_pass "$1" ;;
    run)
      shift
      "$@"
      ;;
    *) die 'usage: runner early|late|after-agent' ;;
  esac
}
run_pass() {
  PASS=$1
  mkdir -p "$PARBAKE_RUN/state" "$PARBAKE_RUN/gate" "$PARBAKE_STATE"
  if [[ $PASS == early ]]; then begin_boot; fi
  set_state running
  trap end_pass EXIT
  load_launch
  "begin_$(tr - _ <<<"$PASS")"
  cd "$LAUNCH" || exit 1
  source "$LAUNCH/steps"
  if [[ -n $FAILED ]]; then die "step '$FAILED' failed, and on-failure says continue"; fi
  succeed
}
begin_boot() {
  rm -f "$PARBAKE_RUN"/gate/* "$PARBAKE_RUN"/state/* "$PARBAKE_RUN/steps"
}
load_launch() {
  FAILED='user-data'
  if [[ ! -e $LAUNCH/COMMIT ]]; then
    if [[ -d $LAUNCH ]]; then die "user-data's boothook did not finish: $LAUNCH/COMMIT is missing"; fi
    die "no user-data of parbake arrived: cloud-init ran no boothook that writes $LAUNCH"
  fi
  source "$LAUNCH/settings"
  FAILED=''
}
begin_early() { check_skew; }
begin_late() {
  require_pass early
  FAILED=$DOCKER_UNIT
  if booted; then retry 60 systemctl -q is-active "$DOCKER_UNIT" || die "$DOCKER_UNIT is not up"; fi
  FAILED=''
}
begin_after_agent() {
  require_pass late
  FAILED=$AGENT_UNIT
  (wait_for_agent 600) || die 'the agent has not joined'
  FAILED=''
}
require_pass() {
  local state=none
  FAILED="parbake-$1.service"
  if [[ -e $PARBAKE_RUN/state/$1 ]]; then state=$(cat "$PARBAKE_RUN/state/$1"); fi
  [[ $state == passed || ($state == failed && $ON_FAILURE == continue) ]] || die "the $1 pass did not succeed (it is: $state)"
  FAILED=''
}
check_skew() {
  local expected found
  [[ -e $LAUNCH/digest ]] || return 0
  expected=$(cat "$LAUNCH/digest")
  found=$(image_digest)
  [[ $expected != "$found" ]] || return 0
  FAILED='skew'
  if [[ $ON_SKEW == stop ]]; then die "skew: user-data wants the image $expected, this is ${found:-none}"; fi
  FAILED=''
  printf 'parbake: skew: user-data wants the image %s, this is %s\n' "$expected" "${found:-none}" >&2
  touch "$PARBAKE_RUN/state/skew"
}
image_digest() { if [[ -e $IMAGE_JSON ]]; then sed -n 's/^ *"digest": *"\([^"]*\)".*/\1/p' "$IMAGE_JSON"; fi; }
step() {
  local order=$1 every=$2 seconds=$3 name=$4 mark='' started status=0
  shift 4
  [[ $order == "$(order_of_pass)" ]] || return 0
  if [[ $every == instance ]]; then mark=$(pass_mark "$name") || fail_step "$name"; fi
  if [[ -n $mark && -e $mark ]]; then
    record "$order" "$every" "$name" kept 0 0
    return
  fi
  started=$SECONDS
  printf 'parbake: %s\n' "$name"
  PARBAKE_PASS=$PASS PARBAKE_GUARD=$program/guard timeout -k 10 "$seconds" /bin/bash "$program/runner" run "$@" || status=$?
  if ((status == 0)); then
    if [[ -n $mark ]]; then set_mark "$mark" "$name"; fi
    record "$order" "$every" "$name" passed 0 $((SECONDS - started))
    return
  fi
  record "$order" "$every" "$name" failed "$status" $((SECONDS - started))
  FAILED=$name
  if ((status == 124 || status == 137)); then printf "parbake: step '%s' was not done within %s s\n" "$name" "$seconds" >&2; fi
  [[ $ON_FAILURE == continue ]] || die "step '$name' failed with status $status"
}
fail_step() {
  FAILED=$1
  die "step '$1' failed"
}
order_of_pass() {
  case $PASS in
    early) printf before-docker ;;
    late) printf after-docker ;;
    *) printf after-agent ;;
  esac
}
pass_mark() {
  local directory digest
  directory=$(instance_directory) || return 1
  digest=$(printf '%s' "$1" | sha256sum)
  printf '%s' "$directory/passed/${digest%% *}"
}
set_mark() {
  mkdir -p "${1%/*}"
  sync
  printf '%s\n' "$2" >"$1.new"
  mv -fT "$1.new" "$1"
}
succeed() {
  FAILED='the gate'
  open_gate
  FAILED=''
  set_state passed
}
open_gate() {
  case $PASS in
    early)
      touch "$PARBAKE_RUN/gate/docker"
      if booted && [[ -n $DOCKER_UNIT ]]; then systemctl start --no-block "$DOCKER_UNIT"; fi
      ;;
    late)
      touch "$PARBAKE_RUN/gate/ecs"
      if booted && [[ -n $AGENT_UNIT ]]; then systemctl start --no-block "$AGENT_UNIT"; fi
      ;;
  esac
}
end_pass() {
  local status=$?
  trap - EXIT
  if [[ $(cat "$PARBAKE_RUN/state/$PASS") == passed ]]; then return; fi
  set_state failed
  printf 'parbake: FAILED in the %s pass: %s\n' "$PASS" "${FAILED:-the runner itself, status $status}" >&2
  on_failure
  exit 1
}
on_failure() {
  case $ON_FAILURE in
    stay-down) printf 'parbake: this host stays down: docker and the agent are not started\n' >&2 ;;
    continue)
      touch "$PARBAKE_RUN/state/degraded"
      write_report
      open_gate
      ;;
    power-off) if booted; then systemctl --no-block poweroff; fi ;;
    command) PARBAKE_FAILED=$FAILED /bin/bash -c "$ON_FAILURE_COMMAND" || printf 'parbake: the on-failure command failed too\n' >&2 ;;
  esac
}
set_state() {
  printf '%s\n' "$1" >"$PARBAKE_RUN/state/$PASS.new"
  mv -fT "$PARBAKE_RUN/state/$PASS.new" "$PARBAKE_RUN/state/$PASS"
  write_report
}
record() {
  printf '{"order": "%s", "every": "%s", "name": %s, "result": "%s", "status": %s, "seconds": %s, "ended": "%s"}\n' \
    "$1" "$2" "$(json_string "$3")" "$4" "$5" "$6" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >>"$PARBAKE_RUN/steps"
  write_report
}
write_report() {
  local report=$PARBAKE_RUN/boot.json
  {
    printf '{\n"launch": %s,\n"image": %s,\n' "$(json_string "$LAUNCH_NAME")" "$(json_string "$(image_digest)")"
    printf '"skew": %s,\n"degraded": %s,\n' "$(is_there skew)" "$(is_there degraded)"
    printf '"early": "%s",\n"late": "%s",\n"after-agent": "%s",\n' "$(state_of early)" "$(state_of late)" "$(state_of after-agent)"
    printf '"steps": [\n'
    if [[ -e $PARBAKE_RUN/steps ]]; then sed '$!s/$/,/' "$PARBAKE_RUN/steps"; fi
    printf ']\n}\n'
  } >"$report.new"
  mv -fT "$report.new" "$report"
  cp "$report" "$PARBAKE_STATE/boot.json.new" && mv -fT "$PARBAKE_STATE/boot.json.new" "$PARBAKE_STATE/boot.json"
}
is_there() { if [[ -e $PARBAKE_RUN/state/$1 ]]; then printf true; else printf false; fi; }
state_of() { if [[ -e $PARBAKE_RUN/state/$1 ]]; then tr -d '\n' <"$PARBAKE_RUN/state/$1"; else printf waiting; fi; }
json_string() {
  local text=${1//\\/\\\\}
  text=${text//\"/\\\"}
  printf '"%s"' "${text//[[:cntrl:]]/ }"
}
main "$@"
PARBAKE_EOF
put program/status 0600 <<'PARBAKE_EOF'
#!/bin/bash
set -euo pipefail
report=${PARBAKE_ROOT:-}/run/parbake/boot.json
if [[ ! -e $report ]]; then
  printf 'parbake has not run in this boot\n'
  exit 1
fi
awk -F'"' '
  /^"(launch|image|early|late|after-agent)":/ { printf "%-12s %s\n", $2, $4; if ($4 == "failed") bad = 1 }
  /^"(skew|degraded)": true/ { printf "%-12s yes\n", $2 }
  /^{"order"/ {
    name = $0; sub(/^.*"name": "/, "", name); sub(/", "result": .*$/, "", name)
    rest = $0; sub(/^.*", "result": "/, "", rest); result = rest; sub(/".*/, "", result)
    seconds = rest; sub(/^.*"seconds": /, "", seconds); sub(/,.*/, "", seconds)
    printf "  %-7s %5s s  %s\n", result, seconds, name
  }
  END { exit bad }' "$report"
PARBAKE_EOF
put program/guard 0600 <<'PARBAKE_EOF'
#!/bin/bash
set -u
called=${0##*/}
own=$(cd "${0%/*}" && pwd)
main() {
  local verb='' unit waits=yes now='' skip='' word
  local -a units=()
  if [[ $called == service ]]; then
    units=("${1:-}")
    verb=${2:-}
  else
    for word; do
      if [[ -n $skip ]]; then
        skip=''
        continue
      fi
      case $word in
        -t | -p | -P | -s | -n | -o | --type | --property | --signal | --lines | --output) skip=yes ;;
        --no-block | --root=* | --user | --global | -H* | --host* | -M* | --machine* | --help | -h | --version) waits='' ;;
        --now) now=yes ;;
        -*) ;;
        *) if [[ -z $verb ]]; then verb=$word; else units+=("$word"); fi ;;
      esac
    done
  fi
  if [[ -n $waits ]] && starts "$verb" "$now"; then
    for unit in ${units[@]+"${units[@]}"}; do check "$verb" "$(whole_name "$unit")"; done
  fi
  exec "$(real)" "$@"
}
starts() {
  case $1 in
    start | restart | reload-or-restart | force-reload | isolate) true ;;
    enable | reenable) [[ -n $2 ]] ;;
    *) false ;;
  esac
}
whole_name() { if [[ $1 == *.* ]]; then printf '%s' "$1"; else printf '%s.service' "$1"; fi; }
check() {
  if is_later "$2"; then
    refuse "$1" "$2" "$2 is ordered after $GUARD_UNIT, in which this script runs: the command would wait for the script, and the script for the command"
  fi
  if [[ " $GUARD_HELD " == *" $2 "* ]]; then
    refuse "$1" "$2" "$2 is held until every script of this pass has succeeded: systemd would pass the start over and say that it is done"
  fi
}
is_later() {
  local line
  while read -r line; do
    if [[ $line == "$GUARD_UNIT" ]]; then return 0; fi
  done < <(LC_ALL=C SYSTEMD_PAGER='' "$(real_systemctl)" list-dependencies --after --all --plain "$1" 2>/dev/null | sed 's/^[^[:alnum:]]*//')
  return 1
}
refuse() {
  printf 'parbake: refused: %s %s %s\n' "$called" "$1" "$2" >&2
  printf 'parbake: %s\n' "$3" >&2
  printf 'parbake: leave it out where parbake starts the unit itself (docker, the agent); else write: systemctl %s --no-block %s\n' "$1" "$2" >&2
  exit 1
}
real() { find_real "$called"; }
real_systemctl() { find_real systemctl; }
find_real() {
  local directory
  local -a directories
  IFS=: read -r -a directories <<<"$PATH"
  for directory in "${directories[@]}" /usr/bin /bin /usr/sbin /sbin; do
    if [[ -n $directory && ! $directory -ef $own && -x $directory/$1 ]]; then
      printf '%s' "$directory/$1"
      return
    fi
  done
  printf '/usr/bin/%s' "$1"
}
main "$@"
PARBAKE_EOF
put program/facts 0600 <<'PARBAKE_EOF'
# What the runner must know of this host; assignments only, read by the runner.
# shellcheck shell=bash disable=SC2034
PACKAGE_MANAGER=dnf
DOCKER_UNIT=docker.service
AGENT_UNIT=ecs.service
ON_FAILURE=stay-down
ON_FAILURE_COMMAND=''
ON_SKEW=warn
PARBAKE_EOF
put units/parbake-early.service 0600 <<'PARBAKE_EOF'
# The first pass: what must be in place before dockerd starts.
#
# DefaultDependencies=no, so that multi-user.target is not ordered after this unit: on Debian cloud-final.service is
# ordered after that target, and no cycle may ever go through it. The rest of the defaults stands here by hand.
[Unit]
Description=parbake: steps before Docker
Documentation=https://docs.rs/parbake
ConditionPathExists=/run/parbake/launch/COMMIT
DefaultDependencies=no
Requires=sysinit.target
After=sysinit.target basic.target cloud-init.service
Before=containerd.service docker.service
Conflicts=shutdown.target
Before=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
# Each step has a limit of its own.
TimeoutStartSec=infinity
StandardOutput=journal+console
StandardError=journal+console
ExecStart=/bin/bash /run/parbake/launch/program/runner early

[Install]
WantedBy=multi-user.target
PARBAKE_EOF
put units/parbake-late.service 0600 <<'PARBAKE_EOF'
# The second pass: Docker is up, the agent has not joined.
#
# Wants= and never Requires=: a docker that failed must be reported by this unit, not cancel it. The agent is held by its
# gate alone, not by an ordering, which would be another one on each base. DefaultDependencies: see parbake-early.
[Unit]
Description=parbake: steps after Docker
Documentation=https://docs.rs/parbake
ConditionPathExists=/run/parbake/launch/COMMIT
DefaultDependencies=no
Requires=sysinit.target
Wants=docker.service
After=sysinit.target basic.target parbake-early.service docker.service
Conflicts=shutdown.target
Before=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
TimeoutStartSec=infinity
StandardOutput=journal+console
StandardError=journal+console
ExecStart=/bin/bash /run/parbake/launch/program/runner late

[Install]
WantedBy=multi-user.target
PARBAKE_EOF
put units/docker.service.d/10-parbake.conf 0600 <<'PARBAKE_EOF'
# Docker starts when every step before it has passed; parbake's runner makes the file.
[Unit]
ConditionPathExists=/run/parbake/gate/docker
PARBAKE_EOF
put units/docker.socket.d/10-parbake.conf 0600 <<'PARBAKE_EOF'
# Docker starts when every step before it has passed; parbake's runner makes the file.
[Unit]
ConditionPathExists=/run/parbake/gate/docker
PARBAKE_EOF
put units/ecs.service.d/10-parbake.conf 0600 <<'PARBAKE_EOF'
# The agent starts when every step before it has passed; parbake's runner makes the file.
[Unit]
ConditionPathExists=/run/parbake/gate/ecs
PARBAKE_EOF
put settings 0600 <<'PARBAKE_EOF'
LAUNCH_NAME=default
PARBAKE_EOF
put files/etc/motd 0600 <<'PARBAKE_EOF'
Sandbox host ${instance.id}. Nothing here is kept.
PARBAKE_EOF
put ecs.config 0600 <<'PARBAKE_EOF'
ECS_CLUSTER=sandbox
ECS_AVAILABLE_LOGGING_DRIVERS=["json-file","awslogs"]
ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION=30m
ECS_RESERVED_MEMORY=128
ECS_INSTANCE_ATTRIBUTES={"example.zone":"${instance.availability-zone}"}
PARBAKE_EOF
put files/etc/docker/daemon.json 0600 <<'PARBAKE_EOF'
{
  "log-driver": "json-file",
  "log-opts": {
    "max-size": "10m",
    "max-file": "3"
  }
}
PARBAKE_EOF
put files/etc/logrotate.d/parbake-sandbox 0600 <<'PARBAKE_EOF'
/var/log/sandbox.log
{
    daily
    rotate 3
    missingok
}
PARBAKE_EOF
put files/etc/sysctl.d/60-parbake.conf 0600 <<'PARBAKE_EOF'
vm.max_map_count = 262144
PARBAKE_EOF
put scripts/hello 0600 <<'PARBAKE_EOF'
#!/bin/sh
echo "docker is up, the agent has not joined yet"
PARBAKE_EOF
put steps 0600 <<'PARBAKE_EOF'
step before-docker instance 1800 'package logrotate' install_packages logrotate
step before-docker boot 300 'file /etc/motd' write_template text /etc/motd 0644 root root < files/etc/motd
step before-docker boot 300 ecs.config write_ecs_config 0644 - < ecs.config
step before-docker boot 300 'file /etc/docker/daemon.json' write_file /etc/docker/daemon.json 0644 root root < files/etc/docker/daemon.json
step before-docker boot 300 'file /etc/logrotate.d/parbake-sandbox' write_file /etc/logrotate.d/parbake-sandbox 0644 root root < files/etc/logrotate.d/parbake-sandbox
step before-docker boot 300 'file /etc/sysctl.d/60-parbake.conf' write_file /etc/sysctl.d/60-parbake.conf 0644 root root < files/etc/sysctl.d/60-parbake.conf
step before-docker boot 300 'apply /etc/sysctl.d/60-parbake.conf' apply_sysctl /etc/sysctl.d/60-parbake.conf
step after-docker instance 630 'script hello' run_script hello 600 < scripts/hello
PARBAKE_EOF
commit
# No image was made for this launch, so the program itself came along as well.
umask 022
units=$launch/units
(cd "$units" && find . -type f) | while read -r unit; do
  install -D -m 0644 "$units/$unit" "${PARBAKE_ROOT:-}/run/systemd/system/$unit"
done
if [[ -z ${PARBAKE_ROOT:-} ]]; then
  systemctl daemon-reload
  # Never waited for: these units are ordered after the one that this hook runs in.
  (cd "$units" && systemctl start --no-block parbake-*.service)
fi
