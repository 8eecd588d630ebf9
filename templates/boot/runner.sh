#!/bin/bash
# runner: the boot program. Runs the steps that user-data's boothook left under /run/parbake/launch.
#
# Called by the units parbake-early, parbake-late and parbake-after-agent as `runner early|late|after-agent`, and by
# itself as `runner run FUNCTION ARGS...` for one step. Its directory also holds lib.sh and facts: /usr/lib/parbake in a baked
# image, /run/parbake/launch/program where no image was made.
program=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=/dev/null
source "$program/lib.sh"
# shellcheck source=/dev/null
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
      # Alone in its process and in no condition, so that errexit holds inside the function.
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
  # One `step` call a line; what a step reads is redirected there.
  # shellcheck source=/dev/null
  source "$LAUNCH/steps"
  if [[ -n $FAILED ]]; then die "step '$FAILED' failed, and on-failure says continue"; fi
  succeed
}

# begin_boot: a second start of the early unit runs everything again, so the results of the first must not stay.
begin_boot() {
  rm -f "$PARBAKE_RUN"/gate/* "$PARBAKE_RUN"/state/* "$PARBAKE_RUN/steps"
}

# load_launch: without the mark, some of what the hook wrote may be missing, and nothing says what.
load_launch() {
  FAILED='user-data'
  if [[ ! -e $LAUNCH/COMMIT ]]; then
    if [[ -d $LAUNCH ]]; then die "user-data's boothook did not finish: $LAUNCH/COMMIT is missing"; fi
    die "no user-data of parbake arrived: cloud-init ran no boothook that writes $LAUNCH"
  fi
  # shellcheck source=/dev/null
  source "$LAUNCH/settings"
  FAILED=''
}

begin_early() { check_skew; }

begin_late() {
  require_pass early
  FAILED=$DOCKER_UNIT
  # After= also lets us in when docker failed; it may be about to be restarted.
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

# check_skew: an image and a user-data that were not built together. A launch without an image has no digest.
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

# step ORDER EVERY SECONDS NAME FUNCTION ARGS...
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

# pass_mark NAME: a step's name holds slashes and blanks, a digest of it does not.
pass_mark() {
  local directory digest
  directory=$(instance_directory) || return 1
  digest=$(printf '%s' "$1" | sha256sum)
  printf '%s' "$directory/passed/${digest%% *}"
}

# set_mark FILE NAME: what the step wrote must be on disk before the mark that says so.
set_mark() {
  mkdir -p "${1%/*}"
  sync
  printf '%s\n' "$2" >"$1.new"
  mv -fT "$1.new" "$1"
}

# succeed: the state comes last, so that a gate which cannot be opened is a failure too.
succeed() {
  FAILED='the gate'
  open_gate
  FAILED=''
  set_state passed
}

# open_gate: the file, and only then the start of what waits for it. Never waited for: both units may be ordered after ours.
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

# end_pass: runs however the pass ends; a pass that did not succeed has failed.
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
    # The mark is for a step that tells the agent (an attribute), or for a script that looks.
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

# record ORDER EVERY NAME RESULT STATUS SECONDS
record() {
  printf '{"order": "%s", "every": "%s", "name": %s, "result": "%s", "status": %s, "seconds": %s, "ended": "%s"}\n' \
    "$1" "$2" "$(json_string "$3")" "$4" "$5" "$6" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >>"$PARBAKE_RUN/steps"
  write_report
}

# write_report: boot.json, one step a line; under /run for this boot, under /var/lib for whoever looks after a power-off.
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

# json_string TEXT
json_string() {
  local text=${1//\\/\\\\}
  text=${text//\"/\\\"}
  printf '"%s"' "${text//[[:cntrl:]]/ }"
}

main "$@"
