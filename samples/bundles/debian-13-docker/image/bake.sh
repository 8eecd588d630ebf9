#!/bin/bash
# bake.sh: makes this host the image of one profile, cleans it, audits it, and says so in /etc/parbake/image.json.
#
# Self-contained; run it as root on the build instance, or inside a root directory. --help lists what it can do.
# Everything below may run a second time and then changes nothing.
# Steps are called by the names in a table, which shellcheck cannot follow:
# shellcheck disable=SC2317
set -euo pipefail

NAME=debian-13-docker
DIGEST=sha256:7a882d8deb3b9fde3cd4d08e67a34aee82552fada6b0bbbc25e51bfc5cd700f4
BASE=debian-13
# What the base must be, or none of the rest was checked against it.
OS_ID=debian
OS_VERSION=13
DOCKERD_VERSION=26.1
# shellcheck disable=SC2016  # words of the base's unit, not ours to expand
DOCKERD_COMMAND='/usr/sbin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock $DOCKER_OPTS'
# Empty where the fact pack does not know for sure.
CLOUD_INIT_VERSION=25.1
NETWORK_UNIT=cloud-init-network.service
# How the base's units are ordered: 'UNIT KEY OTHER yes|no' each.
ORDERINGS=('sysinit.target After local-fs.target yes' 'basic.target After sysinit.target yes' 'basic.target After sockets.target yes' 'network.target After network-pre.target yes' 'network-online.target After network.target yes' 'multi-user.target After basic.target yes' 'cloud-init-local.service Before network-pre.target yes' 'cloud-init-local.service Before sysinit.target yes' 'cloud-init-network.service After cloud-init-local.service yes' 'cloud-init-network.service Before network-online.target yes' 'cloud-init-network.service Before sysinit.target yes' 'cloud-config.target After cloud-init-local.service yes' 'cloud-config.target After cloud-init-network.service yes' 'cloud-config.service After network-online.target yes' 'cloud-config.service After cloud-config.target yes' 'cloud-final.service After network-online.target yes' 'cloud-final.service After cloud-config.service yes' 'cloud-final.service After multi-user.target yes' 'cloud-init.target After multi-user.target yes' 'containerd.service After network.target yes' 'containerd.service After local-fs.target yes' 'docker.service After network-online.target yes' 'docker.service After docker.socket yes' 'docker.service After containerd.service yes')
PACKAGE_MANAGER=apt
DOCKER_UNIT=docker.service
AGENT_UNIT=''
DATA_ROOT=/var/lib/docker
# The container images to record, and the identity items (names or paths) that stay on purpose.
IMAGES=(docker.io/library/haproxy:3.0)
KEEP=()

# core.sh: the ground that every step function stands on.
#
# First of the files under lib/; the compiler joins those that a host uses into one lib.sh. Called by bake.sh and
# by the boot runner. No file here holds a here-document, so a full-line comment may be dropped when bytes count.
#
# Bash 4.2 (Amazon Linux 2) is the oldest reader: no ${x@Q}, no local -n, and an empty array is
# unset to `set -u`. Errexit does not reach into $(...) there, so what runs inside one says `|| return`.
set -euo pipefail
umask 022
export LC_ALL=C
export PATH="${PATH:-}${PATH:+:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

# A prefix for every path, empty on a real host; tests point it at a directory.
PARBAKE_ROOT=${PARBAKE_ROOT:-}
PARBAKE_RUN=$PARBAKE_ROOT/run/parbake
PARBAKE_STATE=$PARBAKE_ROOT/var/lib/parbake

# say WORD THING: the one line each step prints, `changed file /etc/motd`.
say() { printf '%s %s\n' "$1" "$2"; }

# die MESSAGE: ends the step (each step runs in a process or subshell of its own). The boot runner keeps the words for its report.
die() {
  printf 'parbake: %s\n' "$1" >&2
  if [[ -n ${PARBAKE_REASONS:-} ]]; then printf '%s\n' "$1" >>"$PARBAKE_REASONS"; fi
  exit 1
}

# booted: systemd is PID 1 here; false in a root directory that is only being filled.
booted() { [[ -d $PARBAKE_ROOT/run/systemd/system ]]; }

# use_proxy: the variables of [proxy] for whatever a step starts: curl, the package manager, scripts. Read, never run.
use_proxy() {
  local line
  [[ -r $PARBAKE_ROOT/etc/parbake/proxy ]] || return 0
  while IFS= read -r line; do
    if [[ $line =~ ^[A-Za-z_]+= ]]; then export "${line?}"; fi
  done <"$PARBAKE_ROOT/etc/parbake/proxy"
}
use_proxy

# retry SECONDS COMMAND...: repeats with growing pauses until it passes or SECONDS are over. For the network only:
# anything else that fails once has a cause that waiting hides.
retry() {
  local deadline=$((SECONDS + $1)) pause=1
  shift
  until "$@"; do
    ((SECONDS + pause < deadline)) || return 1
    sleep "$pause"
    pause=$((pause < 16 ? pause * 2 : 16))
  done
}

# files.sh: files as they will be on the host. Needs core.sh (write_template: template.sh as well).

# write_file PATH MODE OWNER GROUP < content
write_file() {
  local path=$1 mode=$2 owner=$3 group=$4 target temp
  target=$PARBAKE_ROOT$path
  if [[ ! -d ${target%/*} ]]; then mkdir -p "${target%/*}" || die "file $path: cannot make its directory"; fi
  # In the same directory, so that the rename is atomic; dot first, so that no *.d reader takes it. Always the same name, so that a
  # run that was killed leaves nothing that the next one does not take away; made anew, so that no link is followed.
  temp=${target%/*}/.parbake.${target##*/}
  if [[ -e $temp || -L $temp ]]; then rm -f "$temp" || die "file $path: cannot write beside it"; fi
  if ! (umask 077 && set -C && cat >"$temp"); then
    rm -f "$temp"
    die "file $path: cannot be written"
  fi
  # Most boots find what they would write; that must cost little.
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

# is_already CONTENT TARGET MODE OWNER GROUP: by name; an owner that is given by number is left to same_file.
is_already() {
  local mode
  if [[ ! -f $2 || -L $2 ]]; then return 1; fi
  printf -v mode '%o' "$((8#$3))"
  [[ $(stat -c '%a %U %G' "$2") == "$mode $4 $5" ]] && cmp -s "$1" "$2"
}

# same_file A B: content, mode and owner; a link is never the file that was asked for.
same_file() {
  local one other
  if [[ ! -f $2 || -L $2 ]]; then return 1; fi
  one=$(stat -c '%a %u %g' "$1") && other=$(stat -c '%a %u %g' "$2") && [[ $one == "$other" ]] && cmp -s "$1" "$2"
}

# replace_file TEMP TARGET
replace_file() {
  if ! mv -fT "$1" "$2"; then
    rm -f "$1"
    return 1
  fi
  # A renamed file keeps the label of its temporary name, which is wrong for /etc/hosts and others.
  if command -v selinuxenabled >/dev/null && selinuxenabled; then restorecon "$2"; fi
}

# write_base64 PATH MODE OWNER GROUP < base64 text
write_base64() {
  local decoded status=0
  # Decoded first and whole: a pipe would put half a file in place when the text is cut off.
  decoded=$(mktemp) || die "file $1: no temporary file"
  base64 -d >"$decoded" || status=$?
  if ((status == 0)); then (write_file "$@" <"$decoded") || status=$?; fi
  rm -f "$decoded"
  ((status == 0)) || die "file $1: not written from base64"
}

# write_template SINK PATH MODE OWNER GROUP < text with references
write_template() {
  local sink=$1 text
  shift
  # The x keeps the trailing newlines that $() would take away.
  text=$(resolve_template "$sink" && printf x) || die "file $1: not written"
  write_file "$@" < <(printf '%s' "${text%x}")
}

# make_directory PATH MODE OWNER GROUP
make_directory() {
  local path=$1 target=$PARBAKE_ROOT$1 before=missing
  if [[ -d $target ]]; then before=$(stat -c '%a %u %g' "$target"); fi
  mkdir -p "$target" || die "directory $path: cannot be made"
  chown "$3:$4" "$target" || die "directory $path: cannot be given to $3:$4"
  chmod "$2" "$target"
  if [[ $before == "$(stat -c '%a %u %g' "$target")" ]]; then say unchanged "directory $path"; else say changed "directory $path"; fi
}

# make_link PATH TARGET
make_link() {
  local link=$PARBAKE_ROOT$1
  if [[ -L $link && $(readlink "$link") == "$2" ]]; then
    say unchanged "link $1"
    return
  fi
  mkdir -p "${link%/*}" || die "link $1: cannot make its directory"
  # Under another name and then renamed: `ln -sf` leaves a moment without a link.
  if ! ln -sfn "$2" "$link.parbake" || ! mv -fT "$link.parbake" "$link"; then die "link $1: cannot be made"; fi
  say changed "link $1"
}

# set_option PATH SECTION KEY VALUE: one line of an INI file that the distribution owns; the rest of it stays.
set_option() {
  local path=$1 target=$PARBAKE_ROOT$1
  [[ -f $target ]] || die "file $path: is missing"
  # The value by the environment: awk would read escapes in one that is assigned.
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

# hosts_block MARK SINK|- [TEMPLATE] < lines: the lines between two marks in /etc/hosts, the rest of the file untouched.
# The image has one block and the launch another; with a SINK the lines may hold references. TEMPLATE is the file that
# cloud-init makes /etc/hosts from at each boot, with this host's own name in it: the lines go in there as well.
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

# put_block PATH MARK TEXT: where the block stands already, or at the end.
put_block() {
  local path=$1 source=$PARBAKE_ROOT$1 text
  [[ -e $source ]] || source=/dev/null
  # The text by the environment: awk would read escapes in one that is assigned.
  text=$(TEXT=$3 awk -v mark="# parbake $2: " '
      BEGIN { block = mark "begin\n" ENVIRON["TEXT"] mark "end" }
      $0 == mark "begin" { inside = 1; if (!done++) print block }
      !inside { print }
      $0 == mark "end" { inside = 0 }
      END { if (!done) print block }' "$source" && printf x) || die "file $path: the lines cannot be put in"
  write_file "$path" 0644 root root < <(printf '%s' "${text%x}")
}

# template.sh: `${instance.*}` and secrets in text. Needs core.sh, instance.sh (secrets: secrets.sh as well).
#
# A value comes from outside (anyone who may tag an instance, or write a secret), so it is held against what the reader of
# the text would make of it. A refused value is named, never shown.

# resolve_template SINK < text: SINK is env, json, hosts, text, or the name of a function below; several, with commas, are for one
# reference each, and the last for the rest.
# `$${` is a literal `${`; every other dollar stays as it is; any other `${...}` is an error.
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

# host_value NAME: of a reference, without its braces.
host_value() {
  case $1 in
    instance.*) instance_value "${1#instance.}" ;;
    ssm:* | secret:*) secret_value "$1" ;;
    *) die "template: '\${$1}' is no reference to the instance" ;;
  esac
}

# place_of SINK BEFORE BEHIND: a value that is all of a file, or all behind the `=` of a line, has no neighbours to break.
place_of() {
  local line=${2##*$'\n'}
  case $1 in
    text) if [[ -z $2 && ($3 == '' || $3 == $'\n') ]]; then printf file && return; fi ;;
    env) if [[ $line =~ ^[A-Za-z_][A-Za-z0-9_]*=$ && ($3 == '' || $3 == $'\n'*) ]]; then printf assignment && return; fi ;;
  esac
  printf '%s' "$1"
}

# check_value PLACE VALUE
check_value() {
  local text=$2
  # A key or a certificate has lines.
  if [[ $1 == file ]]; then text=${text//[$'\t\r\n']/}; fi
  if [[ $text == *[[:cntrl:]]* ]]; then return 1; fi
  # systemd drops a whole environment file for one byte that is not UTF-8 (systemd 252, measured).
  printf '%s' "$2" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1 || return 1
  case $1 in
    text | file) ;;
    # systemd unquotes a value that begins with a quote, and takes backslashes anywhere; ecs-init keeps both.
    assignment) [[ $2 != *\\* && $2 != [\"\'\ ]* && $2 != *' ' ]] ;;
    json) [[ $2 != *[\"\'\\]* ]] ;;
    # Blanks at the ends of a line are cut off by both readers of ecs.config.
    env) [[ $2 != *[\"\'\\]* && $2 != ' '* && $2 != *' ' ]] ;;
    hosts) [[ $2 != *[\"\'\\\ \#]* ]] ;;
    *_text | *_word) "$1" "$2" ;;
    *) die "template: there is no sink '$1'" ;;
  esac
}

# The sinks that few hosts have are functions of their names, so that a program holds those that it uses.

# openssl's configuration: quotes, the backslash, $ and # are syntax, blanks at the ends of a line are cut off.
certificate_text() { [[ $1 != *[\"\'\\\$\#]* && $1 != ' '* && $1 != *' ' ]]; }

# systemd expands % everywhere in a unit, and $ in its commands.
unit_text() { [[ $1 != *[\"\'\\%\$]* ]]; }

# Outside quotes a blank begins another word, a lone semicolon another command, and a first character may raise rights.
unit_word() { [[ $1 != *[\"\'\\%\$\ \;]* && $1 != [-+!@:\|~]* ]]; }

# Nothing that a shell or a crontab reads as more than text, in or outside quotes.
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

# instance.sh: what the instance knows of itself, from IMDSv2. Needs core.sh and curl.
#
# Nothing is asked that no template uses. Everything but the type and the tags is frozen per instance, so that a file
# written at the second boot is the file of the first; type and tags can change while a stopped instance waits.
# Paths: EC2 user guide, "Instance metadata categories"; tags: "View tags using instance metadata".
PARBAKE_IMDS=${PARBAKE_IMDS:-http://169.254.169.254}
PARBAKE_IMDS_SECONDS=${PARBAKE_IMDS_SECONDS:-120}

# instance_value NAME: id, type, region, availability-zone, private-ip, local-hostname or tag.NAME; without a newline.
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
      # The keys that the metadata service can serve at all.
      [[ ${1#tag.} =~ ^[A-Za-z0-9+=.,_:@-]+$ && ! ${1#tag.} =~ ^(\.|\.\.|_index)$ ]] || die "instance.$1: no tag of that name can be read on the host"
      printf 'tags/instance/%s' "${1#tag.}"
      ;;
    *) die "instance.$1: there is no such value" ;;
  esac
}

# instance_directory: where this instance keeps what outlives a boot. cloud-init's id, since it is at hand without IMDS.
instance_directory() {
  local id file=$PARBAKE_ROOT/var/lib/cloud/data/instance-id
  [[ -r $file ]] || die 'cloud-init left no instance-id under /var/lib/cloud/data'
  IFS= read -r id <"$file" || true
  # NoCloud ids are free text; no slash may lead out of the directory.
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

# keep_value FILE VALUE: nobody else's to read, but what lies beside the values is: only their own directory is closed.
keep_value() (
  mkdir -p "${1%/*/*}" && umask 077
  mkdir -p "${1%/*}" && printf '%s' "$2" >"$1.new" && mv -fT "$1.new" "$1"
)

# ask_metadata PATH NAME: 404 is an answer; everything else that fails is asked again until the deadline.
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
      # The token has ended, or came from another service: the next round gets a new one.
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

# get_metadata PATH: the body, a newline, the status.
get_metadata() {
  local token
  token=$(metadata_token) || return 1
  ask_curl -H "X-aws-ec2-metadata-token: $token" "$PARBAKE_IMDS/latest/meta-data/$1"
}

# metadata_token: one for all steps of a pass, in a file because each step is a process of its own.
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

# No proxy may ever stand between: it would answer for another instance. NUL becomes a control
# character, which every check refuses; the shell would drop it in silence.
ask_curl() { curl -s --noproxy '*' --connect-timeout 2 --max-time 5 -w '\n%{http_code}' "$@" | tr '\0' '\001'; }

# value_fits NAME VALUE
value_fits() {
  local grammar label='[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?' octet='(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])'
  case $1 in
    id) grammar='^i-[0-9a-f]{8,17}$' ;;
    type) grammar='^[a-z0-9-]+\.[a-z0-9-]+$' ;;
    region) grammar='^[a-z]{2,}(-[a-z]+)+-[0-9]+$' ;;
    # Local and Wavelength Zones have longer names: us-east-1-wl1-bos-wlz-1.
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

# units.sh: systemd units and sysctl. Needs core.sh. `systemctl enable`, `disable` and `mask` work on files, so they
# also work where systemd does not run (in a root directory); starting does not, and is left out there.

enable_unit() { set_unit enable "$1" 'enabled static alias indirect generated'; }

disable_unit() { set_unit disable "$1" 'disabled masked'; }

mask_unit() { set_unit mask "$1" masked; }

# set_unit VERB NAME STATES: nothing is done when the unit is in one of the states already.
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

# start_unit NAME. Never waited for: a unit that is ordered after the one we run in would never come.
start_unit() {
  booted || return 0
  systemctl start --no-block "$1" || die "unit $1: cannot be started"
  say changed "unit $1 (start)"
}

# restart_unit NAME: only when it runs; what has not started yet will read its new settings anyway.
restart_unit() {
  booted || return 0
  systemctl try-restart --no-block "$1" || die "unit $1: cannot be restarted"
  say changed "unit $1 (restart)"
}

reload_systemd() {
  booted || return 0
  systemctl daemon-reload || die 'systemd: cannot reload its units'
}

# apply_sysctl PATH, by the program that applies it at boot, so that both take it the same way.
apply_sysctl() {
  local program=/usr/lib/systemd/systemd-sysctl
  booted || return 0
  if [[ ! -x $program ]]; then program=/lib/systemd/systemd-sysctl; fi
  "$program" "$PARBAKE_ROOT$1" || die "sysctl $1: cannot be applied"
  say changed "sysctl $1"
}

# packages.sh: packages, their lists, and the policy that no package script starts a service. Needs core.sh, units.sh.
# Reads PACKAGE_MANAGER: apt, dnf or yum.
#
# Recommended (weak) packages stay out: an image holds what the profile names. docker.io would bring needrestart,
# which restarts services by itself (Debian 12, `apt-cache depends docker.io`). What a base needs of them,
# ca-certificates say, its fact pack names.

# install_packages NAME...
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

# install_url_package NAME URL SHA256|-: for what no repository has (ecs-init on Debian and Ubuntu).
install_url_package() {
  local name=$1 url=$2 digest=$3 directory
  if package_installed "$name"; then
    say unchanged "package $name"
    return
  fi
  directory=$(mktemp -d) || die "package $name: no temporary directory"
  # apt reads a local file as its own user, who must get into the directory.
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

# enable_extra NAME: a topic of Amazon Linux 2's extras.
enable_extra() {
  if amazon-linux-extras list | awk -v name="$1" '{ split($2, topic, "=") } topic[1] == name && /enabled/ { found = 1 } END { exit !found }'; then
    say unchanged "extra $1"
    return
  fi
  retry 300 amazon-linux-extras enable "$1" >/dev/null || die "extra $1: cannot be enabled"
  say changed "extra $1"
}

# package_installed NAME. rpm is asked for what provides the name: on Amazon Linux 2023 curl-minimal is curl.
package_installed() {
  case $PACKAGE_MANAGER in
    apt) [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]] ;;
    *) rpm -q --quiet --whatprovides "$1" >/dev/null 2>&1 ;;
  esac
}

# refresh_certificates COMMAND: makes the distribution's tool join the authorities that it finds. dockerd reads the outcome when
# it starts.
refresh_certificates() {
  local command before
  before=$(trusted_digest)
  read -r -a command <<<"$1"
  "${command[@]}" >/dev/null || die "certificates: $1 failed"
  if [[ $(trusted_digest) == "$before" ]]; then say unchanged 'trusted certificates'; else say changed 'trusted certificates'; fi
}

# trusted_digest: of the joined certificates, where either family of distributions keeps them.
trusted_digest() { cat "$PARBAKE_ROOT"/etc/ssl/certs/ca-certificates.crt "$PARBAKE_ROOT"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem 2>/dev/null | sha256sum || true; }

# refresh_packages: the lists anew. dnf and yum see to theirs when they install.
refresh_packages() {
  if [[ $PACKAGE_MANAGER == apt ]]; then
    retry 600 apt-get -q -o DPkg::Lock::Timeout=300 -o APT::Update::Error-Mode=any update || die 'packages: the lists cannot be refreshed'
  else
    retry 600 "$PACKAGE_MANAGER" -q -y makecache || die 'packages: the lists cannot be refreshed'
  fi
  mkdir -p "$PARBAKE_RUN"
  touch "$PARBAKE_RUN/packages-refreshed"
}

# refresh_if_stale: once a run, and again after a repository was added.
refresh_if_stale() {
  local mark=$PARBAKE_RUN/packages-refreshed
  if [[ ! -e $mark || -n $(find "$PARBAKE_ROOT"/etc/apt/sources.list* "$PARBAKE_ROOT/etc/yum.repos.d" -newer "$mark" 2>/dev/null) ]]; then
    refresh_packages
  fi
}

# manager_install NAME...: the managers repeat a broken download themselves; a name that no repository has fails at once.
manager_install() {
  case $PACKAGE_MANAGER in
    apt) DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=10 \
      -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold --no-install-recommends install "$@" ;;
    dnf) dnf -q -y --setopt=install_weak_deps=False --setopt=retries=10 install "$@" ;;
    yum) yum -q -y --setopt=retries=10 install "$@" ;;
    *) die "package manager '$PACKAGE_MANAGER' is not known" ;;
  esac
}

# without_starts COMMAND...: runs it so that no package script starts a service.
#
# A script that starts docker from a unit ordered before docker waits for itself, for ever. Debian's scripts ask
# policy-rc.d; SYSTEMD_OFFLINE=1 (systemd 237, docs/ENVIRONMENT.md) turns a plain `systemctl start` into nothing. Red Hat's
# scripts only apply presets; on Amazon Linux 2, whose systemd 219 does not know the variable, that has to be enough.
without_starts() (
  export SYSTEMD_OFFLINE=1
  policy=/usr/sbin/policy-rc.d
  if [[ $PACKAGE_MANAGER == apt ]]; then
    # A policy of the host itself stays as it is, as long as it also says no.
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

# users.sh: groups, users and their keys. Needs core.sh, files.sh.

# ensure_group NAME [GID]
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

# ensure_user NAME UID|- GROUP|- HOME|- SHELL|- GROUPS|- SYSTEM(yes|no); GROUPS are comma separated.
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
  # A system user has no home of its own making; a home that is there already keeps what is in it.
  if [[ $7 == yes ]]; then options+=(-r -M); else options+=(-m); fi
  useradd "${options[@]}" "$name" || die "user $name: cannot be made"
  say changed "user $name"
}

# change_user: brings an existing user into line. Groups are only added: packages put users into groups as well.
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

# authorized_keys USER < the whole file
authorized_keys() {
  local user=$1 entry
  IFS=: read -r -a entry <<<"$(getent passwd "$user")"
  [[ -n ${entry[5]:-} ]] || die "keys of $user: there is no such user"
  make_directory "${entry[5]}/.ssh" 0700 "${entry[2]}" "${entry[3]}" >/dev/null
  write_file "${entry[5]}/.ssh/authorized_keys" 0600 "${entry[2]}" "${entry[3]}"
}

# docker.sh: container images. Needs core.sh.
# `docker image inspect` is read as JSON by awk, without --format: in an Image Builder component a doubled brace
# would be taken for an expression (Image Builder guide, chaining expressions).

# pull_images LIMIT PLATFORM CONFIG|- [REGISTRY=REGION]... < `REFERENCE DIGEST|-` a line
#
# LIMIT images at a time. CONFIG is a config.json for Docker's client, REGISTRY=REGION a registry of Amazon ECR to log in to;
# they live in a directory under /run, which is memory, and go with it, so that no login stays on disk.
pull_images() (
  limit=$1 platform=$2 config=$3 line=() images=() workers=() failed=0
  shift 3
  while read -r -a line; do
    images+=("${line[*]}")
  done
  if [[ $config != - ]]; then
    mkdir -p "$PARBAKE_RUN"
    # The variable of Docker's client, and of the credential helpers.
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

# pull_every FIRST LIMIT PLATFORM LINE...: every LIMIT-th line from FIRST on, one after the other.
pull_every() {
  local at=$1 limit=$2 platform=$3 images=("${@:4}") line=() status=0
  for (( ; at < ${#images[@]}; at += limit)); do
    read -r -a line <<<"${images[at]}"
    # One that fails must not keep the others from being named.
    (pull_image "${line[0]}" "${line[1]}" "$platform") </dev/null || status=1
  done
  return "$status"
}

# log_in_to_ecr REGISTRY=REGION...: the password goes from one program to the other and is never a word of a command.
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

# pull_image REF DIGEST|- PLATFORM: pulls the tag, then holds it against the pinned digest. Pulled by the tag, since Docker keeps
# no tag for `name:tag@digest`, and the ECS agent finds and excludes images by tag only.
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
  # A registry that has one platform only gives that one, whatever was asked for.
  if [[ $(image_field "$reference" Architecture) != "${platform#*/}" ]]; then
    die "image $reference: is for $(image_field "$reference" Architecture), this host is ${platform#*/}"
  fi
  if [[ $before == "$after" ]]; then say unchanged "image $reference"; else say changed "image $reference"; fi
}

# pull_once REF PLATFORM: ends the step when the registry has answered no, since asking again would not help.
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

# image_id REF
image_id() { docker image inspect "$1" 2>/dev/null | awk -F'"' '$2 == "Id" { print $4; found = 1; exit } END { exit !found }'; }

# image_field REF NAME: a text or a number of its own, `Architecture` or `Size`; not one of an object in it.
image_field() {
  docker image inspect "$1" 2>/dev/null | awk -v name="\"$2\":" '
    $1 == name && /^        "/ { sub(/^ *"[A-Za-z]*": */, ""); gsub(/[",]/, ""); print; exit }'
}

# image_digests REF: its RepoDigests, one a line.
image_digests() {
  docker image inspect "$1" 2>/dev/null | awk -F'"' '
    inside && /\]/ { exit }
    inside { print $2 }
    $2 == "RepoDigests" && !/\]/ { inside = 1 }'
}

# start_docker_for_bake: leaves alone what runs already; what it starts, stop_docker_after_bake stops.
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

# docker_is_stale: whether what dockerd reads when it starts is newer than the one that runs: it would pull into another store, or
# not find its way out.
docker_is_stale() {
  local start read=(etc/docker/daemon.json etc/default/docker etc/sysconfig/docker etc/systemd/system/docker.service.d
    etc/parbake/proxy etc/ssl/certs/ca-certificates.crt etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem)
  start=$(systemctl show -p ActiveEnterTimestamp docker.service) || return 1
  start=${start#*=}
  [[ -n $start ]] || return 1
  start=$(date -d "$start" +%s) || return 1
  # The stamp has whole seconds.
  [[ -n $(find "${read[@]/#/$PARBAKE_ROOT/}" -type f -newermt "@$((start - 1))" 2>/dev/null) ]]
}

stop_docker_after_bake() {
  [[ -e $PARBAKE_RUN/docker-of-bake ]] || return 0
  # The socket first, or it starts the service again.
  systemctl stop docker.socket docker.service 2>/dev/null || systemctl stop docker.service || die 'docker: cannot be stopped'
  rm -f "$PARBAKE_RUN/docker-of-bake"
  say changed 'docker for the bake (stop)'
}

# ecs.sh: the agent's ecs.config. Needs core.sh, files.sh, template.sh.

# write_ecs_config MODE PRISTINE|- < late lines, with references
#
# The whole file anew: the baked copy, then the late lines, each key once, the later wins. Never appended: systemd takes the
# last of two lines, a reader by eye the first, and a second boot would add a third.
write_ecs_config() {
  local mode=$1 pristine=$2 late lines=''
  if [[ $pristine != - ]]; then
    lines=$(cat "$PARBAKE_ROOT$pristine") || die "ecs.config: the baked copy $pristine is missing"
  fi
  late=$(resolve_template env) || die 'ecs.config: not written'
  # A name's first place is kept, so that the file reads in the same order wherever a line was decided.
  write_file /etc/ecs/ecs.config "$mode" root root < <(
    printf '%s\n%s\n' "$lines" "$late" | awk '
      /^[ \t]*(#|$)/ { next }
      { name = $0; sub(/=.*/, "", name) }
      !(name in value) { order[++count] = name }
      { value[name] = $0 }
      END { for (i = 1; i <= count; i++) print value[order[i]] }'
  )
}

# wait_for_agent SECONDS: until the agent has joined, which its introspection says by an ARN.
# Source: amazon-ecs-agent, agent/handlers/introspection_server_setup.go, /v1/metadata.
wait_for_agent() {
  local deadline=$((SECONDS + $1)) pause=0.1
  until curl -s --noproxy '*' --max-time 5 http://localhost:51678/v1/metadata | grep -q '"ContainerInstanceArn": *"arn:'; do
    ((SECONDS < deadline)) || die "the ECS agent has not joined within $1 s"
    sleep "$pause"
    # It joins within seconds, or something is wrong.
    if ((SECONDS > deadline - $1 + 30)); then pause=2; fi
  done
  say changed 'agent joined'
}

# scripts.sh: the user's own scripts. Needs core.sh, template.sh.

# run_script NAME SECONDS [NAME=TEXT]... < the script, as its author wrote it
#
# The texts may hold references. The script gets a plain environment, HOME included, since much software fails
# without one and cloud-init gives none.
run_script() {
  local name=$1 seconds=$2 directory script guard status=0 assignment value variables=()
  shift 2
  for assignment; do
    value=$(printf '%s' "${assignment#*=}" | resolve_template text && printf x) || die "script $name: no value for ${assignment%%=*}"
    variables+=("${assignment%%=*}=${value%x}")
  done
  # Not under /run or /tmp: Debian mounts /run noexec (initramfs-tools), hardened hosts /tmp.
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

# make_guard DIRECTORY: the directory that a boot script finds `systemctl` and `service` in first: ours (boot/guard.sh), which
# refuses what would wait for the script. In a bake nothing waits for it.
make_guard() {
  local guard name
  [[ -n ${PARBAKE_PASS:-} ]] || return 0
  guard=$(mktemp -d "$1/guard.XXXXXX") || return 1
  for name in systemctl service; do
    cp "$PARBAKE_GUARD" "$guard/$name" && chmod 0700 "$guard/$name" || return 1
  done
  printf '%s' "$guard"
}

# held_units: what a start would not start, since its gate is shut.
held_units() {
  if [[ ! -e $PARBAKE_RUN/gate/docker ]]; then printf '%s %s ' "$DOCKER_UNIT" "${DOCKER_UNIT%.service}.socket"; fi
  if [[ ! -e $PARBAKE_RUN/gate/ecs ]]; then printf '%s' "$AGENT_UNIT"; fi
}

# host.base (profile.toml:8)
step_packages() {
  install_packages docker.io docker-cli
}

# host.base (profile.toml:8)
step_check_the_packages() {
  assert_services
}

# users.relay (profile.toml:33)
step_user_relay() {
  ensure_user relay - - /var/lib/relay /usr/sbin/nologin - yes
}

# docker.daemon.log-driver (profile.toml:15)
step_file_etc_docker_daemon_json() {
  write_file /etc/docker/daemon.json 0644 root root <<'PARBAKE_EOF'
{
  "log-driver": "journald",
  "log-opts": {
    "tag": "{{.Name}}"
  },
  "live-restore": true,
  "ipv6": true,
  "fixed-cidr-v6": "fd00:5a1e::/64",
  "userland-proxy": false
}
PARBAKE_EOF
}

# sysctl."net.core.rmem_max" (profile.toml:30)
step_file_etc_sysctl_d_60_parbake_conf() {
  write_file /etc/sysctl.d/60-parbake.conf 0644 root root <<'PARBAKE_EOF'
net.core.rmem_max = 16777216
net.ipv4.conf.all.rp_filter = 2
PARBAKE_EOF
}

# host.base (profile.toml:8)
step_file_etc_cloud_cloud_cfg_d_95_parbake_cfg() {
  write_file /etc/cloud/cloud.cfg.d/95_parbake.cfg 0644 root root <<'PARBAKE_EOF'
ssh_genkeytypes:
  - "ecdsa"
  - "ed25519"
PARBAKE_EOF
}

# images.pull (profile.toml:12)
step_docker_for_the_bake() {
  start_docker_for_bake
}

# images.pull (profile.toml:12)
step_image_docker_io_library_haproxy_3_0() {
  pull_images 3 linux/arm64 - <<'PARBAKE_EOF'
docker.io/library/haproxy:3.0 -
PARBAKE_EOF
}

# host.base (profile.toml:8)
step_file_usr_lib_parbake_lib_sh() {
  write_file /usr/lib/parbake/lib.sh 0644 root root <<'PARBAKE_EOF'
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
}

# host.base (profile.toml:8)
step_file_usr_lib_parbake_runner() {
  write_file /usr/lib/parbake/runner 0755 root root <<'PARBAKE_EOF'
#!/bin/bash
program=${BASH_SOURCE[0]%/*}
# shellcheck source=/dev/null
source "$program/lib.sh"
# shellcheck source=/dev/null
source "$program/facts"
LAUNCH=$PARBAKE_RUN/launch
LAUNCH_NAME=''
PROFILE_NAME=''
IMAGE_JSON=$PARBAKE_ROOT/etc/parbake/image.json
FAILED=''
REASON=''
WHY=''
PARBAKE_REASONS=$PARBAKE_RUN/state/reasons
NAMES=()
MARKS=()
main() {
  PASS=${1:-}
  case $PASS in
    early) ORDER='before-docker' ;;
    late) ORDER='after-docker' ;;
    after-agent) ORDER='after-agent' ;;
    *) die 'usage: runner early|late|after-agent' ;;
  esac
  # shellcheck disable=SC2034
  PARBAKE_PASS=$PASS PARBAKE_GUARD=$program/guard
  trap end_pass EXIT
  exec </dev/null
  run_pass
}
run_pass() {
  begin_pass
  load_launch
  "begin_${PASS//-/_}"
  cd "$LAUNCH" || exit 1
  # shellcheck source=/dev/null
  source "$LAUNCH/steps"
  if [[ -n $FAILED ]]; then exit 1; fi
  succeed
}
fail() {
  FAILED=$1 REASON=${2#"$1: "}
  exit 1
}
begin_pass() {
  read_clock
  PASS_CLOCK=$CLOCK PASS_UPTIME=$UPTIME
  find_instance
  if [[ $PASS == early ]]; then begin_boot; fi
  if [[ ! -d $PARBAKE_RUN/state || ! -d $PARBAKE_RUN/gate ]]; then mkdir -p "$PARBAKE_RUN/state" "$PARBAKE_RUN/gate"; fi
  load_report
  REPORT["$PASS"]=running REPORT[instance]=$INSTANCE
}
find_instance() {
  INSTANCE='' KEPT=''
  if ! KEPT=$(instance_directory 2>/dev/null); then
    mkdir -p "$PARBAKE_STATE"
    return
  fi
  INSTANCE=${KEPT##*/}
  [[ ! -d $KEPT/passed ]] || return 0
  mkdir -p "$KEPT/passed"
  if [[ -e $PARBAKE_ROOT/var/lib/cloud/instances/$INSTANCE/sem/config_scripts_user ]]; then : >"$KEPT/mine"; fi
}
begin_boot() {
  rm -rf "$PARBAKE_RUN/gate" "$PARBAKE_RUN/state" "$PARBAKE_RUN/secrets" "$PARBAKE_STATE/scripts"
  REPORT=([early]=waiting [late]=waiting [after-agent]=waiting [signal]=none)
  IFS= read -r 'REPORT[boot]' </proc/sys/kernel/random/boot_id || true
  if [[ -n $KEPT && -s $KEPT/running ]]; then
    IFS= read -r 'REPORT[interrupted]' <"$KEPT/running" || true
    printf "parbake: the boot before this one ended while '%s' ran; it runs again\n" "${REPORT[interrupted]}" >&2
  fi
  mkdir -p "$PARBAKE_RUN/state" "$PARBAKE_RUN/gate"
}
load_launch() {
  if [[ ! -e $LAUNCH/COMMIT ]]; then
    if [[ -d $LAUNCH ]]; then fail user-data "user-data's boothook did not finish: $LAUNCH/COMMIT is missing"; fi
    fail user-data "no user-data of parbake arrived: cloud-init ran no boothook that writes $LAUNCH"
  fi
  # shellcheck source=/dev/null
  source "$LAUNCH/settings"
  REPORT[launch]=$LAUNCH_NAME
}
begin_early() {
  if [[ -e $LAUNCH/digest ]]; then check_skew; fi
  check_disk
}
begin_late() {
  require_pass early
  if booted; then wait_for_docker 60; fi
}
begin_after_agent() {
  require_pass late
  if [[ -n ${REPORT[refused]:-} ]]; then fail "$AGENT_UNIT" 'the agent was not started'; fi
  run_bounded 610 wait_for_agent 600
  if ((STATUS == 0)); then return; fi
  find_reason "$AGENT_UNIT" 610
  fail "$AGENT_UNIT" "$WHY"
}
require_pass() {
  local state=${REPORT[$1]:-none}
  if [[ $state == passed || ($state == failed && $ON_FAILURE == continue) ]]; then return; fi
  fail "parbake-$1.service" "the $1 pass did not succeed (it is: $state)"
}
wait_for_docker() {
  local state deadline=$((SECONDS + $1))
  until state=$(systemctl is-active "$DOCKER_UNIT"); do
    if [[ $state == failed ]] || ((SECONDS >= deadline)); then fail "$DOCKER_UNIT" "$DOCKER_UNIT is not up (it is: $state)"; fi
    sleep 0.1
  done
}
declare -A REPORT=()
STEP_LINES=''
read_clock() {
  local clock=${EPOCHREALTIME:-} whole hundredths
  IFS='. ' read -r whole hundredths _ </proc/uptime
  UPTIME=$((10#$whole * 1000 + 10#$hundredths * 10))
  CLOCK=0
  if [[ -n $clock ]]; then CLOCK=$((10#${clock/[.,]/} / 1000)); fi
}
seconds_since() {
  local passed fine
  read_clock
  passed=$((UPTIME - $2)) fine=$((CLOCK - $1))
  if (($1 > 0 && fine >= 0 && fine - passed <= 20 && passed - fine <= 20)); then passed=$fine; fi
  printf -v ELAPSED '%d.%03d' $((passed / 1000)) $((passed % 1000))
}
json_string() {
  JSON=null
  [[ -n $1 ]] || return 0
  JSON=${1//\\/\\\\}
  JSON=${JSON//\"/\\\"}
  JSON=\"${JSON//[[:cntrl:]]/ }\"
}
record() {
  local name line
  json_string "$3"
  name=$JSON
  json_string "$8"
  printf -v line '{"order": "%s", "every": "%s", "name": %s, "result": "%s", "status": %s, "started": "%s", "seconds": %s, "reason": %s}' \
    "$1" "$2" "$name" "$4" "$5" "$6" "$7" "$JSON"
  STEP_LINES+=${STEP_LINES:+$',\n'}$line
}
load_report() {
  # shellcheck source=/dev/null
  if [[ -e $PARBAKE_RUN/state/report ]]; then source "$PARBAKE_RUN/state/report"; fi
}
save_report() {
  local key
  umask 077
  {
    for key in "${!REPORT[@]}"; do printf 'REPORT[%s]=%q\n' "$key" "${REPORT[$key]}"; done
    printf 'STEP_LINES=%q\n' "$STEP_LINES"
  } >"$PARBAKE_RUN/state/report"
  umask 022
  write_report "$PARBAKE_RUN/boot.json"
}
write_report() {
  local key pass seconds='' failed=null
  for pass in early late after-agent; do seconds+="${seconds:+, }\"$pass\": ${REPORT[seconds-$pass]:-null}"; done
  if [[ -n ${REPORT[failed-step]:-} ]]; then
    json_string "${REPORT[failed-step]}"
    failed="{\"pass\": \"${REPORT[failed-pass]}\", \"step\": $JSON, \"reason\": "
    json_string "${REPORT[failed-reason]}"
    failed+="$JSON}"
  fi
  umask 077
  {
    printf '{\n'
    for key in launch image instance boot early late after-agent foreign interrupted running signal; do
      json_string "${REPORT[$key]:-}"
      printf '"%s": %s,\n' "$key" "$JSON"
    done
    for key in skew degraded; do printf '"%s": %s,\n' "$key" "${REPORT[$key]:-false}"; done
    printf '"seconds": {%s},\n"failed": %s,\n"steps": [\n%s\n]\n}\n' "$seconds" "$failed" "$STEP_LINES"
  } >"$1.new"
  umask 022
  mv -fT "$1.new" "$1"
}
check_disk() {
  local owner found=() agent=("$PARBAKE_ROOT"/var/lib/ecs/data/*) text
  [[ -n $KEPT && ! -e $KEPT/mine ]] || return 0
  for owner in "$PARBAKE_STATE"/instance/* "$PARBAKE_ROOT"/var/lib/cloud/instances/*; do
    owner=${owner##*/}
    if [[ $owner != '*' && " ${found[*]-} $INSTANCE " != *" $owner "* ]]; then found+=("$owner"); fi
  done
  if [[ -e ${agent[0]} ]]; then found+=("the agent's checkpoint"); fi
  if ((${#found[@]} > 0)); then
    printf -v text '%s, ' "${found[@]}"
    REPORT[foreign]=${text%, }
    text="foreign-state: this disk has the state of another host (${text%, }): it is no clean image; make one with image/bake.sh of bundle $PROFILE_NAME"
    if [[ $ON_SKEW == stop ]]; then fail foreign-state "$text"; fi
    printf 'parbake: %s; what the agent and parbake kept of it is dropped\n' "$text" >&2
    drop_foreign
  fi
  : >"$KEPT/mine"
}
drop_foreign() {
  local other
  for other in "$PARBAKE_STATE"/instance/*; do
    if [[ $other != "$KEPT" ]]; then rm -rf "$other"; fi
  done
  rm -rf "$PARBAKE_ROOT"/var/lib/ecs/data/*
}
compare_steps() {
  local name file=$KEPT/steps changed=''
  local -A now=()
  [[ -n $KEPT && ${#NAMES[@]} -gt 0 ]] || return 0
  for name in "${NAMES[@]}"; do now[$name]=1; done
  if [[ -e $file ]]; then
    while IFS= read -r name; do
      if [[ -n ${now[$name]:-} ]]; then
        now[$name]=2
      else
        printf "parbake: '%s' is in user-data no more; what it made stays\n" "$name" >&2
        changed=yes
      fi
    done <"$file"
    if [[ -z $changed && " ${now[*]} " != *' 1 '* ]]; then return; fi
  fi
  printf '%s\n' "${NAMES[@]}" >"$file.new"
  mv -fT "$file.new" "$file"
}
step() {
  local order=$1 every=$2 seconds=$3 name=$4 mark='' started result=passed clock uptime
  shift 4
  NAMES+=("$name")
  [[ $order == "$ORDER" ]] || return 0
  TZ=UTC printf -v started '%(%Y-%m-%dT%H:%M:%SZ)T' -1
  if [[ $every == instance ]]; then
    if [[ -z $KEPT ]]; then fail "$name" 'cloud-init left no instance-id under /var/lib/cloud/data that can be a file name'; fi
    mark_of "$name"
    mark=$MARK
    if [[ -e $mark ]]; then
      record "$order" "$every" "$name" kept 0 "$started" 0 ''
      return
    fi
  fi
  printf 'parbake: %s\n' "$name"
  announce "$name"
  WHY=''
  read_clock
  clock=$CLOCK uptime=$UPTIME
  run_bounded "$seconds" "$@"
  seconds_since "$clock" "$uptime"
  if ((STATUS != 0)); then
    result=failed
    find_reason "$name" "$seconds" "$@"
  fi
  record "$order" "$every" "$name" "$result" "$STATUS" "$started" "$ELAPSED" "$WHY"
  if ((STATUS != 0)); then
    failed_step "$name" "$WHY"
  elif [[ -n $mark ]]; then
    MARKS+=("$mark")
    if [[ $1 == run_script ]]; then set_marks; fi
  fi
}
failed_step() {
  if [[ $ON_FAILURE != continue ]]; then fail "$1" "$2"; fi
  printf "parbake: FAILED: %s: %s; on-failure is continue\n" "$1" "$2" >&2
  if [[ -z $FAILED ]]; then FAILED=$1 REASON=$2; fi
}
announce() {
  REPORT[running]=$1
  if [[ -n $KEPT ]]; then printf '%s\n' "$1" >"$KEPT/running"; fi
  save_report
}
run_bounded() {
  local seconds=$1 child over=0
  shift
  STATUS=0
  : >"$PARBAKE_REASONS"
  exec 8<> <(:)
  exec 7</dev/fd/8
  set -m
  (
    exec 7<&-
    set -e
    "$@" 8<&-
  ) &
  child=$!
  set +m
  exec 8<&-
  read -r -t "$seconds" -u 7 || over=$?
  if ((over > 128)); then
    kill -TERM -- "-$child" 2>/dev/null || true
    read -r -t 10 -u 7 || kill -KILL -- "-$child" 2>/dev/null || true
  fi
  exec 7<&-
  { wait "$child" || STATUS=$?; } 2>/dev/null
  if ((over > 128)); then STATUS=124; fi
}
find_reason() {
  local step=$1 seconds=$2 line said=''
  shift 2
  WHY=''
  while IFS= read -r line; do WHY+="${WHY:+; }${line#"$step: "}"; done <"$PARBAKE_REASONS"
  if ((STATUS == 124)); then WHY="not done within $seconds s${WHY:+; $WHY}"; fi
  : "${WHY:=ended with status $STATUS}"
  # shellcheck disable=SC2016  # references as they stand in the steps, not the shell's
  if [[ ${1:-} == run_script && "$*" != *'${ssm:'* && "$*" != *'${secret:'* ]] && booted; then said=$(last_words "$step"); fi
  WHY=${WHY:0:500}${said:+; it said last: $said}
}
last_words() {
  journalctl --sync 2>/dev/null || sleep 0.2
  journalctl -q -b -u "parbake-$PASS.service" -o cat -n 20 --no-pager 2>/dev/null |
    STEP="parbake: $1" awk '$0 == ENVIRON["STEP"] { last = "" } !/^parbake: / && NF { last = $0 } END { print substr(last, 1, 200) }' | iconv -c -f UTF-8 -t UTF-8 || true
}
mark_of() {
  local name=${1//%/%25}
  name=${name//\//%2F}
  name=${name// /%20}
  if ((${#name} > 200)); then
    name=$(printf '%s' "$1" | sha256sum)
    name=${name%% *}
  fi
  MARK=$KEPT/passed/$name
}
set_marks() {
  local mark
  ((${#MARKS[@]} > 0)) || return 0
  sync
  for mark in "${MARKS[@]}"; do : >"$mark"; done
  MARKS=()
}
check_skew() {
  local expected digest='' name='' line
  IFS= read -r expected <"$LAUNCH/digest"
  while IFS= read -r line; do
    if [[ $line =~ ^\"(name|digest)\":\ \"([^\"]*)\" ]]; then
      if [[ ${BASH_REMATCH[1]} == name ]]; then name=${BASH_REMATCH[2]}; else digest=${BASH_REMATCH[2]}; fi
    fi
    if [[ -n $name && -n $digest ]]; then break; fi
  done <"$IMAGE_JSON"
  REPORT[image]=$digest
  [[ $expected != "$digest" ]] || return 0
  REPORT[skew]=true
  line="skew: user-data '$LAUNCH_NAME' was built with image $PROFILE_NAME $expected, this host is ${name:-no} image ${digest:-that says so}"
  line+="; start it from the image that the same build baked (image/bake.sh of bundle $PROFILE_NAME), or build the user-data anew from the profile of this image"
  if [[ $ON_SKEW == stop ]]; then fail skew "$line"; fi
  printf 'parbake: %s\n' "$line" >&2
}
send_signal() {
  if [[ -n $KEPT && -e $KEPT/signalled && ${SIGNAL[0]} != *_lifecycle_action ]]; then
    IFS= read -r 'REPORT[signal]' <"$KEPT/signalled"
    keep_report
    return
  fi
  run_bounded 120 "${SIGNAL[0]}" "$1" "${SIGNAL[@]:1}"
  if ((STATUS == 0)); then
    keep_signal "$1"
    printf 'parbake: signal sent: %s\n' "$1"
  elif ((STATUS == ${NOT_AWAITED:--1})); then
    keep_signal not-awaited
    printf 'parbake: nobody waits for the signal (%s)\n' "$1"
  else
    find_reason signal 120
    REPORT[signal]=unsent
    printf 'parbake: the signal (%s) cannot be sent: %s\n' "$1" "$WHY" >&2
  fi
  keep_report
}
keep_signal() {
  REPORT[signal]=$1
  if [[ -n $KEPT ]]; then printf '%s\n' "$1" >"$KEPT/signalled"; fi
}
signal_command() { PARBAKE_RESULT=$1 /bin/bash -c "$2"; }
succeed() {
  set_marks
  open_gate
  end_report passed
  if [[ $PASS == early ]]; then compare_steps; fi
  if [[ $PASS == "$LAST_PASS" ]]; then signal success; fi
}
open_gate() {
  local gate=docker unit=$DOCKER_UNIT
  if [[ $PASS == after-agent ]]; then return; fi
  if [[ $PASS == late ]]; then
    gate=ecs unit=$AGENT_UNIT
    if [[ -n $unit && $ON_FAILURE == continue ]]; then tell_agent; fi
  fi
  : >"$PARBAKE_RUN/gate/$gate"
  if booted && [[ -n $unit ]]; then systemctl start --no-block "$unit"; fi
}
end_pass() {
  local status=$?
  trap - EXIT
  if [[ ${REPORT[$PASS]:-} == passed ]]; then exit "$status"; fi
  set +e
  : "${FAILED:=the runner}" "${REASON:=it ended with status $status}"
  if [[ -z ${REPORT[failed-step]:-} ]]; then
    REPORT[failed-pass]=$PASS REPORT[failed-step]=$FAILED REPORT[failed-reason]=$REASON
  fi
  set_marks
  end_report failed
  printf 'parbake: FAILED in the %s pass: %s: %s\n' "$PASS" "$FAILED" "$REASON" >&2
  if [[ $ON_FAILURE == continue ]]; then
    if [[ -z ${REPORT[refused]:-} ]]; then join_degraded; fi
  elif [[ -z ${REPORT[answered]:-} ]]; then
    REPORT[answered]=yes
    signal failure
    keep_report
    on_failure
  fi
  exit 1
}
end_report() {
  REPORT["$PASS"]=$1 REPORT[running]=''
  if [[ -n $KEPT && -s $KEPT/running ]]; then : >"$KEPT/running"; fi
  seconds_since "$PASS_CLOCK" "$PASS_UPTIME"
  REPORT["seconds-$PASS"]=$ELAPSED
  keep_report
}
keep_report() {
  save_report
  write_report "${KEPT:-$PARBAKE_STATE}/boot.json"
}
signal() { if ((${#SIGNAL[@]} > 0)); then send_signal "$1"; fi; }
on_failure() {
  local down='the agent is not started'
  case $ON_FAILURE in
    stay-down)
      if [[ $PASS == early ]]; then down='docker is not started'; fi
      printf 'parbake: this host stays down: %s\n' "$down" >&2
      ;;
    power-off)
      printf 'parbake: this host powers off\n' >&2
      if booted; then systemctl --no-block poweroff; fi
      ;;
    command)
      run_bounded 600 env PARBAKE_FAILED="$FAILED" PARBAKE_REASON="$REASON" /bin/bash -c "$ON_FAILURE_COMMAND"
      if ((STATUS != 0)); then printf 'parbake: the on-failure command failed too, with status %s\n' "$STATUS" >&2; fi
      ;;
  esac
}
main "$@"
PARBAKE_EOF
}

# host.base (profile.toml:8)
step_file_usr_lib_parbake_status() {
  write_file /usr/lib/parbake/status 0755 root root <<'PARBAKE_EOF'
#!/bin/bash
set -euo pipefail
report=${PARBAKE_ROOT:-}/run/parbake/boot.json
if [[ ! -e $report ]]; then
  printf 'parbake has not run in this boot\n'
  exit 1
fi
if [[ ! -r $report ]]; then
  printf 'status: %s is for root only\n' "$report" >&2
  exit 1
fi
awk '
  function value(line, key,    at, out, c) {
    at = index(line, "\"" key "\": ")
    if (!at) return ""
    line = substr(line, at + length(key) + 4)
    if (line !~ /^"/) { sub(/[,}].*/, "", line); return line == "null" ? "" : line }
    for (at = 2; (c = substr(line, at, 1)) != "\"" && c != ""; at++) {
      if (c == "\\") c = substr(line, ++at, 1)
      out = out c
    }
    return out
  }
  function says(what, text) { if (text != "" && text != "none") printf "%-12s %s\n", what, text }
  /^"(launch|image|instance|foreign|interrupted|running|signal)":/ { split($0, part, "\""); says(part[2], value($0, part[2])) }
  /^"(skew|degraded)": true/ { split($0, part, "\""); says(part[2], "yes") }
  /^"(early|late|after-agent)":/ { split($0, part, "\""); state[part[2]] = value($0, part[2]) }
  /^"seconds":/ {
    for (at = split("early late after-agent", pass, " "); at > 0; at--) seconds[pass[at]] = value($0, pass[at])
    for (at = 1; at <= 3; at++) {
      if (seconds[pass[at]] != "") seconds[pass[at]] = " in " seconds[pass[at]] " s"
      says(pass[at], state[pass[at]] seconds[pass[at]])
      if (state[pass[at]] == "failed") bad = 1
    }
  }
  /^"failed": {/ { says("FAILED", value($0, "step") ": " value($0, "reason")) }
  /^{"order"/ { printf "  %-7s %8s s  %s\n", value($0, "result"), value($0, "seconds"), value($0, "name") }
  END { exit bad }' "$report"
PARBAKE_EOF
}

# host.base (profile.toml:8)
step_file_usr_lib_parbake_facts() {
  write_file /usr/lib/parbake/facts 0644 root root <<'PARBAKE_EOF'
# What the runner must know of this host; assignments only, read by the runner.
# shellcheck shell=bash disable=SC2034
PACKAGE_MANAGER=apt
DOCKER_UNIT=docker.service
AGENT_UNIT=''
ON_FAILURE=power-off
ON_FAILURE_COMMAND=''
ON_SKEW=warn
SIGNAL=(signal_command 'curl -fsS --retry 5 -d result=$PARBAKE_RESULT https://boots.internal.example.com/relay')
LAST_PASS=late
PARBAKE_EOF
}

# host.base (profile.toml:8)
step_file_etc_systemd_system_parbake_early_service() {
  write_file /etc/systemd/system/parbake-early.service 0644 root root <<'PARBAKE_EOF'
# The first pass: what must be in place before dockerd starts.
#
# DefaultDependencies=no, so that multi-user.target is not ordered after this unit: on Debian cloud-final.service is
# ordered after that target, and no cycle may ever go through it. The rest of the defaults stands here by hand.
[Unit]
Description=parbake: steps before Docker
Documentation=https://docs.rs/parbake
ConditionPathExists=/etc/parbake/image.json
DefaultDependencies=no
Requires=sysinit.target
After=sysinit.target basic.target cloud-init-network.service
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
ExecStart=/bin/bash /usr/lib/parbake/runner early

[Install]
WantedBy=multi-user.target
PARBAKE_EOF
}

# host.base (profile.toml:8)
step_file_etc_systemd_system_parbake_late_service() {
  write_file /etc/systemd/system/parbake-late.service 0644 root root <<'PARBAKE_EOF'
# The second pass: Docker is up, the agent has not joined.
#
# Wants= and never Requires=: a docker that failed must be reported by this unit, not cancel it. The agent is held by its
# gate alone, not by an ordering, which would be another one on each base. DefaultDependencies: see parbake-early.
[Unit]
Description=parbake: steps after Docker
Documentation=https://docs.rs/parbake
ConditionPathExists=/etc/parbake/image.json
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
ExecStart=/bin/bash /usr/lib/parbake/runner late

[Install]
WantedBy=multi-user.target
PARBAKE_EOF
}

# host.base (profile.toml:8)
step_file_etc_systemd_system_docker_service_d_10_parbake_conf() {
  write_file /etc/systemd/system/docker.service.d/10-parbake.conf 0644 root root <<'PARBAKE_EOF'
# Docker starts when every step before it has passed; parbake's runner makes the file.
[Unit]
ConditionPathExists=/run/parbake/gate/docker
PARBAKE_EOF
}

# host.base (profile.toml:8)
step_file_etc_systemd_system_docker_socket_d_10_parbake_conf() {
  write_file /etc/systemd/system/docker.socket.d/10-parbake.conf 0644 root root <<'PARBAKE_EOF'
# Docker starts when every step before it has passed; parbake's runner makes the file.
[Unit]
ConditionPathExists=/run/parbake/gate/docker
PARBAKE_EOF
}

# host.base (profile.toml:8)
step_file_usr_lib_parbake_manifest() {
  write_file /usr/lib/parbake/manifest 0644 root root <<'PARBAKE_EOF'
0bccf41338e7096bd269ed0b7b8d3153d696c1e9dfc1aa1d8a5aa85964bf71d3 0644 root root /etc/docker/daemon.json
e584d2b1b114d748f64266752657c3e2fb752eef897873903cb5d286429a8eb4 0644 root root /etc/sysctl.d/60-parbake.conf
b031a89d43877f13139956a55a14d4da8e1e31092e946614385dd8071e98b501 0644 root root /etc/cloud/cloud.cfg.d/95_parbake.cfg
cca51a85b3e5014412b2c60b547247c6f45f21e5a6534868b992f09aa56ee6f9 0644 root root /usr/lib/parbake/lib.sh
2d52a30e6e3f5eb422a89d130500eabf8bbd786cb2b591b52f37ca226b029f7f 0755 root root /usr/lib/parbake/runner
8d83bc479d336e36639752b11b59706145bcb973c807a2e25672934419e17ff4 0755 root root /usr/lib/parbake/status
c47b8b9d51c4b85c70bd81bb1c5007ad3a05f22f90a5597d063452f5331be390 0644 root root /usr/lib/parbake/facts
0e21294c1fb5029b4fdeaa29465c1c0248a39f5156017b5ac209bb616e4606da 0644 root root /etc/systemd/system/parbake-early.service
29dbe538e9157419973cbb30e31c133c8efb50c22388d64d5fefdfd96f09c192 0644 root root /etc/systemd/system/parbake-late.service
2ff12957abd089688d46d93f3c68487e3c26cfdc9e2649b107150f09a86fb38b 0644 root root /etc/systemd/system/docker.service.d/10-parbake.conf
2ff12957abd089688d46d93f3c68487e3c26cfdc9e2649b107150f09a86fb38b 0644 root root /etc/systemd/system/docker.socket.d/10-parbake.conf
data-root /var/lib/docker
PARBAKE_EOF
}

# host.base (profile.toml:8)
step_unit_parbake_early_service() {
  enable_unit parbake-early.service
}

# host.base (profile.toml:8)
step_unit_parbake_late_service() {
  enable_unit parbake-late.service
}

# The steps in order: the name for people, and the function.
STEPS=(
  packages step_packages
  'check the packages' step_check_the_packages
  'user relay' step_user_relay
  'file /etc/docker/daemon.json' step_file_etc_docker_daemon_json
  'file /etc/sysctl.d/60-parbake.conf' step_file_etc_sysctl_d_60_parbake_conf
  'file /etc/cloud/cloud.cfg.d/95_parbake.cfg' step_file_etc_cloud_cloud_cfg_d_95_parbake_cfg
  'docker for the bake' step_docker_for_the_bake
  'image docker.io/library/haproxy:3.0' step_image_docker_io_library_haproxy_3_0
  'file /usr/lib/parbake/lib.sh' step_file_usr_lib_parbake_lib_sh
  'file /usr/lib/parbake/runner' step_file_usr_lib_parbake_runner
  'file /usr/lib/parbake/status' step_file_usr_lib_parbake_status
  'file /usr/lib/parbake/facts' step_file_usr_lib_parbake_facts
  'file /etc/systemd/system/parbake-early.service' step_file_etc_systemd_system_parbake_early_service
  'file /etc/systemd/system/parbake-late.service' step_file_etc_systemd_system_parbake_late_service
  'file /etc/systemd/system/docker.service.d/10-parbake.conf' step_file_etc_systemd_system_docker_service_d_10_parbake_conf
  'file /etc/systemd/system/docker.socket.d/10-parbake.conf' step_file_etc_systemd_system_docker_socket_d_10_parbake_conf
  'file /usr/lib/parbake/manifest' step_file_usr_lib_parbake_manifest
  'unit parbake-early.service' step_unit_parbake_early_service
  'unit parbake-late.service' step_unit_parbake_late_service
)

IDENTITY=(
  'state delete warning files docker-buildkit /var/lib/docker/tmp/*'
  'state delete warning files docker-buildkit /var/lib/docker/builder'
  'state delete error files docker-containers /var/lib/docker/containers/*'
  'state delete error files cloud-init-logs /var/log/cloud-init.log'
  'state delete error files cloud-init-logs /var/log/cloud-init-output.log'
  'state delete error files cloud-init-network /etc/netplan/50-cloud-init.yaml'
  'state delete error files cloud-init-network /etc/systemd/network/10-cloud-init-*.network'
  'state delete error files cloud-init-network /etc/NetworkManager/system-connections/cloud-init-*.nmconnection'
  'state delete error files cloud-init-network /etc/NetworkManager/conf.d/99-cloud-init.conf'
  'state delete error files cloud-init-network /etc/network/interfaces.d/50-cloud-init.cfg'
  'state delete error files cloud-init-network /etc/network/interfaces.d/50-cloud-init'
  'state delete error files cloud-init-seed /var/lib/cloud/seed/*'
  'state delete error files cloud-init-sshd-conf /etc/ssh/sshd_config.d/50-cloud-init.conf'
  'state delete error files cloud-init-state /var/lib/cloud/instance'
  'state delete error files cloud-init-state /var/lib/cloud/instances'
  'state delete error files cloud-init-state /var/lib/cloud/data'
  'state delete error files cloud-init-state /var/lib/cloud/sem'
  'state delete error files cloud-init-state /var/lib/cloud/handlers'
  'state delete error files cloud-init-state /var/lib/cloud/scripts/per-instance/*'
  'state delete error files authorized-keys /root/.ssh/authorized_keys'
  'state delete error files authorized-keys /home/*/.ssh/authorized_keys'
  'state - error files aws-credentials /root/.aws'
  'state - error files aws-credentials /home/*/.aws'
  'state - error files aws-credentials /etc/boto.cfg'
  'state delete error files cloud-init-sudoers /etc/sudoers.d/90-cloud-init-users'
  'state - error files cni-state /var/lib/cni/results'
  'state - error files cni-state /var/lib/cni/networks'
  'state - error files cni-state /etc/cni/net.d/*'
  'state - error files codedeploy-cwagent /opt/codedeploy-agent/deployment-root/*'
  'state - error files codedeploy-cwagent /opt/aws/amazon-cloudwatch-agent/logs/*'
  'state delete error files coredumps /var/lib/systemd/coredump/*'
  'state delete error files coredumps /var/crash/*'
  'state delete error files coredumps /var/spool/abrt/*'
  'state delete error files coredumps /var/log/dump/*'
  'state delete error files credential-secret /var/lib/systemd/credential.secret'
  'state delete warning files dhcp-leases /var/lib/dhclient/*'
  'state delete warning files dhcp-leases /var/lib/dhcp/*.lease'
  'state delete warning files dhcp-leases /var/lib/dhcp/*.leases'
  'state delete warning files dhcp-leases /var/lib/dhcp/dhclient.*'
  'state delete warning files dhcp-leases /var/lib/dhcpcd/*'
  'state delete warning files dhcp-leases /var/lib/NetworkManager/*.lease'
  'state delete warning files dhcp-leases /var/lib/systemd/network/*'
  'state - error files docker-client-auth /root/.docker/config.json'
  'state - error files docker-client-auth /home/*/.docker/config.json'
  'state delete error files docker-engine-id /var/lib/docker/engine-id'
  'state delete error files docker-key-json /etc/docker/key.json'
  'state delete error files docker-key-json /root/.docker/key.json'
  'state delete error files docker-network-db /var/lib/docker/network/files/local-kv.db'
  'state delete error files docker-pid /var/run/docker.pid'
  'state delete error files docker-runtime-dir /var/run/docker'
  'state delete error files docker-runtime-dir /run/containerd'
  'state delete error files docker-swarm /var/lib/docker/swarm'
  'state - error files ecs-agent-data /var/lib/ecs/data/*'
  'state delete error files esp-random-seed /boot/efi/loader/random-seed'
  'state delete error files esp-random-seed /efi/loader/random-seed'
  'state delete error files esp-random-seed /boot/loader/random-seed'
  'state delete error files hostname /etc/hostname'
  'state strip error lines ifcfg-hwaddr /etc/sysconfig/network-scripts/ifcfg-* ^[[:space:]]*HWADDR=|^[[:space:]]*UUID=|^[[:space:]]*HOSTNAME=|^[[:space:]]*DHCP_HOSTNAME='
  'state - error files kerberos-ipa-sssd-samba /etc/krb5.keytab'
  'state - error files kerberos-ipa-sssd-samba /etc/ipa/ca.crt'
  'state - error files kerberos-ipa-sssd-samba /etc/ipa/default.conf'
  'state - error files kerberos-ipa-sssd-samba /var/lib/ipa-client/sysrestore/*'
  'state - error files kerberos-ipa-sssd-samba /var/lib/sss/db/*'
  'state - error files kerberos-ipa-sssd-samba /var/lib/samba/*'
  'state - error files kerberos-ipa-sssd-samba /var/log/sssd/*'
  'state - error files kerberos-ipa-sssd-samba /var/log/samba/*'
  'state - error files kubelet-state /var/lib/kubelet/pki/*'
  'state - error files kubelet-state /var/lib/kubelet/cpu_manager_state'
  'state - error files kubelet-state /var/lib/kubelet/memory_manager_state'
  'state - error files kubelet-state /var/lib/kubelet/pods/*'
  'state - error files kubelet-state /var/lib/kubelet/checkpoints'
  'state - error files kubelet-state /etc/kubernetes/pki/ca.crt'
  'state - error files kubelet-state /etc/kubernetes/kubelet/config.json.d/40-nodeadm.conf'
  'state delete warning files locale-conf /etc/locale.conf'
  'state - error files lvm-uuids /etc/lvm/devices/system.devices'
  'state - error files lvm-uuids /etc/lvm/archive/*'
  'state - error files lvm-uuids /etc/lvm/backup/*'
  'state delete error files machine-info /etc/machine-info'
  'state - error files mta-state /etc/aliases.db'
  'state - error files mta-state /var/lib/misc/postfix.aliasesdb-stamp'
  'state - error files mta-state /var/lib/postfix/master.lock'
  'state - error files mta-state /var/spool/postfix/pid/master.pid'
  'state - error files nm-connections /etc/NetworkManager/system-connections/*.nmconnection'
  'state - error files nm-connections /var/lib/NetworkManager/secret_key'
  'state - error files nm-connections /var/lib/NetworkManager/seen-bssids'
  'state - error files nm-connections /var/lib/NetworkManager/timestamps'
  'state delete error files parbake-state /var/lib/parbake/*'
  'state delete error files passwd-backups /etc/passwd-'
  'state delete error files passwd-backups /etc/shadow-'
  'state delete error files passwd-backups /etc/group-'
  'state delete error files passwd-backups /etc/gshadow-'
  'state delete error files passwd-backups /etc/subuid-'
  'state delete error files passwd-backups /etc/subgid-'
  'state - warning files popcon-whoopsie /etc/popularity-contest.conf'
  'state - warning files popcon-whoopsie /var/lib/whoopsie/whoopsie-id'
  'state - warning files popcon-whoopsie /var/lib/landscape/client/*'
  'state - error files puppet-chef-salt /etc/puppetlabs/puppet/ssl'
  'state - error files puppet-chef-salt /var/lib/puppet/ssl'
  'state - error files puppet-chef-salt /var/lib/puppet/*/*'
  'state - error files puppet-chef-salt /etc/chef/client.pem'
  'state - error files puppet-chef-salt /etc/chef/ohai'
  'state - error files puppet-chef-salt /var/chef/cache/*'
  'state - error files puppet-chef-salt /etc/salt/pki/minion/*'
  'state - error files puppet-chef-salt /etc/salt/minion_id'
  'state - error files puppet-chef-salt /var/cache/salt/*'
  'state delete error files random-seed /var/lib/systemd/random-seed'
  'state delete error files random-seed /var/lib/urandom/random-seed'
  'state delete error files random-seed /var/lib/random-seed'
  'state delete error files random-seed /var/lib/misc/random-seed'
  'state delete error files ssh-host-keys /etc/ssh/ssh_host_*_key'
  'state delete error files ssh-host-keys /etc/ssh/ssh_host_*_key.pub'
  'state - error files ssm-registration /var/lib/amazon/ssm/Vault/*'
  'state - error files ssm-state /var/lib/amazon/ssm/i-*'
  'state - error files ssm-state /var/lib/amazon/ssm/mi-*'
  'state - error files ssm-state /var/lib/amazon/ssm/ipc'
  'state - error files ssm-state /var/lib/amazon/ssm/runtimeconfig'
  'state - error files ssm-state /var/lib/amazon/ssm/localcommands'
  'state - error files ssm-state /var/lib/amazon/ssm/download'
  'state - error files ssm-state /var/lib/amazon/ssm/inventory'
  'state - error files subscription-ids /etc/sysconfig/rhn/systemid'
  'state - error files subscription-ids /etc/pki/consumer/*'
  'state - error files subscription-ids /etc/pki/entitlement/*'
  'state - error files subscription-ids /var/lib/ubuntu-advantage/private/*'
  'state - error files subscription-ids /var/lib/rhsm/*'
  'state delete error files timers-stamps /var/lib/systemd/timers/stamp-*'
  'state delete error files udev-persistent-net /etc/udev/rules.d/70-persistent-net.rules'
  'state delete error files udev-persistent-net /etc/udev/rules.d/75-persistent-net-generator.rules'
  'state delete error files update-stamps /etc/.updated'
  'state delete error files update-stamps /var/.updated'
  'state delete error files user-ssh-other /root/.ssh/known_hosts'
  'state delete error files user-ssh-other /root/.ssh/id_*'
  'state delete error files user-ssh-other /home/*/.ssh/known_hosts'
  'state delete error files user-ssh-other /home/*/.ssh/id_*'
  'logs delete warning files apt-cache /var/cache/apt/archives/*.deb'
  'logs delete warning files apt-cache /var/cache/apt/*.bin'
  'logs delete warning files apt-cache /var/lib/apt/lists/*'
  'logs - warning files dnf-yum-cache /var/cache/dnf/*'
  'logs - warning files dnf-yum-cache /var/cache/yum/*'
  'logs - warning files dnf-yum-cache /var/lib/yum/uuid'
  'logs - error files ecs-logs /var/log/ecs/*'
  'logs - error files editor-backups /etc/**/*~'
  'logs - error files editor-backups /etc/**/*.bak'
  'logs - error files editor-backups /root/**/*~'
  'logs - error files editor-backups /root/**/*.bak'
  'logs - error files editor-backups /var/**/*~'
  'logs - error files editor-backups /var/**/*.bak'
  'logs - error files editor-backups /srv/**/*~'
  'logs - error files editor-backups /srv/**/*.bak'
  'logs delete error files install-logs /root/anaconda-ks.cfg'
  'logs delete error files install-logs /root/original-ks.cfg'
  'logs delete error files install-logs /root/install.log'
  'logs delete error files install-logs /var/log/installer/*'
  'logs delete error files install-logs /var/log/anaconda/*'
  'logs delete warning files journal /var/log/journal/*'
  'logs delete warning files journal /run/log/journal/*'
  'logs delete error files logrotate-status /var/lib/logrotate/status'
  'logs delete error files logrotate-status /var/lib/logrotate/logrotate.status'
  'logs delete error files logrotate-status /var/lib/logrotate.status'
  'logs delete error files mail-spool /var/spool/mail/*'
  'logs delete error files mail-spool /var/mail/*'
  'logs delete warning files man-font-caches /var/cache/man/*'
  'logs delete warning files man-font-caches /var/cache/fontconfig/*'
  'logs delete warning files man-font-caches /var/cache/ldconfig/aux-cache'
  'logs delete warning files man-font-caches /var/cache/debconf/*-old'
  'logs - error files rpm-db-locks /var/lib/rpm/__db.*'
  'logs delete error files rsyslog-state /var/lib/rsyslog/imjournal.state'
  'logs delete error files shell-history /root/.*_history'
  'logs delete error files shell-history /home/*/.*_history'
  'logs delete error files shell-history /root/.lesshst'
  'logs delete error files shell-history /root/.viminfo'
  'logs delete error files shell-history /root/.wget-hsts'
  'logs delete error files shell-history /home/*/.lesshst'
  'logs delete error files shell-history /home/*/.viminfo'
  'logs - error files ssm-logs /var/log/amazon/ssm/*'
  'logs delete warning files sudo-lecture /var/lib/sudo/lectured/*'
  'logs delete warning files sudo-lecture /var/db/sudo/lectured/*'
  'logs delete warning files sudo-lecture /run/sudo/ts/*'
  'logs - warning files sysstat /var/log/sa/sa*'
  'logs - warning files sysstat /var/log/sysstat/*'
  'logs - warning files sysstat /var/account/pacct*'
  'logs - warning files sysstat /var/log/account/pacct*'
  'logs delete error files toe-workdir /var/lib/amazon/toe/TOE_*'
  'logs truncate warning filled utmp-wtmp /var/log/wtmp'
  'logs truncate warning filled utmp-wtmp /var/log/btmp'
  'logs truncate warning filled utmp-wtmp /var/log/lastlog'
  'logs truncate warning filled utmp-wtmp /var/run/utmp'
  'logs empty-logs warning filled var-log /var/log/**'
  'logs delete error files bake-leftovers /root/bake.sh'
  'logs delete error files bake-leftovers /usr/sbin/policy-rc.d'
  'logs delete error files tmp /tmp/*'
  'logs delete error files tmp /var/tmp/*'
  'machine-id link error own-file dbus-machine-id /var/lib/dbus/machine-id'
  'machine-id empty error not-empty machine-id /etc/machine-id'
  '- - error unlisted bake-proxy /etc/apt/apt.conf.d/*proxy*'
  '- - error unlisted cloud-init-disabled /etc/cloud/cloud-init.disabled'
  '- - error lines cloud-init-fstab /etc/fstab ^[^#]*comment=cloudconfig'
  '- - error unlisted cron-spool /var/spool/cron/[!.]*'
  '- - error unlisted cron-spool /var/spool/at/[!.]*'
  '- - error lines ecs-config-cluster /etc/ecs/ecs.config ^[[:space:]]*ECS_CLUSTER=|^[[:space:]]*ECS_INSTANCE_ATTRIBUTES=|^[[:space:]]*ECS_ENGINE_AUTH_DATA='
  '- - error lines ecs-config-cluster /var/lib/ecs/ecs.config ^[[:space:]]*ECS_CLUSTER=|^[[:space:]]*ECS_INSTANCE_ATTRIBUTES=|^[[:space:]]*ECS_ENGINE_AUTH_DATA='
  '- - error lines ecs-config-cluster /etc/ecs/ecs.config.json ^[[:space:]]*ECS_CLUSTER=|^[[:space:]]*ECS_INSTANCE_ATTRIBUTES=|^[[:space:]]*ECS_ENGINE_AUTH_DATA='
  '- - error hosts etc-hosts /etc/hosts'
  '- - error lines iptables-saved /etc/sysconfig/iptables ^[^#]*DOCKER'
  '- - error lines iptables-saved /etc/iptables/rules.v4 ^[^#]*DOCKER'
  '- - error unlisted nodeadm-dropins /etc/eks/nodeadm.d/*'
  '- - warning own-file resolv-conf /etc/resolv.conf'
  '- - error password root-password /etc/shadow'
  '- - note files snapd-state /var/lib/snapd/seeded'
  '- - note files snapd-state /var/lib/snapd/state.json'
  '- - note files snapd-state /var/lib/snapd/device'
  '- - note files snapd-state /var/lib/snapd/cache/*'
  '- - error unlisted tls-private /etc/pki/tls/private/*.key'
  '- - error unlisted tls-private /etc/pki/CA/private/*.key'
  '- - error unlisted tls-private /etc/ssl/private/ssl-cert-snakeoil.key'
  '- - error unlisted tls-private /etc/docker/*-key.pem'
  '- - error unlisted tls-private /root/.docker/*key.pem'
)
CLEANERS=(docker cloud-init packages)

# base.sh: holds the build instance against the facts that the profile was checked against. Part of bake.sh.

# assert_base: the first step. Reads the assignments at the top of bake.sh.
assert_base() {
  local release=$PARBAKE_ROOT/etc/os-release
  [[ -r $release ]] || die "base $BASE: /etc/os-release is missing"
  assert_fact "ID in /etc/os-release" "$OS_ID" "$(release_value ID)"
  assert_fact "VERSION_ID in /etc/os-release" "$OS_VERSION" "$(release_value VERSION_ID)"
  if [[ -z $PARBAKE_ROOT ]] && command -v cloud-init >/dev/null; then assert_cloud_init; fi
  assert_services
}

# assert_services: asked again behind the packages, which may have brought them.
assert_services() {
  if command -v dockerd >/dev/null; then assert_dockerd "$DOCKERD_VERSION" "$DOCKERD_COMMAND"; fi
  assert_orderings
  say unchanged "base $BASE"
}

# assert_cloud_init: not older than the one that the user-data was checked against, and its stages under the names that the
# boot units are ordered by. A newer one is taken: distributions bring them as updates.
assert_cloud_init() {
  local version oldest
  [[ -n $CLOUD_INIT_VERSION ]] || return 0
  version=$(cloud-init --version 2>&1 | sed -n 's/^[^0-9]*\([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p') || true
  oldest=$(printf '%s\n' "$CLOUD_INIT_VERSION" "$version" | sort -V | sed -n 1p) || true
  [[ -n $version && $oldest == "$CLOUD_INIT_VERSION" ]] || die "base $BASE: cloud-init is '$version', the facts say '$CLOUD_INIT_VERSION' or newer"
  [[ -z $NETWORK_UNIT || -n $(unit_file "$NETWORK_UNIT") ]] || die "base $BASE: there is no unit $NETWORK_UNIT, the facts say that cloud-init's network stage has that name"
}

# assert_orderings: the boot's order was proven with these; a unit that is not there yet (the bake brings it) is passed over.
assert_orderings() {
  local row unit key other expected
  for row in ${ORDERINGS[@]+"${ORDERINGS[@]}"}; do
    read -r unit key other expected <<<"$row"
    assert_order "$unit" "$key" "$other" "$expected"
  done
}

# assert_order UNIT KEY OTHER yes|no: whether a unit orders itself by another.
assert_order() {
  local actual=no file line
  file=$(unit_file "$1")
  [[ -n $file ]] || return 0
  while read -r line; do
    if [[ " ${line#*=} " == *" $3 "* ]]; then actual=yes; fi
  done < <(joined_lines "$file" | grep "^$2=")
  assert_fact "$2=$3 in $1" "$4" "$actual"
}

# assert_dockerd VERSION|'' COMMAND|'': major.minor, and ExecStart= as the unit of the base has it.
assert_dockerd() {
  local version
  if [[ -n $1 ]]; then
    version=$(dockerd --version | sed -n 's/^Docker version \([0-9]*\.[0-9]*\).*/\1/p') || true
    assert_fact 'major and minor version of dockerd' "$1" "$version"
  fi
  if [[ -n $2 ]]; then assert_fact "ExecStart of $DOCKER_UNIT" "$2" "$(unit_command "$DOCKER_UNIT")"; fi
}

assert_fact() { [[ $3 == "$2" ]] || die "base $BASE: $1 is '$3', the facts say '$2'"; }

# assert_line PATH LINE: a line that a file of the base must have (flags in /etc/sysconfig/docker).
assert_line() { grep -q -x -F -e "$2" "$PARBAKE_ROOT$1" || die "base $BASE: $1 has no line '$2'"; }

release_value() {
  # shellcheck source=/dev/null
  (source "$PARBAKE_ROOT/etc/os-release" && printf '%s' "${!1:-}")
}

# unit_command UNIT: from the file, since `systemctl show` needs a running systemd. Continued lines are joined.
unit_command() {
  local file
  file=$(unit_file "$1")
  if [[ -n $file ]]; then joined_lines "$file" | sed -n 's/^ExecStart=//p' | tail -n 1; fi
}

# unit_file UNIT: the file that systemd would take, or nothing.
unit_file() {
  local directory
  for directory in /etc/systemd/system /usr/lib/systemd/system /lib/systemd/system; do
    if [[ -f $PARBAKE_ROOT$directory/$1 ]]; then
      printf '%s' "$PARBAKE_ROOT$directory/$1"
      return
    fi
  done
}

joined_lines() { sed -e ':more' -e '/\\$/{N;s/ *\\\n */ /;b more' -e '}' "$1"; }

# wait_for_cloud_init: it makes users and installs packages of its own while a build host comes up. By systemd's jobs: `cloud-init
# status --wait` waits for ever once its state was cleaned. And not from inside: a bake in user-data would wait for itself.
wait_for_cloud_init() {
  local deadline=$((SECONDS + 300)) jobs
  if booted && ! grep -q -F cloud-final /proc/self/cgroup; then
    while jobs=$(systemctl list-jobs --no-legend 2>/dev/null) && [[ $jobs == *cloud-* ]]; do
      ((SECONDS < deadline)) || die 'cloud-init: still running after 300 s'
      sleep 2
    done
  fi
  say unchanged 'cloud-init is done'
}

# identity.sh: finds and judges what makes a host itself and must not be in an image. Part of bake.sh, after IDENTITY.
#
# A row of IDENTITY is `PHASE ACTION LEVEL LEFT ITEM PATTERN [LINE]`. ACTION is `-` where no step of this bake makes the item:
# the clean-up leaves it alone then, and the audit looks all the same. Rows are made from parbake's catalogue of identity.
MANIFEST=/usr/lib/parbake/manifest
# This script may lie in /tmp or /root; it goes with its caller. Nothing, where it comes through a pipe.
SELF=$(readlink -f -- "${BASH_SOURCE[0]:-}" 2>/dev/null) || SELF=''
declare -A PLACED=()
FOUND=()

# read_placed: the paths that the profile placed in the image.
read_placed() {
  local digest mode owner group path
  PLACED=()
  [[ -r $PARBAKE_ROOT$MANIFEST ]] || return 0
  while read -r digest mode owner group path; do
    if [[ ${#digest} == 64 ]]; then PLACED[$path]="$digest $mode $owner $group"; fi
  done <"$PARBAKE_ROOT$MANIFEST"
}

# find_matches PATTERN: fills FOUND with what is there, without the prefix. An array, since a name may hold a newline.
find_matches() {
  local IFS='' path matches=()
  FOUND=()
  if [[ $1 == *'/**'* ]]; then
    find_below "${1%%/\*\**}" "${1##*/}"
    return
  fi
  shopt -s nullglob dotglob
  # shellcheck disable=SC2206  # the pattern is meant to be expanded
  matches=("$PARBAKE_ROOT"$1)
  shopt -u nullglob dotglob
  # A name without a pattern comes out of a glob whether it exists or not.
  for path in ${matches[@]+"${matches[@]}"}; do
    if [[ -e $path || -L $path ]]; then FOUND+=("${path#"$PARBAKE_ROOT"}"); fi
  done
}

# find_below DIRECTORY NAME: everything but directories. Such names are also in the layers of container images.
find_below() {
  local name=$2
  if [[ ! -d $PARBAKE_ROOT$1 ]]; then return 0; fi
  if [[ $name == '**' ]]; then name='*'; fi
  list_files "$1" \( -path "$PARBAKE_ROOT$DATA_ROOT" -o -path "$PARBAKE_ROOT/var/lib/containerd" -o -path "$PARBAKE_ROOT/var/log/journal" \) \
    -prune -o ! -type d -name "$name"
}

# list_files DIRECTORY TEST...: adds what find finds to FOUND. By way of a file: a pipe would swallow that find failed.
list_files() {
  local list=$PARBAKE_RUN/found directory=$PARBAKE_ROOT$1 path
  shift
  mkdir -p "$PARBAKE_RUN" || die 'cannot write under /run'
  find "$directory" -ignore_readdir_race "$@" -print0 >"$list" || die "cannot look through $directory"
  while IFS= read -r -d '' path; do FOUND+=("${path#"$PARBAKE_ROOT"}"); done <"$list"
  rm -f "$list"
}

# files_of PATH: fills FOUND with the files and links at PATH or below it. A socket or an empty directory holds no identity.
files_of() {
  FOUND=()
  if [[ -f $PARBAKE_ROOT$1 || -L $PARBAKE_ROOT$1 ]]; then
    FOUND=("$1")
  elif [[ -d $PARBAKE_ROOT$1 ]]; then
    list_files "$1" \( -type f -o -type l \)
  fi
}

# kept NAME-OR-PATH
kept() {
  local item
  for item in ${KEEP[@]+"${KEEP[@]}"}; do
    if [[ $item == "$1" ]]; then return 0; fi
  done
  return 1
}

# spared PATH: kept, itself or with a directory above it; or this script.
spared() {
  local item
  for item in ${KEEP[@]+"${KEEP[@]}"}; do
    if [[ $1 == "$item" || $1 == "$item"/* ]]; then return 0; fi
  done
  [[ -n $SELF && $PARBAKE_ROOT$1 == "$SELF" ]]
}

# passed_over ITEM PATTERN: kept whole, in a /run that no image holds, or the business of the agent that we run under
# (Image Builder and Run Command work through the SSM agent, and clear its state themselves).
passed_over() {
  if kept "$1"; then return 0; fi
  case $2 in /run/* | /var/run/*) if volatile_run; then return 0; fi ;; esac
  case $1 in
    ssm-* | toe-*) booted && grep -q -F amazon-ssm-agent /proc/self/cgroup ;;
    *) return 1 ;;
  esac
}

volatile_run() { booted || [[ $(stat -c %d "$PARBAKE_ROOT/run" 2>/dev/null) != "$(stat -c %d "$PARBAKE_ROOT/")" ]]; }

# is_left LEFT PATH LINE
is_left() {
  local file=$PARBAKE_ROOT$2
  case $1 in
    files) holds_files "$2" ;;
    unlisted) [[ -z ${PLACED[$2]:-} ]] && holds_files "$2" ;;
    filled) [[ -f $file && ! -L $file && -s $file ]] ;;
    own-file) [[ -f $file && ! -L $file ]] ;;
    not-empty) [[ ! -f $file || -L $file || -s $file ]] ;;
    password) root_has_password "$file" ;;
    hosts) [[ -z ${PLACED[$2]:-} ]] && names_address "$file" ;;
    lines) [[ -z ${PLACED[$2]:-} ]] && has_line "$file" "$3" ;;
    *) die "audit: '$1' is not known" ;;
  esac
}

holds_files() {
  local FOUND=() file
  files_of "$1"
  for file in ${FOUND[@]+"${FOUND[@]}"}; do
    if ! spared "$file"; then return 0; fi
  done
  return 1
}

# has_line FILE REGULAR-EXPRESSION
has_line() {
  local line
  if [[ ! -f $1 ]]; then return 1; fi
  [[ -r $1 ]] || die "audit: cannot read $1"
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ $line =~ $2 ]]; then return 0; fi
  done <"$1"
  return 1
}

# root_has_password FILE: of the form of /etc/shadow; a locked field begins with `!` or `*`.
root_has_password() {
  local name hash rest
  if [[ ! -f $1 ]]; then return 1; fi
  while IFS=: read -r name hash rest || [[ -n $name ]]; do
    if [[ $name == root && $hash != '!'* && $hash != '*'* ]]; then return 0; fi
  done <"$1"
  return 1
}

# names_address FILE: of the form of /etc/hosts; the profile's lines stand between marks.
names_address() {
  local address rest inside=no
  if [[ ! -f $1 ]]; then return 1; fi
  while read -r address rest || [[ -n $address ]]; do
    if [[ $address == '#' ]]; then
      case $rest in
        'parbake '*': begin') inside=yes ;;
        'parbake '*': end') inside=no ;;
      esac
    elif [[ $inside == no ]]; then
      case $address in
        '' | '#'* | 127.* | ::1 | fe00::0 | ff0[0-9]::*) ;;
        *) return 0 ;;
      esac
    fi
  done <"$1"
  return 1
}

# clean.sh: takes the builder out of the image. Part of bake.sh, after identity.sh.
#
# Writers are stopped first: what is deleted under a running agent is written again. The machine-id goes last.

# asked_first CLEANER: whether an item of this bake is one that the tool cleans itself.
asked_first() { [[ " ${CLEANERS[*]-} " == *" $1 "* ]]; }

# stop_writers: leaves alone the agent that we run under. systemd-random-seed would save a seed when the host goes down.
stop_writers() {
  local unit
  booted || return 0
  stop_docker_after_bake
  for unit in "$AGENT_UNIT" docker.socket "$DOCKER_UNIT" containerd.service amazon-ssm-agent.service rsyslog.service systemd-random-seed.service; do
    if [[ -z $unit ]] || ! systemctl -q is-active "$unit"; then continue; fi
    if grep -q -F "$unit" /proc/self/cgroup; then
      printf 'parbake: %s runs this bake and is left running; whoever started it clears its state\n' "$unit"
      continue
    fi
    systemctl stop "$unit" || die "unit $unit: cannot be stopped"
  done
  # Its unit refuses a manual stop; the service script asks the daemon itself (Red Hat family).
  if systemctl -q is-active auditd.service; then service auditd stop >/dev/null 2>&1 || true; fi
  # From here on the journal writes to /run (systemd 243 and later; older ones do not know the option).
  journalctl --relinquish-var >/dev/null 2>&1 || true
  say changed 'writers (stop)'
}

# clean_docker: while dockerd still runs, and never in somebody else's dockerd.
clean_docker() {
  local containers
  asked_first docker || return 0
  if [[ -n ${DOCKER_HOST:-} ]] || ! booted || ! docker version >/dev/null 2>&1; then return 0; fi
  containers=$(docker ps -aq) || die 'docker: cannot list its containers'
  # shellcheck disable=SC2086  # one word an id
  if [[ -n $containers ]]; then docker rm -f $containers >/dev/null || die 'docker: cannot remove its containers'; fi
  docker builder prune -af >/dev/null 2>&1 || true
  say changed 'containers and build cache'
}

# clean_cloud_init: never --machine-id: from 23.1 it writes `uninitialized`, which makes the next boot a first boot with all
# unit presets applied; before 22.3 it is a usage error and cleans nothing.
clean_cloud_init() {
  asked_first cloud-init || return 0
  if [[ -z $PARBAKE_ROOT ]] && command -v cloud-init >/dev/null; then
    cloud-init clean --logs --seed || die 'cloud-init: clean failed'
  fi
  say changed 'cloud-init state'
}

clean_packages() {
  if [[ -n $PARBAKE_ROOT ]] || ! asked_first packages; then return 0; fi
  if [[ $PACKAGE_MANAGER == apt ]]; then apt-get -q clean; else "$PACKAGE_MANAGER" -q clean all; fi || die 'packages: the caches cannot be cleaned'
  rm -f "$PARBAKE_RUN/packages-refreshed"
  say changed 'package caches'
}

clean_identity() { clean_phase state 'identity items'; }

clean_logs() { clean_phase logs 'logs and temporary files'; }

clean_machine_id() { clean_phase machine-id machine-id; }

# clean_phase PHASE WHAT: the rows of one phase, in the order of the catalogue.
clean_phase() {
  local row phase action level left item pattern line path found
  read_placed
  for row in "${IDENTITY[@]}"; do
    read -r phase action level left item pattern line <<<"$row"
    if [[ $phase != "$1" || $action == - ]] || passed_over "$item" "$pattern"; then continue; fi
    find_matches "$pattern"
    if [[ $action == empty ]]; then FOUND=("$pattern"); fi
    found=(${FOUND[@]+"${FOUND[@]}"})
    for path in ${found[@]+"${found[@]}"}; do clean_path "$action" "$path" "$line"; done
  done
  say changed "$2"
}

# clean_path ACTION PATH LINE
clean_path() {
  local file=$PARBAKE_ROOT$2
  case $1 in
    delete) remove "$2" ;;
    truncate) empty_file "$2" ;;
    empty-logs)
      case $2 in
        *.gz | *.xz | *.[0-9] | *-20[0-9][0-9][0-9][0-9][0-9][0-9]) remove "$2" ;;
        *) empty_file "$2" ;;
      esac
      ;;
    # Neither missing nor `uninitialized`: both would make the next boot a first boot, with all unit presets applied.
    empty)
      if [[ ! -f $file || -L $file ]]; then rm -rf -- "$file"; fi
      if [[ ! -f $file || -s $file ]]; then : >"$file" || die "cannot empty $2"; fi
      ;;
    # As a file it would come back into an emptied /etc/machine-id.
    link) if [[ -f $file && ! -L $file ]]; then ln -sfn /etc/machine-id "$file" || die "cannot make $2 a link"; fi ;;
    strip) if has_line "$file" "$3"; then sed -i -E "/$3/d" "$file" || die "cannot take lines out of $2"; fi ;;
    *) die "clean: '$1' is not known" ;;
  esac
}

# remove PATH: whole, unless something of it is spared.
remove() {
  local FOUND=() file some=no
  if [[ -L $PARBAKE_ROOT$1 || ! -d $PARBAKE_ROOT$1 ]]; then
    spared "$1" || rm -f -- "$PARBAKE_ROOT$1" || die "cannot remove $1"
    return
  fi
  if ((${#KEEP[@]} > 0)) || [[ $SELF == "$PARBAKE_ROOT$1"/* ]]; then
    list_files "$1" ! -type d
    for file in ${FOUND[@]+"${FOUND[@]}"}; do
      if spared "$file"; then some=yes; else rm -f -- "$PARBAKE_ROOT$file" || die "cannot remove $file"; fi
    done
  fi
  if [[ $some == no ]]; then rm -rf -- "$PARBAKE_ROOT$1" || die "cannot remove $1"; fi
}

# empty_file PATH: in place, since a daemon may hold it and its owner and mode must stay.
empty_file() {
  if [[ -f $PARBAKE_ROOT$1 && ! -L $PARBAKE_ROOT$1 && -s $PARBAKE_ROOT$1 ]] && ! spared "$1"; then
    : >"$PARBAKE_ROOT$1" || die "cannot empty $1"
  fi
}

# record_kept: what stays on purpose and is not the profile's own, by digest: a later audit holds it against that.
record_kept() {
  local row phase action level left item pattern line path file found separator='' digest
  read_placed
  mkdir -p "$PARBAKE_RUN"
  : >"$PARBAKE_RUN/kept.json"
  for row in ${KEEP[@]+"${KEEP[@]/#/- - - - - }"} "${IDENTITY[@]}"; do
    read -r phase action level left item pattern line <<<"$row"
    if [[ $item == - ]]; then
      if [[ $pattern != /* ]]; then continue; fi
      FOUND=("$pattern${line:+ $line}")
    elif kept "$item"; then
      find_matches "$pattern"
    else
      continue
    fi
    found=(${FOUND[@]+"${FOUND[@]}"})
    for path in ${found[@]+"${found[@]}"}; do
      files_of "$path"
      for file in ${FOUND[@]+"${FOUND[@]}"}; do
        if [[ -n ${PLACED[$file]:-} || ! -f $PARBAKE_ROOT$file ]]; then continue; fi
        if [[ $file == *[\"\\[:cntrl:]]* ]]; then die "kept: the name of $file cannot be recorded"; fi
        digest=$(sha256sum <"$PARBAKE_ROOT$file") || die "kept: cannot read $file"
        printf '%s\n"%s": "sha256:%s"' "$separator" "$file" "${digest%% *}" >>"$PARBAKE_RUN/kept.json"
        separator=,
      done
    done
  done
  say unchanged "kept on purpose: ${KEEP[*]:-nothing}"
}

# audit.sh: looks at the finished image; repairs nothing. Part of bake.sh, after clean.sh.
#
# `parbake verify` looks at the same from outside and comes to the same verdict.
ERRORS=0
declare -A SEEN=()

# audit: every finding is printed before it fails. The whole catalogue is looked for, whatever this bake did.
audit() {
  ERRORS=0 SEEN=()
  read_placed
  audit_identity
  audit_manifest
  audit_kept
  ((ERRORS == 0)) || die "audit: $ERRORS errors"
  say unchanged 'audit'
}

# finding LEVEL TEXT
finding() {
  printf 'parbake: audit: %s: %s\n' "$1" "$2" >&2
  if [[ $1 == error ]]; then ERRORS=$((ERRORS + 1)); fi
}

audit_identity() {
  local row phase action level left item pattern line path found hint
  for row in "${IDENTITY[@]}"; do
    read -r phase action level left item pattern line <<<"$row"
    if passed_over "$item" "$pattern"; then continue; fi
    find_matches "$pattern"
    if [[ $left == not-empty ]]; then FOUND=("$pattern"); fi
    found=(${FOUND[@]+"${FOUND[@]}"})
    for path in ${found[@]+"${found[@]}"}; do
      if [[ -n ${SEEN[$path]:-} ]] || spared "$path" || ! is_left "$left" "$path" "$line"; then continue; fi
      SEEN[$path]=1 hint=''
      if [[ $action == - && $phase != - ]]; then hint=' (no step of this bake makes it; a script that does says so in its effects)'; fi
      finding "$level" "$item: $path $(left_words "$left")$hint"
    done
  done
}

# left_words LEFT
left_words() {
  case $1 in
    filled) printf 'is not empty' ;;
    own-file) printf 'is a file of its own' ;;
    not-empty) printf 'is not an empty file' ;;
    password) printf 'lets root log in with a password' ;;
    hosts) printf 'names an address of the builder' ;;
    lines) printf 'holds a line of the builder' ;;
    *) printf 'is still there' ;;
  esac
}

# audit_manifest: every baked file is as it was written: `SHA256 MODE OWNER GROUP PATH` a line.
audit_manifest() {
  local digest mode owner group path
  if [[ ! -r $PARBAKE_ROOT$MANIFEST ]]; then
    finding error "manifest: $MANIFEST is missing"
    return
  fi
  while read -r digest mode owner group path; do
    if [[ ${#digest} == 64 ]]; then audit_file "$digest" "$mode" "$owner" "$group" "$path"; fi
  done <"$PARBAKE_ROOT$MANIFEST"
}

# audit_file SHA256 MODE OWNER GROUP PATH
audit_file() {
  local file=$PARBAKE_ROOT$5 actual mode
  if [[ ! -f $file || -L $file ]]; then
    finding error "manifest: $5 is missing"
    return
  fi
  actual=$(sha256sum <"$file") || die "audit: cannot read $5"
  if [[ ${actual%% *} != "$1" ]]; then finding error "manifest: $5 has another content"; fi
  mode=$(stat -c %a "$file") || die "audit: cannot look at $5"
  if [[ $mode != "$(printf '%o' $((8#$2)))" ]]; then finding error "manifest: $5 has mode $mode, not $2"; fi
  owned_by "$file" "$3" "$4" || finding error "manifest: $5 belongs to $(stat -c %U:%G "$file"), not $3:$4"
}

# owned_by FILE OWNER GROUP: by name or number.
owned_by() {
  local ids
  ids=$(stat -c '%U %u' "$1") || return 1
  [[ " $ids " == *" $2 "* ]] || return 1
  ids=$(stat -c '%G %g' "$1") || return 1
  [[ " $ids " == *" $3 "* ]]
}

# audit_kept: what was kept on purpose has the content that the bake recorded.
audit_kept() {
  local line inside=no entry='^"(.*)": "sha256:([0-9a-f]{64})",?$' path digest actual
  if [[ ! -r $PARBAKE_ROOT/etc/parbake/image.json ]]; then return 0; fi
  while IFS= read -r line; do
    if [[ $line == '"kept": {' ]]; then
      inside=yes
    elif [[ $line == '}'* ]]; then
      inside=no
    elif [[ $inside == yes && $line =~ $entry ]]; then
      path=${BASH_REMATCH[1]} digest=${BASH_REMATCH[2]}
      if [[ ! -f $PARBAKE_ROOT$path ]]; then
        finding error "kept: $path is missing"
        continue
      fi
      actual=$(sha256sum <"$PARBAKE_ROOT$path") || die "audit: cannot read $path"
      if [[ ${actual%% *} != "$digest" ]]; then finding error "kept: $path has another content than when it was baked"; fi
    fi
  done <"$PARBAKE_ROOT/etc/parbake/image.json"
}

# main.sh: the last part of bake.sh: runs the steps, cleans, audits, and only then says that this is an image.
# Before it stand the assignments, the step functions with the table STEPS, and base, identity, clean and audit.
FROM=''
# The first step of the sealing, which always runs whole: clean-up, audit, and the word that this is an image.
SEAL='record the container images'

main() {
  local mode=bake
  while (($# > 0)); do
    case $1 in
      --list | --dry-run | --audit) mode=${1#--} ;;
      --from)
        [[ -n ${2:-} ]] || refuse_usage '--from wants the name of a step; --list names them'
        FROM=$2
        shift
        ;;
      --help)
        usage
        return
        ;;
      *) refuse_usage "there is no option '$1'" ;;
    esac
    shift
  done
  collect_steps
  case $mode in
    list) printf '%s\n' "${NAMES[@]}" ;;
    dry-run) dry_run ;;
    audit) audit ;;
    bake) bake ;;
  esac
}

usage() {
  cat <<'USAGE'
usage: bake.sh [--list | --dry-run | --audit] [--from STEP]

  --list       the names of all steps, in order
  --dry-run    what each step would do; changes nothing
  --audit      only look whether this host is a clean image of the profile
  --from STEP  leave out the steps before STEP; clean-up and audit always run
USAGE
}

refuse_usage() {
  printf 'parbake: %s\n' "$1" >&2
  usage >&2
  exit 2
}

# collect_steps: the profile's steps between the check of the base and the sealing, as two arrays.
collect_steps() {
  local all=('check the base' assert_base 'wait for cloud-init' wait_for_cloud_init ${STEPS[@]+"${STEPS[@]}"}
    "$SEAL" record_images
    'clean docker' clean_docker
    'stop the writers' stop_writers
    'clean cloud-init' clean_cloud_init
    'clean the package caches' clean_packages
    'clean the identity items' clean_identity
    'clean the logs' clean_logs
    'clean the machine-id' clean_machine_id
    'record what is kept' record_kept
    'audit' audit
    'write /etc/parbake/image.json' write_image_json) index
  NAMES=() FUNCTIONS=()
  for ((index = 0; index < ${#all[@]}; index += 2)); do
    NAMES+=("${all[index]}")
    FUNCTIONS+=("${all[index + 1]}")
  done
}

# first_step: the index that --from names; for a step of the sealing, where the sealing begins.
first_step() {
  local index seal=''
  for index in "${!NAMES[@]}"; do
    if [[ ${NAMES[index]} == "$SEAL" ]]; then seal=$index; fi
    if [[ -z $FROM || $FROM == begin || ${NAMES[index]} == "$FROM" ]]; then
      printf '%s' "${seal:-$index}"
      return
    fi
  done
  die "there is no step '$FROM'; --list names them"
}

dry_run() {
  local index
  index=$(first_step)
  for ((; index < ${#NAMES[@]}; index++)); do
    printf '# %s\n' "${NAMES[index]}"
    declare -f "${FUNCTIONS[index]}"
  done
}

bake() {
  local index total=$SECONDS
  index=$(first_step)
  trap close_gates EXIT
  run_step 'begin' begin
  for ((; index < ${#NAMES[@]}; index++)); do
    run_step "${NAMES[index]}" "${FUNCTIONS[index]}"
  done
  printf 'parbake: %s is baked, in %s s\n' "$NAME" $((SECONDS - total))
}

# run_step NAME FUNCTION: in a subshell that is part of no condition, the only place where errexit holds inside a function.
run_step() {
  local status started=$SECONDS
  printf 'parbake: %s\n' "$1"
  set +e
  (
    set -e
    use_proxy
    "$2" </dev/null
  )
  status=$?
  set -e
  if ((status != 0)); then die "step '$1' failed with status $status; when it is mended, go on with --from '$1'"; fi
  printf 'parbake: %s: %s s\n' "$1" $((SECONDS - started))
}

# begin: until the audit has passed this is no image, and the boot units rest on a host without this file. Docker must be able to
# start on the builder once its drop-in is there. The agent's gate stays closed: a builder that joins a cluster is the very
# thing that the clean-up is there to undo.
begin() {
  rm -f "$PARBAKE_ROOT/etc/parbake/image.json" || die 'image.json: cannot be removed'
  mkdir -p "$PARBAKE_RUN/gate" || die 'gate: cannot write under /run'
  touch "$PARBAKE_RUN/gate/docker" || die 'gate: cannot write under /run'
}

close_gates() {
  rm -f "$PARBAKE_RUN/gate/docker"
  # A failed bake must not leave a dockerd behind that it started.
  (stop_docker_after_bake) || true
}

# record_images: while docker still runs; the file that they go into is written after the audit. What it leaves there are
# the members of a JSON object, one image a line: `"REFERENCE": {"digests": [...], "architecture": "amd64", "size": BYTES}`.
record_images() {
  local reference separator='' digests architecture size
  mkdir -p "$PARBAKE_RUN"
  if ((${#IMAGES[@]} > 0)); then start_docker_for_bake; fi
  {
    for reference in ${IMAGES[@]+"${IMAGES[@]}"}; do
      [[ -n $(image_id "$reference") ]] || die "image $reference: is not there"
      digests=$(image_digests "$reference" | sed 's/.*/"&"/' | paste -s -d ,) || die "image $reference: its digests cannot be read"
      architecture=$(image_field "$reference" Architecture)
      size=$(image_field "$reference" Size)
      [[ $size =~ ^[0-9]+$ ]] || die "image $reference: docker names no size"
      printf '%s\n"%s": {"digests": [%s], "architecture": "%s", "size": %s}' "$separator" "$reference" "$digests" "$architecture" "$size"
      separator=,
    done
  } >"$PARBAKE_RUN/images.json"
  say unchanged 'container images'
}

# write_image_json: the last act. Names, digests and references hold nothing that JSON would escape; the compiler sees to that.
write_image_json() {
  local images kept versions
  images=$(cat "$PARBAKE_RUN/images.json") || die 'image.json: the container images were not recorded'
  kept=$(cat "$PARBAKE_RUN/kept.json") || die 'image.json: what is kept was not recorded'
  versions=$(versions) || die 'image.json: the versions cannot be asked'
  write_file /etc/parbake/image.json 0644 root root < <(
    printf '{\n"name": "%s",\n"digest": "%s",\n"base": "%s",\n"versions": {%s},\n' "$NAME" "$DIGEST" "$BASE" "$versions"
    printf '"images": {%s\n},\n"kept": {%s\n}\n}\n' "$images" "$kept"
  )
  rm -f "$PARBAKE_RUN/images.json" "$PARBAKE_RUN/kept.json"
}

# versions: of the programs that the boot leans on, as members of a JSON object; what is not installed is left out.
versions() {
  local program said separator=''
  if [[ -n $PARBAKE_ROOT ]]; then return 0; fi
  for program in cloud-init containerd dockerd systemctl; do
    if ! command -v "$program" >/dev/null; then continue; fi
    said=$("$program" --version 2>&1) || return 1
    if [[ $said =~ [0-9]+(\.[0-9]+)*[0-9A-Za-z.+~-]* ]]; then
      printf '%s"%s": "%s"' "$separator" "$program" "${BASH_REMATCH[0]}"
      separator=', '
    fi
  done
}

# The bake may be started by a user who can become root without a word (Packer's default).
if ((EUID != 0)) && [[ -z $SELF || ! -f $SELF ]]; then die 'run it as root, or as a file: sudo cannot read it from a pipe a second time'; fi
if ((EUID != 0)); then exec sudo -n -- /bin/bash "$SELF" "$@"; fi
main "$@"
exit
