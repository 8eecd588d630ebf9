#!/bin/bash
# The guard in a boot script's PATH: what it refuses, what it passes on and to whom.
source "$(dirname "$0")/harness.sh"
own=$work/own
mkdir -p "$own" "$work/real"
cp "$templates/boot/guard.sh" "$own/systemctl"
cp "$templates/boot/guard.sh" "$own/service"
# systemd's answer for three units; all else is called by name.
cat >"$work/real/systemctl" <<'REAL'
#!/bin/sh
if [ "$1" = list-dependencies ]; then
  case $5 in
    docker.service | own.target) printf '%s\n  sysinit.target\n● parbake-early.service\n  basic.target\n' "$5" ;;
    broken.service) exit 1 ;;
    *) printf '%s\n  sysinit.target\n' "$5" ;;
  esac
  exit
fi
echo "systemctl $*"
REAL
printf '#!/bin/sh\necho "service $*"\nexit 7\n' >"$work/real/service"
chmod +x "$own"/* "$work/real"/*
held='docker.service docker.socket ecs.service'
guarded() { PATH=$own:$work/real:$PATH GUARD_UNIT=parbake-early.service GUARD_HELD=$held "$@" 2>&1; }

refused() {
  local said
  said=$(guarded "$@") && is "$* is refused" refused "$said"
  holds "$*" 'parbake: refused' "$said"
  holds "$*" '--no-block' "$said"
}
passed() { is "$*" "$*" "$(guarded "$@")"; }

for verb in start restart reload-or-restart force-reload isolate 'enable --now' 'reenable --now' '--now enable' '-q start' '-t service start'; do
  # shellcheck disable=SC2086  # several words
  refused systemctl $verb docker
done
refused systemctl start jq.service docker.service
refused systemctl isolate own.target
refused service docker restart
# Held by a gate alone: ordered after nothing of ours, and passed over.
refused systemctl start ecs
refused systemctl start docker.socket
holds 'the reason of a wait' 'docker.service is ordered after parbake-early.service' "$(guarded systemctl start docker || true)"
holds 'the reason of a gate' 'ecs.service is held until' "$(guarded systemctl start ecs || true)"

for words in 'start --no-block docker' 'enable docker' 'enable --now --no-block ecs' 'start jq' 'start broken' 'stop docker' 'try-restart docker' 'is-active docker' \
  'daemon-reload' '--root=/mnt enable --now docker' '--user start docker' '-M web start docker' 'status' 'show -p After docker'; do
  # shellcheck disable=SC2086  # several words
  passed systemctl $words
done
is 'the status of the real one' 7 "$(guarded service docker status >/dev/null || echo $?)"
# A later pass: the gate of Docker is open, and nothing of the units is ordered after its unit.
held='ecs.service'
is 'docker may be restarted' 'systemctl restart docker' "$(PATH=$own:$work/real:$PATH GUARD_UNIT=parbake-late.service GUARD_HELD=$held systemctl restart docker)"
refused systemctl start ecs
