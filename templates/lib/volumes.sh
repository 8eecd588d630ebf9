# volumes.sh: disks that are mounted before Docker starts, and a swap file. Needs core.sh, files.sh, instance.sh.
#
# No fstab and no mount unit: systemd would want the disk before the boot program has found and formatted it, and a
# failure there is an emergency shell. Here it is a step that fails by name, and Docker stays down behind its gate.

# mount_volume PATH DEVICE FILESYSTEM LABEL|- OPTIONS|- FORMAT(if-empty|never) GROW(yes|no) SECONDS MODE|- OWNER|- GROUP|-
mount_volume() {
  local path=$1 target=$PARBAKE_ROOT$1 kind=$3 label=$4 how=$5 disk device said=unchanged
  disk=$(wait_for_disk "$path" "$2" "$8") || exit 1
  device=$PARBAKE_ROOT/dev/$disk
  refuse_used "$path" "$disk" "$device"
  if ! mountpoint -q "$target"; then
    prepare_disk "$path" "$disk" "$device" "$kind" "$label" "$6"
    mkdir -p "$target" || die "volume $path: its directory cannot be made"
    if [[ $how == - ]]; then how=defaults; fi
    mount -t "$kind" -o "$how" "$device" "$target" || die "volume $path: $disk cannot be mounted"
    said=changed
  elif [[ $(mountpoint -d "$target") != "$(mountpoint -x "$device")" ]]; then
    die "volume $path: another disk than $disk is mounted there"
  fi
  remember_disk "$path" "$2" "$disk"
  if [[ $7 == yes ]]; then grow_filesystem "$path" "$kind" "$device" "$target"; fi
  set_access "$path" "$target" "$9" "${10}" "${11}"
  say "$said" "volume $path"
}

# wait_for_disk PATH WANTED SECONDS: its kernel name, nvme1n1.
wait_for_disk() {
  local wanted deadline=$((SECONDS + $3)) found status
  wanted=$(remembered_disk "$1" "$2") || die "volume $1: no instance to keep anything for"
  while :; do
    status=0
    found=$(find_disk "$wanted") || status=$?
    case $status in
      0) break ;;
      1) ;;
      *) die "volume $1: $found" ;;
    esac
    ((SECONDS < deadline)) || die "volume $1: $wanted is not there after $3 s$(hint_for "$wanted")"
    sleep 1
  done
  printf '%s' "$found"
}

hint_for() {
  case $1 in
    serial:*) printf ' (the disk that was mounted here before)' ;;
    /dev/*) if [[ -n $(disks) ]] && ! command -v nvme >/dev/null && ! command -v ebsnvme-id >/dev/null; then printf ' (neither nvme nor ebsnvme-id is there to tell names of NVMe disks)'; fi ;;
  esac
}

# find_disk WANTED: status 1 where it is not there yet, 2 with a reason where asking again does not help.
find_disk() {
  case $1 in
    vol-*) disk_of_serial "${1/-/}" ;;
    serial:*) disk_of_serial "${1#serial:}" ;;
    /dev/*) disk_of_name "$1" ;;
    ebs:*) nth_disk 'Amazon Elastic Block Store' "${1#*:}" ;;
    instance-store:*) nth_disk 'Amazon EC2 NVMe Instance Storage' "${1#*:}" ;;
    size:*) disk_of_size "$(bytes_of "${1#*:}")" ;;
    *) printf "'%s' names no disk" "$1" && return 2 ;;
  esac
}

# disks: kernel names of the whole disks that are not the root's, in the order of their numbers.
disks() {
  local entry name root
  root=$(root_disk)
  for entry in "$PARBAKE_ROOT"/sys/class/block/*; do
    name=${entry##*/}
    case $name in
      nvme* | xvd* | sd*) ;;
      *) continue ;;
    esac
    if [[ -e $entry/size && ! -e $entry/partition && $name != "$root" ]]; then printf '%s\n' "$name"; fi
  done | sort -V
}

# root_disk: the disk that / is on; a partition's directory lies in its disk's.
root_disk() {
  local entry
  entry=$(readlink -f "$PARBAKE_ROOT/sys/dev/block/$(mountpoint -d "${PARBAKE_ROOT:-/}")") || return 0
  if [[ -e $entry/partition ]]; then entry=${entry%/*}; fi
  printf '%s' "${entry##*/}"
}

# disk_fact DISK model|serial: padded with blanks by the standard.
# Source: EBS user guide, "Map Amazon EBS volumes to NVMe device names": the serial is the volume id without its dash.
disk_fact() {
  local text=''
  read -r text 2>/dev/null <"$PARBAKE_ROOT/sys/class/block/$1/device/$2" || true
  printf '%s' "$text"
}

disk_of_serial() {
  local disk
  for disk in $(disks); do
    if [[ $(disk_fact "$disk" serial) == "$1" ]]; then
      printf '%s' "$disk"
      return
    fi
  done
  return 1
}

# disk_of_name DEVICE: by the link that a udev rule made (Amazon Linux), by the name itself (Xen), or by what the disk says of itself.
disk_of_name() {
  local letters=${1#/dev/} name disk
  letters=${letters#sd} letters=${letters#xvd}
  for name in "sd$letters" "xvd$letters"; do
    if [[ -e $PARBAKE_ROOT/dev/$name ]]; then
      disk=$(readlink -f "$PARBAKE_ROOT/dev/$name")
      printf '%s' "${disk##*/}"
      return
    fi
  done
  for disk in $(disks); do
    name=$(ec2_name "$disk")
    if [[ ${name#/dev/} == "sd$letters" || ${name#/dev/} == "xvd$letters" ]]; then
      printf '%s' "$disk"
      return
    fi
  done
  return 1
}

# ec2_name DISK: the name in the block device mapping.
# Source: EC2 user guide, "Amazon EBS and NVMe": bytes 3072 to 3103 of the controller's identification are its vendor's.
ec2_name() {
  [[ $(disk_fact "$1" model) == 'Amazon Elastic Block Store' ]] || return 0
  if command -v nvme >/dev/null; then
    nvme id-ctrl --raw-binary "$PARBAKE_ROOT/dev/$1" 2>/dev/null | tail -c +3073 | head -c 32 | tr -d '\0 '
  elif command -v ebsnvme-id >/dev/null; then
    ebsnvme-id -b "$PARBAKE_ROOT/dev/$1" 2>/dev/null
  fi || true
}

# nth_disk MODEL N: under Xen disks say no model; those of EBS are xvd there.
nth_disk() {
  local disk count=0
  for disk in $(disks); do
    [[ $(disk_fact "$disk" model) == "$1" || ($1 == *Block* && $disk == xvd*) ]] || continue
    count=$((count + 1))
    if ((count == $2)); then
      printf '%s' "$disk"
      return
    fi
  done
  return 1
}

disk_of_size() {
  local disk found=()
  for disk in $(disks); do
    if (($(cat "$PARBAKE_ROOT/sys/class/block/$disk/size") * 512 == $1)); then found+=("$disk"); fi
  done
  case ${#found[@]} in
    0) return 1 ;;
    1) printf '%s' "${found[0]}" ;;
    *) printf '%s disks have that size: %s' "${#found[@]}" "${found[*]}" && return 2 ;;
  esac
}

# bytes_of SIZE: 2GiB
bytes_of() {
  local number=${1%?iB}
  case $1 in
    *MiB) printf '%s' $((number << 20)) ;;
    *GiB) printf '%s' $((number << 30)) ;;
    *TiB) printf '%s' $((number << 40)) ;;
    *) die "'$1' is no size" ;;
  esac
}

# remembered_disk PATH WANTED: kernels number disks anew at each boot. What was chosen by order or size is found by its serial later;
# an instance store is another disk after a stop.
remembered_disk() {
  local file
  file=$(disk_record "$1") || return 1
  case $2 in
    ebs:* | size:*) if [[ -s $file ]]; then printf 'serial:%s' "$(cat "$file")"; else printf '%s' "$2"; fi ;;
    *) printf '%s' "$2" ;;
  esac
}

# remember_disk PATH WANTED DISK
remember_disk() {
  local file serial
  case $2 in
    ebs:* | size:*) ;;
    *) return 0 ;;
  esac
  serial=$(disk_fact "$3" serial)
  if [[ -z $serial ]]; then return 0; fi
  file=$(disk_record "$1") || return 1
  mkdir -p "${file%/*}" && printf '%s\n' "$serial" >"$file.new" && mv -fT "$file.new" "$file"
}

disk_record() {
  local directory
  directory=$(instance_directory) || return 1
  printf '%s' "$directory/volumes/${1//\//-}"
}

# refuse_used PATH DISK DEVICE: a disk that something else has in use is somebody else's.
refuse_used() {
  local entry=$PARBAKE_ROOT/sys/class/block/$2 part number elsewhere
  [[ -b $3 ]] || die "volume $1: $2 has no node in /dev"
  for part in "$entry/$2"*/partition; do
    if [[ -e $part ]]; then die "volume $1: $2 has partitions; nothing was changed on it"; fi
  done
  for part in "$entry"/holders/*; do
    if [[ -e $part ]]; then die "volume $1: $2 is part of ${part##*/}; nothing was changed on it"; fi
  done
  number=$(mountpoint -x "$3") || die "volume $1: $2 has no number"
  elsewhere=$(awk -v number="$number" -v own="$PARBAKE_ROOT$1" '$3 == number && $5 != own { print $5; exit }' /proc/self/mountinfo)
  if [[ -n $elsewhere ]]; then die "volume $1: $2 is mounted on $elsewhere"; fi
}

# prepare_disk PATH DISK DEVICE FILESYSTEM LABEL|- FORMAT: an empty disk is formatted, one with the file system asked for is checked, any other
# ends the step untouched.
#
# A mark under the instance says that a format has begun, since one that was cut off leaves something that is no file system.
prepare_disk() {
  local path=$1 disk=$2 device=$3 kind=$4 label=$5 found mark
  mark=$(disk_record "$path").format || exit 1
  found=$(contents_of "$device") || die "volume $path: $disk cannot be read"
  if is_begun "$mark" "$disk" && is_cut "$found" "$kind" "$device"; then found='cut off'; fi
  case $found in
    empty | 'cut off')
      [[ $6 == if-empty ]] || die "volume $path: $disk is empty, and format says never"
      begin_format "$mark" "$disk" || die "volume $path: cannot note that it is formatted"
      format_disk "$kind" "$device" "$label" "$found" || die "volume $path: $disk cannot be formatted"
      sync
      ;;
    "$kind "*)
      [[ $label == - || $found == "$kind $label" ]] || die "volume $path: $disk has the label '${found#"$kind "}', not '$label'; nothing was changed on it"
      check_filesystem "$kind" "$device" || die "volume $path: the file system on $disk is damaged; repair it by hand"
      ;;
    *) die "volume $path: $disk holds ${found% }, not $kind; nothing was changed on it" ;;
  esac
  # On disk before anything is written to the new file system: after a crash the mark must not be there again.
  if [[ -e $mark ]]; then rm -f "$mark" && sync; fi
}

# contents_of DEVICE: `empty`, `data` (nothing that is known), or what is known and its label: `xfs docker`, `LVM2_member `.
#
# Empty is what reads as zeros at both ends: a new volume does, and whatever a program wrote without a signature does not.
contents_of() {
  local device=$1 said status=0 type label size
  said=$(blkid -p -o export "$device" 2>/dev/null) || status=$?
  case $status in
    0)
      type=$(sed -n 's/^TYPE=//p' <<<"$said")
      label=$(sed -n 's/^LABEL=//p' <<<"$said")
      if [[ -n $type ]]; then printf '%s %s' "$type" "$label"; else printf 'a partition table '; fi
      return
      ;;
    2) ;;
    *) printf 'several signatures ' && return ;;
  esac
  [[ -z $(wipefs -n "$device") ]] || { printf 'a signature ' && return; }
  size=$(blockdev --getsize64 "$device") || return 1
  if is_zero "$device" 0 && is_zero "$device" $((size / 1048576 - 1)); then printf 'empty'; else printf 'data'; fi
}

# is_zero DEVICE MIB: one MiB from there on.
is_zero() { dd if="$1" bs=1048576 skip="$2" count=1 2>/dev/null | cmp -s -n 1048576 - /dev/zero; }

# disk_identity DISK: what tells it from another that comes under its name.
disk_identity() { printf '%s %s\n' "$(disk_fact "$1" serial)" "$(cat "$PARBAKE_ROOT/sys/class/block/$1/size")"; }

begin_format() { mkdir -p "${1%/*}" && disk_identity "$2" >"$1" && sync; }

# is_cut CONTENTS FILESYSTEM DEVICE: what a format leaves that was killed.
is_cut() { [[ $1 == data ]] || { [[ $1 == "$2 "* ]] && ! is_whole "$2" "$3"; }; }

is_begun() { [[ -f $1 && $(cat "$1") == "$(disk_identity "$2")" ]]; }

# is_whole FILESYSTEM DEVICE: the check that changes nothing.
is_whole() {
  case $1 in
    xfs) xfs_repair -n "$2" >/dev/null 2>&1 ;;
    *) e2fsck -f -n "$2" >/dev/null 2>&1 ;;
  esac
}

# format_disk FILESYSTEM DEVICE LABEL|- CONTENTS: mkfs.xfs looks for other file systems itself, unless told not to.
format_disk() {
  local options=(-q)
  if [[ $3 != - ]]; then options+=(-L "$3"); fi
  if [[ $1 == xfs && $4 != empty ]]; then options+=(-f); fi
  if [[ $1 == ext4 && $4 != empty ]]; then options+=(-F); fi
  "mkfs.$1" "${options[@]}" "$2" </dev/null >/dev/null
}

# check_filesystem FILESYSTEM DEVICE: ext4 wants its journal replayed before anything else; xfs does that when it is mounted.
check_filesystem() {
  local status=0
  [[ $1 == ext4 ]] || return 0
  e2fsck -p "$2" >/dev/null </dev/null || status=$?
  # 1: repaired; 2: repaired, and the root disk would need a reboot (e2fsck(8), "Exit code").
  ((status <= 2))
}

# grow_filesystem PATH FILESYSTEM DEVICE TARGET: both tools do nothing where there is nothing to do.
grow_filesystem() {
  local said
  case $2 in
    xfs) said=$(xfs_growfs "$4" 2>&1 </dev/null) || die "volume $1: the file system cannot be grown: $said" ;;
    *) said=$(resize2fs "$3" 2>&1 </dev/null) || die "volume $1: the file system cannot be grown: $said" ;;
  esac
}

# set_access PATH TARGET MODE|- OWNER|- GROUP|-
set_access() {
  if [[ $4 != - ]]; then chown "$4" "$2" || die "volume $1: cannot be given to $4"; fi
  if [[ $5 != - ]]; then chgrp "$5" "$2" || die "volume $1: cannot be given to the group $5"; fi
  if [[ $3 != - ]]; then chmod "$3" "$2" || die "volume $1: cannot be given mode $3"; fi
}

# ensure_swap PATH SIZE
ensure_swap() {
  local path=$1 target=$PARBAKE_ROOT$1 bytes
  bytes=$(bytes_of "$2")
  if is_swap "$target" && [[ $(stat -c '%s' "$target") == "$bytes" ]]; then
    chmod 0600 "$target"
    if swap_is_on "$target"; then
      say unchanged "swap $path"
      return
    fi
  else
    [[ ! -e $target && ! -L $target ]] || is_swap "$target" || die "swap $path: something is there that is no swap file"
    if swap_is_on "$target"; then swapoff "$target" || die "swap $path: the old one cannot be given up"; fi
    make_swap "$path" "$target" "$bytes"
  fi
  swapon "$target" || die "swap $path: cannot be turned on"
  say changed "swap $path"
}

# is_swap FILE
is_swap() { [[ -f $1 && ! -L $1 && $(blkid -p -o value -s TYPE "$1" 2>/dev/null) == swap ]]; }

swap_is_on() { awk -v file="$1" '$1 == file { found = 1 } END { exit !found }' /proc/swaps; }

# make_swap PATH TARGET BYTES: swapon(8) takes no file with holes, and before Linux 4.18 none on xfs whose blocks were only reserved.
make_swap() {
  local temp=${2%/*}/.parbake.${2##*/} kind
  mkdir -p "${2%/*}" || die "swap $1: its directory cannot be made"
  kind=$(stat -f -c %T "${2%/*}") || die "swap $1: its file system cannot be told"
  [[ $kind == ext2/ext3 || $kind == xfs ]] || die "swap $1: a file on $kind cannot be swapped to"
  rm -f "$temp"
  if ! (umask 077 && fill_swap "$kind" "$temp" "$3"); then
    rm -f "$temp"
    die "swap $1: there is no room for it"
  fi
  mkswap "$temp" >/dev/null || die "swap $1: cannot be made"
  replace_file "$temp" "$2" || die "swap $1: cannot be put in place"
}

# fill_swap FILESYSTEM FILE BYTES
fill_swap() {
  if [[ $1 == xfs ]]; then
    dd if=/dev/zero of="$2" bs=1048576 count=$(($3 / 1048576)) conv=fsync 2>/dev/null
  else
    fallocate -l "$3" "$2"
  fi
}
