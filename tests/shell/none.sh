#!/bin/bash
# Strategy none: the hook brings the program and the units along, and the same runner does the whole plan.
source "$(dirname "$0")/harness.sh"
mkdir -p "$work/bin"
printf '#!/bin/sh\necho "$*" >>%s/called\n' "$work" >"$work/bin/systemctl"
chmod +x "$work/bin/systemctl"
export PATH=$work/bin:$PATH

# carry PATH FILE: a generated block of the hook.
carry() {
  printf "put %s 0600 <<'PARBAKE_EOF'\n" "$1"
  cat "$2"
  printf 'PARBAKE_EOF\n'
}
# fill FILE: what the compiler puts into the templates here.
fill() {
  sed -e 's|{{condition}}|/run/parbake/launch/COMMIT|; s|{{after}}|cloud-init.service|; s|{{before}}|docker.service|; s|{{runner}}|/run/parbake/launch/program/runner|
    s|{{docker_unit}}|docker.service|; s|{{agent_unit}}|ecs.service|; s|{{package_manager}}|apt|
    s|{{on_failure}}|stay-down|; s|{{on_failure_command}}|""|; s|{{on_skew}}|warn|
    s|{{signal}}||; s|{{last_pass}}|late|' "$1"
}
for name in facts units/parbake-early.service units/parbake-late.service; do
  mkdir -p "$work/$(dirname "$name")"
  fill "$templates/boot/$name.hbs" >"$work/$name"
done
printf 'LAUNCH_NAME=default\n' >"$work/settings"
printf "step before-docker boot 20 'file /etc/motd' write_file /etc/motd 0644 root root < files/etc/motd\n" >"$work/steps"
printf 'hello\n' >"$work/motd"
{
  cat "$templates/boot/boothook-head.sh"
  carry program/lib.sh "$work/lib.sh"
  carry program/runner <(compose_runner)
  carry program/facts "$work/facts"
  carry units/parbake-early.service "$work/units/parbake-early.service"
  carry units/parbake-late.service "$work/units/parbake-late.service"
  carry units/docker.service.d/10-parbake.conf "$templates/boot/units/docker-gate.conf"
  carry settings "$work/settings"
  carry files/etc/motd "$work/motd"
  carry steps "$work/steps"
  cat "$templates/boot/boothook-tail-none.sh"
} >"$work/hook"
bash "$work/hook"
is 'the units' './docker.service.d/10-parbake.conf ./parbake-early.service ./parbake-late.service' \
  "$(cd "$root/run/systemd/system" && find . -type f | sort | paste -s -d ' ')"
is 'mode of a unit' 644 "$(stat -c %a "$root/run/systemd/system/parbake-early.service")"
is 'a root directory has no systemd to ask' '' "$(cat "$work/called" 2>/dev/null)"
sed 's|\[\[ -z ${PARBAKE_ROOT:-} \]\]|true|' "$work/hook" >"$work/hook.booted"
bash "$work/hook.booted"
is 'what a host is asked' $'daemon-reload\nstart --no-block parbake-early.service parbake-late.service' "$(cat "$work/called")"
# /run/systemd/system is there now, so that the runner believes in a running systemd.
runner=$root/run/parbake/launch/program/runner
bash "$runner" early >/dev/null
is 'the plan ran' hello "$(cat "$root/etc/motd")"
is 'docker is started' 'start --no-block docker.service' "$(tail -n 1 "$work/called")"
bash "$runner" late >/dev/null
is 'the agent is started' 'start --no-block ecs.service' "$(tail -n 1 "$work/called")"
