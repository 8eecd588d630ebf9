# shellcheck shell=bash
# troubles.sh: a host that fails at one thing after another, each of which is mended before the passes run again. Sourced.

# after NAME: what the passes came to, and what the host says of it.
after() {
  cp /run/parbake/boot.json "/mnt/out/$1.json"
  systemctl is-active docker >"/mnt/out/$1.docker"
  bash /usr/lib/parbake/status >"/mnt/out/$1.status" 2>&1
  docker info --format '{{.Swarm.LocalNodeState}}' >"/mnt/out/$1.swarm" 2>&1
}

# again NAME: both passes, as docs/boot.md has it.
again() {
  systemctl restart parbake-early parbake-late >"/mnt/out/$1.restart" 2>&1
  after "$1"
}

settle
after foreign
sha256sum </dev/nvme1n1 >/mnt/out/foreign.bytes
# Its owner took it away, and a new volume came.
blkdiscard /dev/nvme1n1
farm deny
again denied
farm allow
farm spoil
again spoiled
farm mend
again mended
