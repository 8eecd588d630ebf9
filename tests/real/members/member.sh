#!/bin/bash
# member.sh: an instance with secrets, a key and a disk: what clone.sh says of it, what the step functions made, and where its secrets are.
# With /mnt/troubled it runs into troubles.sh first.
set -u
# shellcheck source=tests/real/golden/settle.sh
source /mnt/settle.sh
trap let_go EXIT

# A container's systemd turns no swap off; the kernel's list of it is the machine's outside.
let_go() {
  local file
  for file in /data/swapfile /data/swap; do swapoff "$file" 2>/dev/null; done
  leave
}

# watch: arguments and environments of all processes, as long as the boot lasts.
watch() {
  while :; do
    cat /proc/[0-9]*/{cmdline,environ} 2>/dev/null | tr '\0' '\n' >>/mnt/out/words
    sleep 0.02
  done
}

# farm WHAT: what the cloud's side of the test knows or does.
farm() { curl -q -s -S -f --noproxy '*' "https://ssm.eu-central-1.amazonaws.com/farm/$1"; }

# keys: the public key in each of the three files, by openssl.
keys() {
  local tls=/etc/build/tls
  openssl pkey -in "$tls/key.pem" -pubout >/mnt/out/key.pub
  openssl x509 -in "$tls/cert.pem" -noout -pubkey >/mnt/out/cert.pub
  openssl req -in "$tls/request.pem" -noout -pubkey >/mnt/out/request.pub
  openssl x509 -in "$tls/cert.pem" -noout -subject -ext subjectAltName -nameopt RFC2253 >/mnt/out/cert
  openssl verify -CAfile "$tls/cert.pem" "$tls/cert.pem" >/mnt/out/verified
  stat -c '%a %U %G' "$tls/key.pem" >/mnt/out/key.mode
} 2>/mnt/out/keys

# keep: what a new format would take away. It names the instance that left it.
keep() {
  cat /data/kept
  [[ -e /data/kept ]] || cp /var/lib/cloud/data/instance-id /data/kept
} >/mnt/out/kept 2>&1

# disk: what is mounted, what lies on it, what is swapped to.
disk() {
  findmnt -n -o TARGET,FSTYPE,OPTIONS --target /data/docker
  blkid -p -o value -s LABEL -s UUID "/dev/$(sed -n '/vol0a/s/ .*//p' /mnt/disks)"
  docker info --format '{{.DockerRootDir}}'
  awk '/^\/data\// { print $1, $3 }' /proc/swaps
  head -c 1048576 /dev/nvme1n1 | tr -d '\0' | wc -c
} >/mnt/out/disk 2>&1

# places: the files of the whole host that hold a secret.
places() {
  find / \( -path /proc -o -path /sys -o -path /mnt \) -prune -o -type f -print0 |
    xargs -0 grep -l -F --devices=skip -f /mnt/canaries |
    xargs stat -c '%a %U %G %n' | LC_ALL=C sort
} >/mnt/out/places 2>&1

watch &
watcher=$!
# shellcheck source=tests/real/members/troubles.sh
if [[ -e /mnt/troubled ]]; then source /mnt/troubles.sh; fi
settle
keep
# shellcheck source=tests/real/golden/clone.sh
source /mnt/clone.sh
trap let_go EXIT
kill "$watcher"
docker info --format '{{.Swarm.NodeID}} {{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}}' >/mnt/out/member 2>&1
farm nodes >/mnt/out/nodes 2>&1
keys
disk
places
