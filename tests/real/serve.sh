# shellcheck shell=bash
# serve.sh: dockerds of a root that is no host. Sourced: `furnish` outside the root, `serve` inside.

# furnish ROOT: what a dockerd of it needs, in a mount namespace of its own.
furnish() {
  mount --rbind "$1" "$1"
  mount -t proc proc "$1/proc"
  mount --rbind /dev "$1/dev"
  mount --rbind /sys "$1/sys"
  mount -t tmpfs tmpfs "$1/run"
  mount -t tmpfs tmpfs "$1/tmp"
  mount -t tmpfs tmpfs "$1/etc/docker"
  cp "${BASH_SOURCE[0]}" "$1/tmp/serve.sh"
}

# serve NAME: a dockerd with data, socket and log of its own; returns when it answers.
serve() {
  dockerd --storage-driver=vfs --data-root="/tmp/$1" --exec-root="/run/$1" -H "unix:///run/$1.sock" -p "/run/$1.pid" \
    --bridge=none --iptables=false --ip6tables=false >"/tmp/$1.log" 2>&1 &
  for _ in {1..150}; do
    docker -H "unix:///run/$1.sock" version >/dev/null 2>&1 && return
    sleep 0.2
  done
  cat "/tmp/$1.log" >&2
  exit 1
}
