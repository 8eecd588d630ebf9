#!/bin/bash
# inside.sh LOWER UPPER WORK COMMAND...: runs a command in a root made of layers, with WORK as /mnt; changes stay in UPPER.
# In mount, network and process namespaces of its own: nothing of it is left behind.
set -euo pipefail
lower=$1 upper=$2 work=$3
shift 3
mkdir -p "$upper" "$upper.work" "$upper.root"
root=$upper.root
mount -t overlay overlay -o "lowerdir=$lower,upperdir=$upper,workdir=$upper.work" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mount --bind "$work" "$root/mnt"
exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@"
