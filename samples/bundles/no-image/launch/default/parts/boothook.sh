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
write_template() {
local sink=$1 text
shift
text=$(resolve_template "$sink" && printf x) || die "file $1: not written"
write_file "$@" < <(printf '%s' "${text%x}")
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
package_installed() {
case $PACKAGE_MANAGER in
apt) [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]] ;;
*) rpm -q --quiet --whatprovides "$1" >/dev/null 2>&1 ;;
esac
}
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
put program/runner 0600 <<'PARBAKE_EOF'
#!/bin/bash
program=${BASH_SOURCE[0]%/*}
source "$program/lib.sh"
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
put program/status 0600 <<'PARBAKE_EOF'
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
SIGNAL=()
LAST_PASS=late
PARBAKE_EOF
put units/parbake-early.service 0600 <<'PARBAKE_EOF'
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
TimeoutStartSec=infinity
StandardOutput=journal+console
StandardError=journal+console
ExecStart=/bin/bash /run/parbake/launch/program/runner early

[Install]
WantedBy=multi-user.target
PARBAKE_EOF
put units/parbake-late.service 0600 <<'PARBAKE_EOF'
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
[Unit]
ConditionPathExists=/run/parbake/gate/docker
PARBAKE_EOF
put units/docker.socket.d/10-parbake.conf 0600 <<'PARBAKE_EOF'
[Unit]
ConditionPathExists=/run/parbake/gate/docker
PARBAKE_EOF
put units/ecs.service.d/10-parbake.conf 0600 <<'PARBAKE_EOF'
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
