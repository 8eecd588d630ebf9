#!/bin/bash
# The boot program: hook, runner, gates, report, over several boots and instances.
source "$(dirname "$0")/harness.sh"
source "$here/program.sh"
kept=$root/var/lib/parbake/instance

instance i-1
new_boot
hook '' "$steps"
is 'nothing but root reads the launch' 700 "$(stat -c %a "$root/run/parbake/launch")"
is 'base64' 0001 "$(od -An -tx1 "$root/run/parbake/launch/files/bin" | tr -d ' \n')"
is 'nothing half written' '' "$(find "$root/run/parbake/launch" -name '*.new')"
passes early
is 'only its own steps' c "$(traced)"
is 'the docker gate' docker "$(gates)"
is 'the late file' 'late $x' "$(cat "$root/etc/motd")"
passes late
is 'in order' 'a b' "$(traced)"
is 'both gates' 'docker ecs' "$(gates)"
is 'the report' "('prod \"1\"', 'sha256:aa', 'i-1', False, 'passed', 'passed', 'waiting')" "$(report 'tuple(report[key] for key in ["launch", "image", "instance", "skew", "early", "late", "after-agent"])')"
is 'the steps' "['file /etc/motd', 'script c', 'script a', 'script \"b\" \\\\']" "$(report '[step["name"] for step in report["steps"]]')"
is 'a step' "['before-docker', 'boot', 'passed', 0, None]" "$(report '[report["steps"][1][key] for key in ["order", "every", "result", "status", "reason"]]')"
is 'times' True "$(report 'all(0 <= step["seconds"] < 5 and len(step["started"]) == 20 for step in report["steps"]) and 0 < report["seconds"]["early"] < 5')"
is 'nothing failed, nothing runs' '(None, None, None, None, "none")' "$(report 'tuple(report[key] for key in ["failed", "running", "foreign", "interrupted", "signal"])' | tr "'" '"')"
is 'this boot' "$(cat /proc/sys/kernel/random/boot_id)" "$(report 'report["boot"]')"
is 'for root only' $'600\n600\n600' "$(stat -c %a "$root/run/parbake/boot.json" "$root/run/parbake/state/report" "$kept/i-1/boot.json")"
cmp "$root/run/parbake/boot.json" "$kept/i-1/boot.json"
holds 'status' 'script c' "$(bash "$templates/boot/status.sh")"

# A second boot: what differs on the disk is the report of it alone.
tree() { (cd "$root" && find etc var \( -name boot.json -o -name running \) -prune -o -type f -printf '%p %m %T@ ' -exec sha256sum {} ';'); }
before=$(tree)
new_boot
hook '' "$steps"
passes early
passes late
is 'a reboot does not repeat per-instance steps' 'c b' "$(traced)"
is 'kept steps' 1 "$(report 'len([step for step in report["steps"] if step["result"] == "kept"])')"
is 'and changes nothing' "$before" "$(tree)"

# Other user-data for the same instance: its files follow, its per-instance steps do not run again, and what is gone is named.
new_boot
hook "LAUNCH_NAME=second" "${steps#*$'\n'}
step after-docker instance 20 'script d' run_script d 5 < scripts/d"
passes early
holds 'a step that is gone' "'file /etc/motd' is in user-data no more; what it made stays" "$(said)"
is 'stays' 'late $x' "$(cat "$root/etc/motd")"
passes late
is 'only what is new' 'c b d' "$(traced)"
is 'the launch' second "$(report 'report["launch"]')"
new_boot
hook '' "${steps#*$'\n'}"
passes early
holds 'named once' "'script d' is in user-data no more" "$(said)"
is 'and not the other' '' "$(grep motd "$work/out" || true)"
traced >/dev/null

# The same disk as another instance.
mkdir -p "$kept/i-1/values" "$root/var/lib/ecs/data" "$root/var/lib/cloud/instances/"{i-1,i-2}
printf '10.0.0.1' >"$kept/i-1/values/private-ip"
printf 'x' >"$root/var/lib/ecs/data/agent.db"
new_boot
instance i-2
hook '' "$steps"
passes early
passes late
is 'a new instance runs its steps' 'c a b' "$(traced)"
is 'and says whose disk it was' "i-1, the agent's checkpoint" "$(report 'report["foreign"]')"
is 'of which it keeps nothing' 'i-2' "$(ls "$kept")"
is 'nor the agent' '' "$(ls -A "$root/var/lib/ecs/data")"
new_boot
printf 'x' >"$root/var/lib/ecs/data/agent.db"
hook '' "$steps"
passes early
is 'its own agent stays' 'None agent.db' "$(report 'report["foreign"]') $(ls "$root/var/lib/ecs/data")"
traced >/dev/null
new_boot
instance i-3
hook 'ON_SKEW=stop' "$steps"
fails 'strict about images' passes early
holds 'says whose' "FAILED in the early pass: foreign-state: this disk has the state of another host (i-2, i-1, the agent's checkpoint)" "$(said)"
is 'touches nothing' 'i-2 i-3 agent.db' "$(ls "$kept" | paste -s -d ' ') $(ls "$root/var/lib/ecs/data")"
new_boot
hook 'ON_SKEW=stop' "$steps"
fails 'at every boot' passes early
new_boot
instance i-4
mkdir -p "$root/var/lib/cloud/instances/i-4/sem"
: >"$root/var/lib/cloud/instances/i-4/sem/config_scripts_user"
rm -rf "${kept:?}"
hook 'ON_SKEW=stop' "$steps"
passes early
is 'a host that parbake comes to late is its own' agent.db "$(ls "$root/var/lib/ecs/data")"
traced >/dev/null

# A boot that was cut off.
new_boot
hook '' "step before-docker instance 20 'script a' run_script a 5 < scripts/a
step before-docker instance 20 'script bad' sleep 30"
bash "$program/runner" early >"$work/out" 2>&1 &
for _ in {1..100}; do
  [[ ! -e $kept/i-4/running || $(cat "$kept/i-4/running") != 'script bad' ]] || break
  sleep 0.05
done
is 'what runs' 'script bad' "$(report 'report["running"]')"
kill -KILL $!
{ wait $! || true; } 2>/dev/null
mkdir -p "$root/var/lib/parbake/scripts"
: >"$root/var/lib/parbake/scripts/a.left"
new_boot
hook '' "step before-docker instance 20 'script a' run_script a 5 < scripts/a
step before-docker instance 20 'script bad' run_script d 5 < scripts/d"
passes early
holds 'is noticed' "the boot before this one ended while 'script bad' ran" "$(said)"
is 'in the report' 'script bad' "$(report 'report["interrupted"]')"
is 'what had passed has passed' 'a d' "$(traced)"
is 'nothing is left' '' "$(ls -A "$root/var/lib/parbake/scripts")"

sed -i 's/sha256:aa/sha256:bb/' "$root/etc/parbake/image.json"
new_boot
hook '' "$steps"
passes early
holds 'skew is told' "skew: user-data 'prod \"1\"' was built with image web sha256:aa, this host is web image sha256:bb" "$(said)"
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

# A script that would wait for itself is told so, at once, and the pass fails.
instance i-guard
new_boot
hook '' "$steps"
cat >"$root/run/parbake/launch/scripts/c" <<SCRIPT
#!/bin/sh
command -v systemctl >$work/guarded
command -v service >>$work/guarded
systemctl start docker
SCRIPT
fails 'a start that waits for the script' pass early
holds 'is refused' 'parbake: refused: systemctl start docker.service' "$(said)"
is 'by what stands first in PATH' 'guard/systemctl guard/service' "$(sed 's|.*/scripts/guard\.[^/]*|guard|' "$work/guarded" | paste -s -d ' ')"
is 'which is gone afterwards' '' "$(ls -A "$root/var/lib/parbake/scripts")"
