#!/bin/bash
# Run inside the root of Debian 12: the step functions of a bundle on real disks (loop devices), with the real mkfs, mount and swapon.
# volumes.sh LIB: says `ok WHAT` a line, or ends with what is wrong.
set -euo pipefail
lib=$1
export PARBAKE_ROOT=/tmp/host
root=$PARBAKE_ROOT
loops=()
# shellcheck disable=SC2317 # called by the trap
clean_up() {
  local loop
  for path in "$root/data/swapfile" "$root/xfs/swapfile"; do swapoff "$path" 2>/dev/null || true; done
  umount "$root/data" "$root/xfs" "$root/other" 2>/dev/null || true
  for loop in ${loops[@]+"${loops[@]}"}; do losetup -d "$loop" 2>/dev/null || true; done
}
trap clean_up EXIT
mkdir -p /tmp/dev "$root/sys" "$root/dev" "$root/var/lib/cloud/data" "$root/run"
mknod /tmp/dev/loop-control c 10 237
mknod -m 666 /tmp/dev/null c 1 3
mknod -m 666 /tmp/dev/zero c 1 5
mknod -m 666 /tmp/dev/urandom c 1 9
for number in {0..31}; do mknod "/tmp/dev/loop$number" b 7 "$number"; done
ln -s /proc/self/fd /tmp/dev/fd
ln -s /proc/self/fd/0 /tmp/dev/stdin
mount --bind /tmp/dev /dev
mount -t sysfs sysfs "$root/sys"
mount --bind /tmp/dev "$root/dev"
printf 'i-0123456789abcdef0\n' >"$root/var/lib/cloud/data/instance-id"

run() { bash -c 'source "$0"; "$@"' "$lib" "$@"; }
fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}
is() { [[ $2 == "$3" ]] || fail "$1: expected '$2', found '$3'"; }
ok() { printf 'ok %s\n' "$1"; }

# new_disk NAME MIB: an empty disk under an EC2 name, as the udev rule of Amazon Linux links it. Sets $loop and $image.
new_disk() {
  image=/mnt/$1.img
  rm -f "$image" "/dev/$1"
  truncate -s "$2M" "$image"
  loop=$(losetup -f --show "$image")
  loops+=("$loop")
  ln -s "${loop##*/}" "/dev/$1"
}
drop_disk() { losetup -d "$loop" && rm -f "$image" "/dev/$1"; }

# volume PATH NAME FILESYSTEM LABEL [FORMAT]
volume() { run mount_volume "$1" "/dev/$2" "$3" "$4" noatime "${5:-if-empty}" yes 3 - - -; }
refused() {
  local what=$1 want=$2 before said
  shift 2
  before=$(md5sum <"$loop")
  if said=$("$@" 2>&1); then fail "$what: taken: $said"; fi
  [[ $said == *"$want"* ]] || fail "$what: says '$said', not '$want'"
  is "$what: not a byte changed" "$before" "$(md5sum <"$loop")"
  ok "$what"
}

# The kernel grows a mounted ext4 for CAP_SYS_RESOURCE only (bit 24).
may_grow_ext4() { (($(awk '/^CapEff/ { print "0x" $2 }' /proc/self/status) >> 24 & 1)); }

for kind in ext4 xfs; do
  new_disk sdf 320
  is "$kind: the first boot" 'changed volume /data' "$(volume /data sdf "$kind" docker)"
  is "$kind: what is mounted" "$kind" "$(findmnt -n -o FSTYPE -M "$root/data")"
  is "$kind: its label" docker "$(blkid -p -o value -s LABEL "$loop")"
  [[ $(findmnt -n -o OPTIONS -M "$root/data") == *noatime* ]] || fail "$kind: options"
  printf 'kept\n' >"$root/data/file"
  uuid=$(blkid -p -o value -s UUID "$loop")
  is "$kind: again in one boot" 'unchanged volume /data' "$(volume /data sdf "$kind" docker)"
  umount "$root/data"
  is "$kind: the next boot" 'changed volume /data' "$(volume /data sdf "$kind" docker)"
  is "$kind: the same file system" "$uuid kept" "$(blkid -p -o value -s UUID "$loop") $(cat "$root/data/file")"
  is "$kind: mode and owner" 'changed volume /data 1777 7:8' "$(umount "$root/data"
    run mount_volume /data /dev/sdf "$kind" docker - if-empty no 3 1777 7 8) $(stat -c '%a %u:%g' "$root/data")"
  ok "$kind: formats once, mounts at each boot"
  before=$(df --output=size "$root/data" | tail -n 1)
  umount "$root/data"
  truncate -s 640M "$image" && losetup -c "$loop"
  if [[ $kind == ext4 ]] && ! may_grow_ext4; then
    if said=$(volume /data sdf ext4 docker 2>&1); then fail "ext4: grown without CAP_SYS_RESOURCE"; fi
    [[ $said == *'volume /data: the file system cannot be grown'* ]] || fail "ext4: says '$said'"
    ok 'ext4: growth fails by name where this machine allows none (no CAP_SYS_RESOURCE)'
  else
    is "$kind: grown" 'changed volume /data' "$(volume /data sdf "$kind" docker)"
    after=$(df --output=size "$root/data" | tail -n 1)
    ((after > before * 5 / 4)) || fail "$kind: $before KiB became $after"
    ok "$kind: follows a volume that has grown"
  fi
  is "$kind: grown, what was on it" kept "$(cat "$root/data/file")"
  umount "$root/data"
  other=xfs
  if [[ $kind == xfs ]]; then other=ext4; fi
  refused "$kind is not $other" "holds $kind docker, not $other" volume /data sdf "$other" docker
  refused "$kind with another label" "has the label 'docker', not 'data'" volume /data sdf "$kind" data
  mkdir -p "$root/other"
  mount "$loop" "$root/other"
  # A mounted disk changes by itself: only the words count.
  if said=$(volume /data sdf "$kind" docker 2>&1); then fail "$kind mounted elsewhere: taken"; fi
  [[ $said == *"is mounted on $root/other"* ]] || fail "$kind mounted elsewhere: says '$said'"
  umount "$root/other"
  drop_disk sdf
done

new_disk sdf 320
refused 'an empty disk that is not to be formatted' 'is empty, and format says never' volume /data sdf ext4 - never
mkswap "$loop" >/dev/null 2>&1
refused 'swap' 'holds swap' volume /data sdf ext4 -
wipefs -q -a "$loop"
# A partition table: one Linux partition, by hand.
printf '\200\0\1\0\203\0\0\0\0\10\0\0\0\20\0\0' | dd of="$loop" bs=1 seek=446 conv=notrunc status=none
printf '\125\252' | dd of="$loop" bs=1 seek=510 conv=notrunc status=none
refused 'a partition table' 'holds a partition table' volume /data sdf xfs -
dd if=/dev/zero of="$loop" bs=1M count=1 conv=notrunc status=none
printf 'LABELONE' | dd of="$loop" bs=1 seek=512 conv=notrunc status=none
refused 'a few bytes at the beginning' 'holds data' volume /data sdf xfs -
dd if=/dev/zero of="$loop" bs=1M count=1 conv=notrunc status=none
printf 'x' | dd of="$loop" bs=1 seek=$((320 * 1048576 - 1)) conv=notrunc status=none
refused 'a byte at the end' 'holds data' volume /data sdf xfs -
dd if=/dev/zero of="$loop" bs=1M seek=319 count=1 conv=notrunc status=none
is 'zeros again' 'changed volume /data' "$(volume /data sdf xfs -)"
umount "$root/data"
# A superblock that is no file system, and no note that this host has begun one.
dd if=/dev/urandom of="$loop" bs=1M seek=1 count=2 conv=notrunc status=none
dd if=/dev/urandom of="$loop" bs=4096 seek=1 count=200 conv=notrunc status=none
# The kernel tries it, and may write to it; it is not formatted.
uuid=$(blkid -p -o value -s UUID "$loop")
if said=$(volume /data sdf xfs - 2>&1); then fail 'a damaged file system: taken'; fi
[[ $said == *'cannot be mounted'* ]] || fail "a damaged file system: says '$said'"
is 'a damaged file system: the same' "$uuid" "$(blkid -p -o value -s UUID "$loop")"
ok 'a damaged file system'
drop_disk sdf

# Killed: at each command that changes something, and in the middle of mkfs at many lengths. The next run ends with a whole file system.
cut() {
  VICTIM=$1 BYTES=${2:-} bash -c '
    source "$0"
    strike() { if [[ $1 == "$VICTIM" ]]; then kill -KILL $$ $BASHPID; fi; }
    for name in mkdir sync mv rm mount e2fsck resize2fs xfs_growfs; do eval "$name() { strike $name; command $name \"\$@\"; }"; done
    make() {
      local program=$1 twin=/mnt/twin.img device=${*: -1}
      shift
      if [[ $VICTIM != mkfs ]]; then command "$program" "$@"; return; fi
      rm -f "$twin"
      truncate -s 320M "$twin"
      command "$program" "${@:1:$# - 1}" "$twin"
      if [[ $BYTES == -* ]]; then
        # All but the beginning: what a format that writes its superblock last leaves.
        dd if="$twin" of="$device" bs=4096 skip=$((${BYTES#-} / 4096)) seek=$((${BYTES#-} / 4096)) conv=notrunc,sparse status=none
      else
        dd if="$twin" of="$device" bs=4096 count=$((BYTES / 4096)) conv=notrunc status=none
      fi
      kill -KILL $$ $BASHPID
    }
    mkfs.ext4() { make mkfs.ext4 "$@"; }
    mkfs.xfs() { make mkfs.xfs "$@"; }
    mount_volume /data /dev/sdf "$1" docker noatime if-empty yes 3 - - -' "$lib" "$kind"
}
points=0
for kind in ext4 xfs; do
  for point in sync rm mount 'mkfs 0' 'mkfs 4096' 'mkfs 65536' 'mkfs 16777216' 'mkfs 335544320' 'mkfs -4096'; do
    new_disk sdf 320
    # shellcheck disable=SC2086 # a point and its length
    (cut $point || true) >/dev/null 2>&1
    umount "$root/data" 2>/dev/null || true
    said=$(volume /data sdf "$kind" docker 2>&1) || fail "$kind, killed at $point: $said"
    is "$kind, killed at $point" 'changed volume /data' "$said"
    umount "$root/data"
    if [[ $kind == ext4 ]]; then e2fsck -f -n "$loop" >/dev/null 2>&1; else xfs_repair -n "$loop" >/dev/null 2>&1; fi || fail "$kind, killed at $point: not whole"
    [[ -z $(find "$root/var/lib/parbake" -name '*.format') ]] || fail "$kind, killed at $point: the note of the format is left"
    points=$((points + 1))
    drop_disk sdf
  done
done
ok "killed at $points points and run again"
# The note of a format is this host's and this disk's: it opens no other disk.
kind=xfs
new_disk sdf 320
(cut mkfs 65536 || true) >/dev/null 2>&1
printf 'i-0ffffffffffffffff\n' >"$root/var/lib/cloud/data/instance-id"
refused 'what another host left of a format' 'nothing was changed on it' volume /data sdf ext4 docker
printf 'i-0123456789abcdef0\n' >"$root/var/lib/cloud/data/instance-id"
drop_disk sdf
new_disk sdf 324
mkfs.ext4 -q "$loop"
refused 'a note, and another file system' 'holds ext4, not xfs' volume /data sdf xfs docker
drop_disk sdf

# Swap on both file systems: made once, on again at the next boot, of another size when that is asked for.
for kind in ext4 xfs; do
  new_disk sdf 320
  volume /data sdf "$kind" - >/dev/null
  is "swap on $kind" 'changed swap /data/swapfile' "$(run ensure_swap /data/swapfile 16MiB)"
  is "swap on $kind: mode and size" '600 16777216' "$(stat -c '%a %s' "$root/data/swapfile")"
  is "swap on $kind: again" 'unchanged swap /data/swapfile' "$(run ensure_swap /data/swapfile 16MiB)"
  inode=$(stat -c %i "$root/data/swapfile")
  swapoff "$root/data/swapfile"
  is "swap on $kind: the next boot" "changed swap /data/swapfile $inode" "$(run ensure_swap /data/swapfile 16MiB) $(stat -c %i "$root/data/swapfile")"
  is "swap on $kind: larger" 'changed swap /data/swapfile' "$(run ensure_swap /data/swapfile 32MiB)"
  is "swap on $kind: larger" 33554432 "$(stat -c %s "$root/data/swapfile")"
  swapoff "$root/data/swapfile"
  printf 'mine\n' >"$root/data/mine"
  if said=$(run ensure_swap /data/mine 16MiB 2>&1); then fail "swap over a file: $said"; fi
  is "swap on $kind: a file of somebody" mine "$(cat "$root/data/mine")"
  umount "$root/data"
  drop_disk sdf
  ok "swap on $kind"
done
if said=$(run ensure_swap /var/swapfile 16MiB 2>&1); then fail "swap on tmpfs: $said"; fi
[[ $said == *'cannot be swapped to'* ]] || fail "swap on tmpfs: $said"
ok 'swap on a file system that has none'
