#!/bin/bash
# What follows from a failure of the boot program: the gates, the reason, on-failure, the signal.
source "$(dirname "$0")/harness.sh"
source "$here/program.sh"
bad="step before-docker instance 20 'script bad' run_script bad 5 < scripts/bad
step before-docker instance 20 'script d' run_script d 5 < scripts/d"
instance i-1

# boot SETTINGS STEPS
boot() {
  new_boot
  hook "$@"
}

boot '' "$bad"
fails 'a failing step' passes early
holds 'is named' 'FAILED in the early pass: script bad: ended with status 3' "$(said)"
holds 'and what follows' 'stays down: docker is not started' "$(said)"
is 'nothing after it runs' bad "$(traced)"
is 'no gate' '' "$(gates)"
is 'in the report' "['failed', 1, 'failed', 'ended with status 3']" "$(report '[report["early"]] + [report["steps"][0][key] for key in ["status", "result", "reason"]]')"
is 'as what failed' "{'pass': 'early', 'step': 'script bad', 'reason': 'ended with status 3'}" "$(report 'report["failed"]')"
fails 'the late pass as well' passes late
holds 'says why' 'the early pass did not succeed' "$(said)"
is 'what failed stays' "script bad" "$(report 'report["failed"]["step"]')"
if bash "$templates/boot/status.sh" >"$work/status"; then is 'status of a failed boot' 1 0; fi
holds 'status names it' 'script bad: ended with status 3' "$(cat "$work/status")"
boot '' "$bad"
fails 'a failed step is tried again' passes early
is 'it ran' bad "$(traced)"

serve '{"values": {}}'
boot '' "step before-docker boot 20 'ecs.config' write_ecs_config 0644 - < values"
printf 'ECS_CLUSTER=${instance.tag.Stage}\n' >"$root/run/parbake/launch/values"
fails 'a value that is not there' passes early
holds 'names it and where it was wanted' 'ecs.config: instance.tag.Stage: not there; the instance lacks the tag, or its launch template does not set instance-metadata-tags; template: no value for ${instance.tag.Stage}; not written' "$(said)"
boot '' "step before-docker boot 20 'no such function' nothing_of_that_name"
fails 'without words' passes early
is 'the status is the reason' 'ended with status 127' "$(report 'report["failed"]["reason"]')"

# errexit must hold inside a step, or it goes on after what failed.
boot '' "step before-docker boot 20 'half' eval 'false; echo on >>$trace'"
fails 'a command of a step' passes early
is 'nothing after it' '' "$(traced)"
boot '' "step before-docker boot 1 'the slow one' eval 'sleep 60 & sleep 60'"
fails 'a step over its time' passes early
holds 'is named' 'the slow one: not done within 1 s' "$(said)"
is 'status 124' 124 "$(report 'report["steps"][0]["status"]')"
boot '' "step before-docker boot 20 'input' eval 'cat >>$trace' < files/etc/motd
step before-docker boot 20 'no input' eval 'cat >>$trace'
step before-docker boot 20 'a server' eval 'sleep 5 & true'"
passes early
is 'what a step reads is its own' 'late $x' "$(traced)"
is 'what it leaves running is not waited for' True "$(report 'report["steps"][2]["seconds"] < 3')"

boot 'ON_FAILURE=continue' "$bad"
fails 'continue still reports' passes early
is 'but goes on' 'bad d' "$(traced)"
is 'and opens the gate' docker "$(gates)"
is 'degraded' True "$(report 'report["degraded"]')"
fails 'no cluster' passes late
holds 'is no host to join with' 'the agent is not started: names no cluster' "$(said)"
is 'the gate of the agent' docker "$(gates)"
fails 'nobody waits for it' passes after-agent
holds 'but says so' 'ecs.service: the agent was not started' "$(said)"
config=$root/etc/ecs/ecs.config
# degraded LINES: an ecs.config, and a boot that goes on after a failure.
degraded() {
  printf '%s\n' "$1" >"$config"
  chmod 0600 "$config"
  boot 'ON_FAILURE=continue' "$bad"
  fails 'early' passes early
  passes late
  is 'both gates' 'docker ecs' "$(gates)"
}
degraded 'ECS_CLUSTER=web'
is 'a new attribute' $'ECS_CLUSTER=web\nECS_INSTANCE_ATTRIBUTES={"parbake.degraded":"true"}' "$(cat "$config")"
is 'the mode stays' 600 "$(stat -c %a "$config")"
degraded $'ECS_INSTANCE_ATTRIBUTES={"zone":"a b","x":"}"}\nECS_CLUSTER=web'
is 'one more' $'ECS_INSTANCE_ATTRIBUTES={"zone":"a b","x":"}","parbake.degraded":"true"}\nECS_CLUSTER=web' "$(cat "$config")"
degraded "$(cat "$config")"
is 'once' $'ECS_INSTANCE_ATTRIBUTES={"zone":"a b","x":"}","parbake.degraded":"true"}\nECS_CLUSTER=web' "$(cat "$config")"
boot 'ON_FAILURE=continue' ''
passes early
passes late
is 'a sound boot takes it away' $'ECS_INSTANCE_ATTRIBUTES={"zone":"a b","x":"}"}\nECS_CLUSTER=web' "$(cat "$config")"
degraded 'ECS_CLUSTER=web'
boot 'ON_FAILURE=continue' ''
passes early
passes late
is 'with its line' 'ECS_CLUSTER=web' "$(cat "$config")"
rm -f "$trace"

boot "ON_FAILURE=command
ON_FAILURE_COMMAND='echo \"\$PARBAKE_FAILED: \$PARBAKE_REASON\" >>$root/told'" "$bad"
fails 'command' passes early
fails 'late' passes late
is 'the command is told, once' 'script bad: ended with status 3' "$(cat "$root/told")"
traced >/dev/null

# signal_of STEPS: what was sent in a boot, with the state in the report.
signal_of() {
  boot "SIGNAL=(signal_command 'echo \"\$PARBAKE_RESULT\" >>$root/signals')" "$1"
  pass early || true
  pass late || true
  printf '%s, %s' "$(paste -s -d ' ' "$root/signals")" "$(report 'report["signal"]')"
}
instance i-2
is 'a signal of failure, once' 'failure, failure' "$(signal_of "$bad")"
is 'once per instance' 'failure, failure' "$(signal_of '')"
instance i-3
rm "$root/signals"
is 'success' 'success, success' "$(signal_of '')"
is 'once' 'success, success' "$(signal_of '')"
instance i-4
boot "SIGNAL=(signal_command 'exit 4')" ''
passes early
passes late
holds 'one that cannot be sent' 'the signal (success) cannot be sent: ended with status 4' "$(said)"
is 'is no failure' 'unsent passed' "$(report 'report["signal"] + " " + report["late"]')"
is 'is sent at the next boot' 'success success, success' "$(signal_of '')"

boot '' ''
rm -rf "$root/run/parbake/launch"
fails 'no user-data' passes early
holds 'says so' 'no user-data of parbake arrived' "$(said)"
is 'no gate without user-data' '' "$(gates)"
boot '' ''
rm "$root/run/parbake/launch/COMMIT"
fails 'no mark' passes early
holds 'says so' "boothook did not finish" "$(said)"
hook '' ''
sed -i 's/^commit$/exit 1/' "$work/hook"
bash "$work/hook" || true
is 'a hook that stops midway takes the old mark away' no "$([[ -e $root/run/parbake/launch/COMMIT ]] && echo yes || echo no)"
rm "$root/var/lib/cloud/data/instance-id"
boot '' "$bad"
fails 'no instance-id' passes early
holds 'says so' 'script bad: cloud-init left no instance-id' "$(said)"
