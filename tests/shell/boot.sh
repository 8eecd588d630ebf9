#!/bin/bash
# The boot program: hook, runner, gates, report, over several boots and instances.
source "$(dirname "$0")/harness.sh"
program=$root/usr/lib/parbake
mkdir -p "$program" "$root/etc/parbake"
cp "$work/lib.sh" "$program/lib.sh"
cp "$templates/boot/runner.sh" "$program/runner"
cp "$templates/boot/guard.sh" "$program/guard"
cat >"$program/facts" <<'FACTS'
PACKAGE_MANAGER=apt
DOCKER_UNIT=docker.service
AGENT_UNIT=ecs.service
ON_FAILURE=stay-down
ON_FAILURE_COMMAND=''
ON_SKEW=warn
FACTS
printf '{\n"name": "web",\n"digest": "sha256:aa",\n"base": "debian-12"\n}\n' >"$root/etc/parbake/image.json"
trace=$root/trace

# hook SETTINGS STEPS: a boothook as the compiler writes it, run.
hook() {
  {
    cat "$templates/boot/boothook-head.sh"
    printf "put settings 0600 <<'PARBAKE_EOF'\nLAUNCH_NAME='prod \"1\"'\n%s\nPARBAKE_EOF\n" "$1"
    printf "put digest 0600 <<'PARBAKE_EOF'\nsha256:aa\nPARBAKE_EOF\n"
    printf "put files/etc/motd 0600 <<'PARBAKE_EOF'\nlate \$x\nPARBAKE_EOF\nput_base64 files/bin 0600 <<'PARBAKE_EOF'\nAAE=\nPARBAKE_EOF\n"
    for name in a b c d bad; do
      printf "put scripts/%s 0600 <<'PARBAKE_EOF'\n#!/bin/sh\necho %s >>%s\n%s\nPARBAKE_EOF\n" "$name" "$name" "$trace" "$([[ $name != bad ]] || echo exit 3)"
    done
    printf "put steps 0600 <<'PARBAKE_EOF'\n%s\nPARBAKE_EOF\n" "$2"
    cat "$templates/boot/boothook-tail.sh"
  } >"$work/hook"
  bash "$work/hook"
}
pass() { bash "$program/runner" "$1" >"$work/out" 2>&1; }
passes() { pass "$1" || is "the $1 pass" '' "$(cat "$work/out")"; }
traced() { if [[ -e $trace ]]; then paste -s -d ' ' "$trace"; rm -f "$trace"; fi; }
gates() { ls -A "$root/run/parbake/gate" | paste -s -d ' '; }
report() { python3 -c 'import json, sys; report = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$root/run/parbake/boot.json" "$1"; }

steps="step before-docker instance 20 'file /etc/motd' write_file /etc/motd 0644 root root < files/etc/motd
step after-docker instance 20 'script a' run_script a 5 < scripts/a
step after-docker boot 20 'script \"b\" \\' run_script b 5 < scripts/b
step before-docker boot 20 'script c' run_script c 5 < scripts/c"

instance i-1
hook '' "$steps"
is 'the mark' 1 "$(find "$root/run/parbake/launch" -name COMMIT | wc -l)"
is 'text arrives as it is' 'late $x' "$(cat "$root/run/parbake/launch/files/etc/motd")"
is 'binary arrives' '0001' "$(od -An -tx1 "$root/run/parbake/launch/files/bin" | tr -d ' \n')"
is 'nothing half written' '' "$(find "$root/run/parbake/launch" -name '*.new')"
passes early
is 'only its own steps' c "$(traced)"
is 'the docker gate' docker "$(gates)"
is 'the late file' 'late $x' "$(cat "$root/etc/motd")"
passes late
is 'in order' 'a b' "$(traced)"
is 'both gates' 'docker ecs' "$(gates)"
is 'the report' "('prod \"1\"', 'sha256:aa', False, 'passed', 'passed', 'waiting')" "$(report '(report["launch"], report["image"], report["skew"], report["early"], report["late"], report["after-agent"])')"
is 'the steps' "['file /etc/motd', 'script c', 'script a', 'script \"b\" \\\\']" "$(report '[step["name"] for step in report["steps"]]')"
cmp "$root/run/parbake/boot.json" "$root/var/lib/parbake/boot.json"
holds 'status' 'script c' "$(bash "$templates/boot/status.sh")"

new_boot
hook '' "$steps"
passes early
passes late
is 'a reboot does not repeat per-instance steps' 'c b' "$(traced)"
is 'kept steps' 2 "$(report 'len([step for step in report["steps"] if step["result"] == "kept"])')"
new_boot
instance i-2
hook '' "$steps"
passes early
passes late
is 'a new instance does' 'c a b' "$(traced)"

bad="step before-docker instance 20 'script bad' run_script bad 5 < scripts/bad
step before-docker instance 20 'script d' run_script d 5 < scripts/d"
new_boot
hook '' "$bad"
fails 'a failing step' passes early
holds 'is named' 'FAILED in the early pass: script bad' "$(cat "$work/out")"
is 'nothing after it runs' bad "$(traced)"
is 'no gate' '' "$(gates)"
is 'in the report' "['failed', 1, 'failed']" "$(report '[report["early"], report["steps"][0]["status"], report["steps"][0]["result"]]')"
fails 'the late pass as well' passes late
holds 'says why' 'the early pass did not succeed' "$(cat "$work/out")"
if bash "$templates/boot/status.sh" >/dev/null; then is 'status of a failed boot' 1 0; fi
new_boot
hook '' "$bad"
fails 'a failed step is tried again' passes early
is 'it ran' bad "$(traced)"

new_boot
hook 'ON_FAILURE=continue' "$bad"
fails 'continue still reports' passes early
is 'but goes on' 'bad d' "$(traced)"
is 'and opens the gate' docker "$(gates)"
is 'degraded' True "$(report 'report["degraded"]')"
passes late
new_boot
hook "ON_FAILURE=command
ON_FAILURE_COMMAND='echo \"\$PARBAKE_FAILED\" >$root/told'" "$bad"
fails 'command' passes early
is 'the command is told' 'script bad' "$(cat "$root/told")"
traced >/dev/null

new_boot
hook '' "step before-docker boot 1 'the slow one' sleep 60"
fails 'a step over its time' passes early
holds 'is named' "step 'the slow one' was not done within 1 s" "$(cat "$work/out")"

new_boot
fails 'no user-data' passes early
holds 'says so' 'no user-data of parbake arrived' "$(cat "$work/out")"
is 'no gate without user-data' '' "$(gates)"
new_boot
hook '' ''
rm "$root/run/parbake/launch/COMMIT"
fails 'no mark' passes early
holds 'says so' "boothook did not finish" "$(cat "$work/out")"
hook '' ''
sed -i 's/^commit$/exit 1/' "$work/hook"
bash "$work/hook" || true
is 'a hook that stops midway takes the old mark away' no "$([[ -e $root/run/parbake/launch/COMMIT ]] && echo yes || echo no)"

sed -i 's/sha256:aa/sha256:bb/' "$root/etc/parbake/image.json"
new_boot
hook '' "$steps"
passes early
holds 'skew is told' 'skew: user-data wants the image sha256:aa, this is sha256:bb' "$(cat "$work/out")"
is 'skew is reported' True "$(report 'report["skew"]')"
new_boot
hook 'ON_SKEW=stop' "$steps"
fails 'skew may stop' passes early
is 'no gate with skew' '' "$(gates)"

# A script that would wait for itself is told so, at once, and the pass fails.
instance i-guard
hook '' "$steps"
cat >"$root/run/parbake/launch/scripts/c" <<SCRIPT
#!/bin/sh
command -v systemctl >$work/guarded
command -v service >>$work/guarded
systemctl start docker
SCRIPT
fails 'a start that waits for the script' pass early
holds 'is refused' 'parbake: refused: systemctl start docker.service' "$(cat "$work/out")"
is 'by what stands first in PATH' 'guard/systemctl guard/service' "$(sed 's|.*/scripts/guard\.[^/]*|guard|' "$work/guarded" | paste -s -d ' ')"
is 'which is gone afterwards' '' "$(ls -A "$root/var/lib/parbake/scripts")"
