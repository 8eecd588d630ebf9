#!/bin/bash
# registry.sh ROOT DIR [TREE]: pushes two images, made here, into the registry whose program and storage are in DIR, by the dockerd of
# ROOT. `base` holds a file, or TREE where there is one.
# Run in mount, network and process namespaces of its own, which end it all.
set -euo pipefail
root=$1 dir=$2 tree=${3:-}
ip link set lo up
# dockerd unpacks a layer in a namespace of its own and wants / to be a mount.
mount --rbind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
# dockerd writes its key there; the root stays as it was unpacked.
mount -t tmpfs tmpfs "$root/etc/docker"
mount --bind "$dir" "$root/mnt"
mkdir -p "$dir/tree"
if [[ -n $tree ]]; then mount --bind "$tree" "$root/mnt/tree"; fi
printf '%s\n' 'version: 0.1' 'log: { level: warn }' 'storage: { filesystem: { rootdirectory: /mnt/storage } }' \
  'http: { addr: "127.0.0.1:5000" }' >"$dir/registry.yml"
exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp bash -euo pipefail -c '
  /mnt/docker-registry serve /mnt/registry.yml &
  dockerd --storage-driver=vfs --data-root=/tmp/data --exec-root=/run/exec -H unix:///run/docker.sock -p /run/docker.pid \
    --bridge=none --iptables=false --ip6tables=false &
  export DOCKER_HOST=unix:///run/docker.sock
  for ((round = 0; round < 100; round++)); do
    docker version >/dev/null 2>&1 && break
    sleep 0.2
  done
  mkdir -p /tmp/cache/etc /tmp/base/etc
  printf "base\n" >/tmp/base/etc/name
  printf "cache\n" >/tmp/cache/etc/name
  if [[ -n $(ls /mnt/tree) ]]; then mount --bind /mnt/tree /tmp/base; fi
  for name in base cache; do
    tar -c -C "/tmp/$name" . | docker import - "127.0.0.1:5000/build/$name:2026.11"
    docker push "127.0.0.1:5000/build/$name:2026.11"
  done
  kill %2 && wait %2 || true'
