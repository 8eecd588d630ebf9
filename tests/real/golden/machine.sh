#!/bin/bash
# machine.sh READERS LOWER UPPER WORK DOCKER NAME [NETWORK]: boots a root made of layers with the systemd-nspawn of READERS. WORK is
# /mnt, WORK/cloud a layer of its own with what cloud-init's NoCloud finds, WORK/units more units; DOCKER is /var/lib/docker, which
# can be no overlay. Changes stay in UPPER. NETWORK is the path of a namespace; without one it has a network of its own.
set -euo pipefail
# shellcheck source=tests/real/group.sh
source "${BASH_SOURCE[0]%/*}/../group.sh"
readers=$1 lower=$2 upper=$3 work=$4 docker=$5 name=$6
network=--private-network
if [[ -n ${7:-} ]]; then network=--network-namespace-path=$7; fi
mkdir -p "$upper" "$upper.overlay" "$docker"
enter_group "$name"
mount --bind "$readers" "$readers"
mount -t proc proc "$readers/proc"
mount --rbind /sys "$readers/sys"
mount --rbind /dev "$readers/dev"
mount -t tmpfs tmpfs "$readers/run"
mount -t tmpfs tmpfs "$readers/tmp"
mkdir "$readers"/tmp/{guest,work,docker}
mount -t overlay overlay -o "lowerdir=$work/cloud:$lower,upperdir=$upper,workdir=$upper.overlay" "$readers/tmp/guest"
mount --bind "$work" "$readers/tmp/work"
mount --bind "$docker" "$readers/tmp/docker"
exec env SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=0 chroot "$readers" /usr/bin/systemd-nspawn --quiet --register=no --keep-unit \
  "$network" --capability=all --system-call-filter=@swap --directory=/tmp/guest --machine="$name" --resolv-conf=off \
  --timezone=off --link-journal=no \
  --console=pipe --kill-signal=SIGRTMIN+3 --bind=/tmp/work:/mnt --bind=/tmp/docker:/var/lib/docker \
  --bind-ro=/tmp/work/units:/usr/local/lib/systemd/system \
  --boot systemd.unit=multi-user.target systemd.wants=driver.service systemd.wants=imds.service systemd.wants=stores.service systemd.wants=disks.service \
  systemd.mask=systemd-networkd-wait-online.service SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1
