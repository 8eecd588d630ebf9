#!/bin/bash
# disks.sh: the images in /mnt/disks (a line each: NAME SERIAL IMAGE) as the EBS volumes of a machine on Nitro. They are loop devices of the
# kernel with another name; a container can bring no NVMe controller, so model and serial in sysfs are ours and all else there is the kernel's.
set -euo pipefail
mount -t tmpfs tmpfs /sys/class/block
[[ -e /dev/loop-control ]] || mknod -m 600 /dev/loop-control c 10 237
for number in {0..63}; do [[ -e /dev/loop$number ]] || mknod -m 660 "/dev/loop$number" b 7 "$number"; done
while read -r name serial image; do
  loop=$(losetup -f --show "/mnt/$image")
  # Free as soon as nobody has it open.
  # shellcheck disable=SC2034 # open is all that it is for
  exec {held}<"$loop"
  losetup -d "$loop"
  mknod -m 660 "/dev/$name" b 7 "${loop#/dev/loop}"
  entry=/sys/class/block/$name
  mkdir -p "$entry/device"
  for fact in size holders; do ln -s "/sys/devices/virtual/block/${loop#/dev/}/$fact" "$entry/$fact"; done
  printf 'Amazon Elastic Block Store              \n' >"$entry/device/model"
  printf '%s\n' "$serial" >"$entry/device/serial"
done </mnt/disks
# It has all of them open, and ends with the machine, however that ends.
sleep infinity >/dev/null 2>&1 &
