#!/bin/bash
# Disks are found by what does not change between boots; what is on one is told apart. Real disks: tests/real/stores.
source "$(dirname "$0")/harness.sh"
sys=$root/sys/class/block
mkdir -p "$sys" "$root/dev" "$root/sys/dev/block" "$work/bin"
instance i-0123456789abcdef0
export PATH=$work/bin:$PATH
# The stand-ins: / is on 259:1, and a disk's identification has its EC2 name where the vendor's bytes begin.
cat >"$work/bin/mountpoint" <<'END'
#!/bin/bash
if [[ $1 == -d ]]; then echo 259:1; else exit 1; fi
END
cat >"$work/bin/nvme" <<'END'
#!/bin/bash
head -c 3072 /dev/zero
printf '%-32s' "$(cat "${3/\/dev\//\/sys\/class\/block\/}/ec2")"
head -c 992 /dev/zero
END
chmod +x "$work"/bin/*

# disk NAME SECTORS MODEL SERIAL EC2
disk() {
  mkdir -p "$root/sys/devices/$1/device"
  ln -sfn "$root/sys/devices/$1" "$sys/$1"
  printf '%s\n' "$2" >"$sys/$1/size"
  # Padded, as the standard has it.
  printf '%-40s\n' "$3" >"$sys/$1/device/model"
  printf '%-20s\n' "$4" >"$sys/$1/device/serial"
  printf '%s' "$5" >"$sys/$1/ec2"
}
# part DISK NAME NUMBER
part() {
  mkdir -p "$root/sys/devices/$1/$2"
  printf '1\n' >"$root/sys/devices/$1/$2/partition"
  printf '8\n' >"$root/sys/devices/$1/$2/size"
  ln -sfn "$root/sys/devices/$1/$2" "$sys/$2"
  ln -sfn "$root/sys/devices/$1/$2" "$root/sys/dev/block/$3"
}
ebs='Amazon Elastic Block Store' store='Amazon EC2 NVMe Instance Storage'
disk nvme0n1 16777216 "$ebs" vol0aaaaaaaaaaaaaaaa /dev/xvda
part nvme0n1 nvme0n1p1 259:1
disk nvme10n1 209715200 "$ebs" vol0bbbbbbbbbbbbbbbb sdg
disk nvme2n1 41943040 "$ebs" vol0cccccccccccccccc /dev/sdf
disk nvme3n1 41943040 "$store" AWS123 ''

find_is() { is "$1" "$2" "$(run find_disk "$1")"; }
find_is vol-0bbbbbbbbbbbbbbbb nvme10n1
find_is /dev/sdf nvme2n1
find_is /dev/xvdg nvme10n1
find_is ebs:1 nvme2n1
find_is ebs:2 nvme10n1
find_is instance-store:1 nvme3n1
find_is size:100GiB nvme10n1
is 'the disk of / is none of them' 'nvme2n1 nvme3n1 nvme10n1' "$(run disks | paste -s -d ' ')"
# status WANTED: 1 is "not yet", 2 is "never".
status() { run find_disk "$1" >/dev/null || echo $?; }
is 'a volume that is not attached' 1 "$(status vol-0dddddddddddddddd)"
is 'the volume of /' 1 "$(status vol-0aaaaaaaaaaaaaaaa)"
is 'a name that is not there' 1 "$(status /dev/sdz)"
is 'a third one' 1 "$(status ebs:3)"
is 'no such size' 1 "$(status size:7GiB)"
is 'two of one size' 2 "$(status size:20GiB)"
holds 'two of one size are named' '2 disks have that size: nvme2n1 nvme3n1' "$(run find_disk size:20GiB || true)"
# Amazon Linux links the name, and needs no nvme.
mv "$work/bin/nvme" "$work/nvme"
ln -s nvme10n1 "$root/dev/sdh"
: >"$root/dev/nvme10n1"
find_is /dev/xvdh nvme10n1
is 'without nvme and a link' 1 "$(status /dev/sdf)"
mv "$work/nvme" "$work/bin/nvme"
# Under Xen the kernel's name is the name.
disk xvdj 41943040 '' '' ''
: >"$root/dev/xvdj"
find_is /dev/sdj xvdj

# A wait ends by name, and a disk that comes in time is taken.
fails 'a wait' run wait_for_disk /data vol-0dddddddddddddddd 1
holds 'a wait' 'volume /data: vol-0dddddddddddddddd is not there after 1 s' "$output"
fails 'no use to wait' run wait_for_disk /data size:20GiB 100
(sleep 1 && disk nvme4n1 8 "$ebs" vol0dddddddddddddddd sdi) &
is 'a late one' nvme4n1 "$(run wait_for_disk /data vol-0dddddddddddddddd 20)"
wait $!

# What order chose once is found by its serial when the kernel numbers anew.
run remember_disk /data ebs:1 nvme2n1
rm "$sys/nvme2n1"
disk nvme9n1 41943040 "$ebs" vol0cccccccccccccccc /dev/sdf
is 'numbered anew' nvme9n1 "$(run wait_for_disk /data ebs:1 1)"
rm "$sys/nvme9n1"
fails 'taken away' run wait_for_disk /data ebs:1 1
holds 'taken away' 'serial:vol0cccccccccccccccc is not there after 1 s (the disk that was mounted here before)' "$output"
instance i-0ffffffffffffffff
is 'another instance chooses anew' nvme4n1 "$(run wait_for_disk /data ebs:1 1)"

is 'sizes' '1048576 2147483648 1099511627776' "$(for size in 1MiB 2GiB 1TiB; do run bytes_of "$size" && echo; done | paste -s -d ' ')"
printf 'volumes: ok\n'
