#!/bin/bash
# The units with those of each base: systemd itself looks for ordering cycles (systemd-analyze verify).
source "$(dirname "$0")/harness.sh"
if ! command -v systemd-analyze >/dev/null; then
  [[ -z ${PARBAKE_FULL:-} ]] || is 'systemd-analyze' installed missing
  printf 'skipped: systemd-analyze is not installed\n'
  exit 0
fi

# unit NAME LINE...: a stand-in with the ordering of the real one.
unit() {
  local name=$1
  shift
  printf '[Unit]\n' >"$units/$name"
  printf '%s\n' "$@" >>"$units/$name"
  [[ $name != *.service ]] || printf '[Service]\nType=oneshot\nExecStart=/bin/true\n' >>"$units/$name"
  [[ $name != *.socket ]] || printf '[Socket]\nListenStream=/run/docker.sock\n' >>"$units/$name"
}

# base NETWORK_STAGE: our units, Docker as its packages have it, everything wanted by multi-user.target.
base() {
  local name
  local -A after=([early]=$1 [late]='parbake-early.service docker.service' [after-agent]='parbake-late.service ecs.service')
  units=$work/$1.$RANDOM
  mkdir -p "$units/multi-user.target.wants" "$units/docker.service.d" "$units/ecs.service.d"
  for name in early late after-agent; do
    sed -e "s|{{after}}|sysinit.target basic.target ${after[$name]}|; s|{{before}}|containerd.service docker.service|; s|{{condition}}|/etc/parbake/image.json|; s|{{runner}}|/usr/lib/parbake/runner|; s|{{docker_unit}}|docker.service|" \
      "$templates/boot/units/parbake-$name.service.hbs" >"$units/parbake-$name.service"
    ln -s "../parbake-$name.service" "$units/multi-user.target.wants/"
  done
  cp "$templates/boot/units/docker-gate.conf" "$units/docker.service.d/10-parbake.conf"
  cp "$templates/boot/units/agent-gate.conf" "$units/ecs.service.d/10-parbake.conf"
  unit docker.socket 'PartOf=docker.service' 'Before=sockets.target'
  unit containerd.service 'After=network.target local-fs.target'
  unit docker.service 'After=network-online.target docker.socket containerd.service' 'Wants=network-online.target containerd.service' 'Requires=docker.socket'
  for name in docker ecs cloud-final; do ln -s "../$name.service" "$units/multi-user.target.wants/"; done
}
verify() { SYSTEMD_UNIT_PATH=$units:/usr/lib/systemd/system:/lib/systemd/system systemd-analyze verify --man=no multi-user.target 2>&1 || true; }
# clean NAME: no cycle, and nothing to say of our units.
clean() {
  local said

  said=$(verify)
  [[ $said != *cycle* ]] || is "$1" 'no cycle' "$said"
  [[ $said != *parbake* ]] || is "$1" 'nothing said of our units' "$said"
}

# Debian and Ubuntu: the network stage before sysinit.target, cloud-final after multi-user.target, the generic ecs.service.
base cloud-init.service
unit cloud-init.service 'DefaultDependencies=no' 'Before=network-online.target sysinit.target' 'After=networking.service'
unit cloud-final.service 'After=network-online.target cloud-init.service multi-user.target'
unit ecs.service 'Wants=docker.service' 'PartOf=docker.service' 'After=docker.service'
clean 'Debian 12'
# Amazon Linux: ecs.service after cloud-final, which is not after multi-user.target.
base cloud-init.service
unit cloud-init.service 'Before=network-online.target' 'After=cloud-init-local.service'
unit cloud-final.service 'After=network-online.target cloud-init.service'
unit ecs.service 'Wants=docker.service' 'PartOf=docker.service' 'After=docker.service cloud-final.service'
clean 'Amazon Linux'
# Debian 13: one process with stages of other names.
base cloud-init-network.service
unit cloud-init-network.service 'DefaultDependencies=no' 'Before=network-online.target sysinit.target'
unit cloud-final.service 'After=network-online.target multi-user.target'
unit ecs.service 'Wants=docker.service' 'PartOf=docker.service' 'After=docker.service'
clean 'Debian 13'

# The control: were the default dependencies on and the socket ordered as well, systemd would say so.
sed -i 's/^DefaultDependencies=no//; s/^Before=containerd.service/Before=docker.socket containerd.service/' "$units/parbake-early.service"
holds 'a cycle would be found' 'ordering cycle' "$(verify)"
