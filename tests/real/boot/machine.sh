#!/bin/bash
# machine.sh HOST LOWER UPPER WORK NAME: boots a root made of layers with systemd-nspawn, the one of HOST. WORK is /mnt, and
# WORK/seed what cloud-init's NoCloud finds; changes stay in UPPER.
set -euo pipefail
# shellcheck source=tests/real/group.sh
source "${BASH_SOURCE[0]%/*}/../group.sh"
host=$1 lower=$2 upper=$3 work=$4 name=$5
mkdir -p "$upper" "$upper.work"
enter_group "$name"
# WORK/kill is asked over and over, with the machine's disk at hand, whether it is time to kill all of it.
if [[ -e $work/kill ]]; then
  (
    cd "$upper"
    until bash "$work/kill" 2>/dev/null; do sleep 0.01; done
    kill -KILL -1
  ) &
fi
mount --bind "$host" "$host"
mount -t proc proc "$host/proc"
mount --rbind /sys "$host/sys"
mount --rbind /dev "$host/dev"
mount -t tmpfs tmpfs "$host/run"
mount -t tmpfs tmpfs "$host/tmp"
mkdir "$host/tmp/guest" "$host/tmp/work"
mount -t overlay overlay -o "lowerdir=$lower,upperdir=$upper,workdir=$upper.work" "$host/tmp/guest"
mount --bind "$work" "$host/tmp/work"
exec env SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=0 chroot "$host" /usr/bin/systemd-nspawn --quiet --register=no \
  --keep-unit --private-network --directory=/tmp/guest --machine="$name" \
  --resolv-conf=off --timezone=off --link-journal=no --console=read-only --kill-signal=SIGRTMIN+3 \
  --bind=/tmp/work:/mnt --bind-ro=/tmp/work/seed:/var/lib/cloud/seed/nocloud --boot systemd.unit=multi-user.target
