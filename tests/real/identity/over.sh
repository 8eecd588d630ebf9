#!/bin/bash
# over.sh LOWER UPPER WORK COMMAND...: lays UPPER over a root made of layers, with WORK as its /mnt, and runs a command beside it: ROOT is the
# root, and inside COMMAND... runs one in it. In mount, network and process namespaces of its own.
set -euo pipefail
lower=$1 upper=$2 work=$3
shift 3
mkdir -p "$upper" "$upper.work" "$upper.root"
export ROOT=$upper.root
mount -t overlay overlay -o "lowerdir=$lower,upperdir=$upper,workdir=$upper.work" "$ROOT"
mount -t proc proc "$ROOT/proc"
mount --rbind /dev "$ROOT/dev"
mount -t tmpfs tmpfs "$ROOT/run"
mount -t tmpfs tmpfs "$ROOT/tmp"
mount --bind "$work" "$ROOT/mnt"
inside() { chroot "$ROOT" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@"; }
export -f inside
"$@"
