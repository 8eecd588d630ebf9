# shellcheck shell=bash
# Brings what a bake needs that is as real as can be had: a host of each suite, an archive of packages, a registry with images.
#
# Sourced by tests/full after provide.sh. Everything is made once, with the network; the test itself then needs none.

# The suites that are baked and booted.
HOSTS=(bookworm trixie)
# A host as Debian's cloud image has it, as far as the bake can tell.
HOST_PACKAGES="systemd-sysv dbus cloud-init sudo ca-certificates curl openssh-server iproute2 procps chrony unattended-upgrades libpam-systemd"
# What a profile of the tests may install; dependencies that the host lacks come along. Docker's client is a package of its own
# from trixie on.
declare -A ARCHIVE_PACKAGES=([bookworm]="docker.io logrotate git rsync" [trixie]="docker.io docker-cli logrotate")

# Makes $REAL/host-SUITE: debootstrap and apt, package scripts and all.
make_host() {
  local suite=$1 root=$REAL/host-$1 stamp=$REAL/host-$1.stamp
  [[ -e $stamp && $(<"$stamp") == "$HOST_PACKAGES" ]] && return
  need debootstrap debootstrap
  say "making a host of Debian $suite"
  rm -rf "$root" "$root.new" "$stamp"
  # A mount namespace of its own: what a package script mounts is gone with it.
  # shellcheck disable=SC2016 # for the inner shell
  unshare --mount -- bash -euc '
    debootstrap --variant=minbase "$4" "$1" "$2"
    mount -t proc proc "$1/proc"
    touch "$1/etc/resolv.conf"
    mount --bind /etc/resolv.conf "$1/etc/resolv.conf"
    export DEBIAN_FRONTEND=noninteractive
    chroot "$1" apt-get -q update
    chroot "$1" apt-get -q -y --no-install-recommends install $3' host "$root.new" "$MIRROR" "$HOST_PACKAGES" "$suite" >"$root.log" 2>&1 ||
    fail "the host of Debian $suite cannot be made: $(tail -n 3 "$root.log")"
  seal_host "$root.new"
  mv "$root.new" "$root"
  printf '%s\n' "$HOST_PACKAGES" >"$stamp"
}

# The test's own archive is the only source of packages, and the seed the only one of user-data.
seal_host() {
  rm -rf "$1"/var/cache/apt/archives/*.deb "$1"/var/lib/apt/lists/* "$1"/etc/ssh/ssh_host_*
  : >"$1/etc/machine-id"
  : >"$1/etc/resolv.conf"
  printf 'deb [trusted=yes] file:/mnt/archive ./\n' >"$1/etc/apt/sources.list"
  printf 'datasource_list: [ NoCloud, None ]\n' >"$1/etc/cloud/cloud.cfg.d/90_dpkg.cfg"
  printf 'manage_etc_hosts: true\nlocale: C.UTF-8\n' >"$1/etc/cloud/cloud.cfg.d/01_debian_cloud.cfg"
}

# Makes $REAL/archive-SUITE: the packages that the host lacks, and one that no archive has, with an index that apt reads.
make_archive() {
  local suite=$1 stamp=$REAL/archive-$1.stamp dir=$REAL/archive-$1 apt=$REAL/apt/$1 packages=${ARCHIVE_PACKAGES[$1]}
  [[ -e $stamp && $(<"$stamp") == "$packages" ]] && return
  say "making the archive of the bakes of Debian $suite"
  rm -rf "$dir" "$stamp" "$apt"
  mkdir -p "$dir"
  prepare_apt "$suite"
  cp "$REAL/host-$suite/var/lib/dpkg/status" "$apt/status"
  # shellcheck disable=SC2086 # a list of package names
  private_apt "$suite" apt-get -qq -y --download-only install $packages >"$apt/log" 2>&1 ||
    fail "packages for the bakes of Debian $suite cannot be had: $(tail -n 3 "$apt/log")"
  mv "$apt"/var/cache/apt/archives/*.deb "$dir"
  rm -rf "$apt"
  make_queue_agent "$dir"
  index_archive "$dir"
  printf '%s\n' "$packages" >"$stamp"
}

# The package that the sample debian-12-docker installs from the fleet's own repository: a service and a command.
make_queue_agent() {
  local tree=$REAL/build-queue-agent
  rm -rf "$tree"
  mkdir -p "$tree/DEBIAN" "$tree/usr/bin" "$tree/lib/systemd/system"
  printf 'Package: build-queue-agent\nVersion: 1.0\nArchitecture: all\nMaintainer: nobody <nobody@example.com>\nDescription: a stand-in\n' \
    >"$tree/DEBIAN/control"
  printf '#!/bin/sh\necho "$@" >>/var/log/build-queue\n' >"$tree/usr/bin/build-queue"
  chmod 755 "$tree/usr/bin/build-queue"
  printf '[Unit]\nDescription=A stand-in\n\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n\n[Install]\nWantedBy=multi-user.target\n' \
    >"$tree/lib/systemd/system/build-queue-agent.service"
  dpkg-deb --root-owner-group --build "$tree" "$1/build-queue-agent_1.0_all.deb" >/dev/null || fail "dpkg-deb --build"
}

# Writes the index of a flat archive.
index_archive() {
  local dir=$1 archive digest
  for archive in "$dir"/*.deb; do
    digest=$(sha256sum <"$archive")
    dpkg-deb --field "$archive"
    printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "${archive##*/}" "$(stat -c %s "$archive")" "${digest%% *}"
  done >"$dir/Packages"
}

# Makes $REAL/registry: the registry's program, and storage in which two small images lie.
make_registry() {
  local stamp=$REAL/registry.stamp dir=$REAL/registry
  [[ -e $stamp ]] && cmp -s "$stamp" tests/real/registry.sh && return
  say "filling the registry"
  rm -rf "$dir" "$stamp" "$REAL/apt/bookworm"
  mkdir -p "$dir/storage"
  prepare_apt bookworm
  (cd "$dir" && private_apt bookworm apt-get -qq download docker-registry >/dev/null 2>&1) || fail "package docker-registry cannot be had"
  dpkg-deb --fsys-tarfile "$dir"/docker-registry_*.deb | tar -x -C "$dir" --strip-components=3 ./usr/bin/docker-registry
  rm -rf "$dir"/*.deb "$REAL/apt/bookworm"
  unshare --mount --net --pid --fork --kill-child -- bash tests/real/registry.sh "$REAL/root-bookworm" "$dir" >"$dir/log" 2>&1 ||
    fail "the registry cannot be filled: $(tail -n 3 "$dir/log")"
  cp tests/real/registry.sh "$stamp"
}
