#!/bin/bash
# runner: the boot program. Runs the steps that user-data's boothook left under /run/parbake/launch.
#
# Called by the units parbake-early, parbake-late and parbake-after-agent as `runner early|late|after-agent`. Its directory also
# holds lib.sh and facts: /usr/lib/parbake in a baked image, /run/parbake/launch/program where no image was made. What bash can do
# itself starts no process: the host waits for this program.
program=${BASH_SOURCE[0]%/*}
# shellcheck source=/dev/null
source "$program/lib.sh"
# shellcheck source=/dev/null
source "$program/facts"

LAUNCH=$PARBAKE_RUN/launch
LAUNCH_NAME=''
PROFILE_NAME=''
IMAGE_JSON=$PARBAKE_ROOT/etc/parbake/image.json
# What failed and why, in the end of a pass; both empty where it did not.
FAILED=''
REASON=''
WHY=''
# Where a step that dies leaves its words.
PARBAKE_REASONS=$PARBAKE_RUN/state/reasons
# The names of all steps of the launch, and the marks that wait for what their steps wrote to be on disk.
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
  # What a script's step tells the script's guard.
  # shellcheck disable=SC2034
  PARBAKE_PASS=$PASS PARBAKE_GUARD=$program/guard
  trap end_pass EXIT
  # By hand, from a terminal, a step would be stopped for reading it.
  exec </dev/null
  run_pass
}

run_pass() {
  begin_pass
  load_launch
  "begin_${PASS//-/_}"
  cd "$LAUNCH" || exit 1
  # One `step` call a line; what a step reads is redirected there.
  # shellcheck source=/dev/null
  source "$LAUNCH/steps"
  if [[ -n $FAILED ]]; then exit 1; fi
  succeed
}

# fail STEP REASON: ends the pass.
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

# find_instance: cloud-init's id, and where this instance keeps what outlives a boot; both empty where there is none.
find_instance() {
  INSTANCE='' KEPT=''
  if ! KEPT=$(instance_directory 2>/dev/null); then
    mkdir -p "$PARBAKE_STATE"
    return
  fi
  INSTANCE=${KEPT##*/}
  [[ ! -d $KEPT/passed ]] || return 0
  mkdir -p "$KEPT/passed"
  # It has run here before without parbake: what is on the disk is its own. (cloud-init's last stage leaves this mark once.)
  if [[ -e $PARBAKE_ROOT/var/lib/cloud/instances/$INSTANCE/sem/config_scripts_user ]]; then : >"$KEPT/mine"; fi
}

# begin_boot: a second start of the early unit runs everything again, so the results of the first must not stay. Copies of scripts
# are there only where a boot was cut off.
begin_boot() {
  # Another start asks for the secrets again, which may have been mended meanwhile.
  rm -rf "$PARBAKE_RUN/gate" "$PARBAKE_RUN/state" "$PARBAKE_RUN/secrets" "$PARBAKE_STATE/scripts"
  REPORT=([early]=waiting [late]=waiting [after-agent]=waiting [signal]=none)
  IFS= read -r 'REPORT[boot]' </proc/sys/kernel/random/boot_id || true
  if [[ -n $KEPT && -s $KEPT/running ]]; then
    IFS= read -r 'REPORT[interrupted]' <"$KEPT/running" || true
    printf "parbake: the boot before this one ended while '%s' ran; it runs again\n" "${REPORT[interrupted]}" >&2
  fi
  mkdir -p "$PARBAKE_RUN/state" "$PARBAKE_RUN/gate"
}

# load_launch: without the mark, some of what the hook wrote may be missing, and nothing says what.
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
  # A launch without an image has no digest.
  if [[ -e $LAUNCH/digest ]]; then check_skew; fi
  check_disk
}

begin_late() {
  require_pass early
  # After= also lets us in when docker failed or is about to be restarted.
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

# wait_for_docker SECONDS. One that is `failed` is not restarted by anybody.
wait_for_docker() {
  local state deadline=$((SECONDS + $1))
  until state=$(systemctl is-active "$DOCKER_UNIT"); do
    if [[ $state == failed ]] || ((SECONDS >= deadline)); then fail "$DOCKER_UNIT" "$DOCKER_UNIT is not up (it is: $state)"; fi
    sleep 0.1
  done
}
