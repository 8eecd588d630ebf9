# program.sh: a baked host with the boot program, for the tests of it; sourced after harness.sh.
# shellcheck shell=bash disable=SC2154  # the harness sets root, work and templates
program=$root/usr/lib/parbake
mkdir -p "$program" "$root/etc/parbake" "$root/etc/ecs"
cp "$work/lib.sh" "$program/lib.sh"
compose_runner >"$program/runner"
cp "$templates/boot/guard.sh" "$program/guard"
cat >"$program/facts" <<'FACTS'
PACKAGE_MANAGER=apt
DOCKER_UNIT=docker.service
AGENT_UNIT=ecs.service
ON_FAILURE=stay-down
ON_FAILURE_COMMAND=''
ON_SKEW=warn
SIGNAL=()
LAST_PASS=late
FACTS
printf '{\n"name": "web",\n"digest": "sha256:aa",\n"base": "debian-12"\n}\n' >"$root/etc/parbake/image.json"
trace=$root/trace

# hook SETTINGS STEPS: a boothook as the compiler writes it, run.
hook() {
  {
    cat "$templates/boot/boothook-head.sh"
    printf "put settings 0600 <<'PARBAKE_EOF'\nLAUNCH_NAME='prod \"1\"'\nPROFILE_NAME=web\n%s\nPARBAKE_EOF\n" "$1"
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
# said: what the last pass printed.
said() { cat "$work/out"; }
traced() { if [[ -e $trace ]]; then paste -s -d ' ' "$trace"; rm -f "$trace"; fi; }
gates() { ls -A "$root/run/parbake/gate" | paste -s -d ' '; }
# report EXPRESSION: of Python, over boot.json.
report() { python3 -c 'import json, sys; report = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$root/run/parbake/boot.json" "$1"; }

# shellcheck disable=SC2034  # for whoever sources this
steps="step before-docker boot 20 'file /etc/motd' write_file /etc/motd 0644 root root < files/etc/motd
step after-docker instance 20 'script a' run_script a 5 < scripts/a
step after-docker boot 20 'script \"b\" \\' run_script b 5 < scripts/b
step before-docker boot 20 'script c' run_script c 5 < scripts/c"
