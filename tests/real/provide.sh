# shellcheck shell=bash
# Brings the real readers into $REAL: Debian roots by suite and one Python environment. Sourced by tests/full.
#
# Nothing is installed over the machine: packages are resolved by a private apt (empty package status, the mirror
# that the machine itself uses) and unpacked into one root per suite, where chroot runs them with their own libc
# and their own Python. A root is made once; its stamp holds the list of packages that it was made from.

SUITES=(bullseye bookworm trixie)

# What each root holds; dependencies come along. The test programs find a reader by suite, so keep them in step.
packages_of() {
  local common="base-files base-passwd mawk bash coreutils dash cloud-init python3-yaml systemd passwd mount"
  case $1 in
    bullseye) echo "$common" ;;
    bookworm)
      # The one that is baked and booted: with all that a Debian host has without being asked, and Docker.
      echo "$common systemd-container logrotate shellcheck python3-ruamel.yaml apt bsdutils curl diffutils docker.io" \
        "findutils grep gzip hostname init login ncurses-bin openssh-client sed util-linux"
      ;;
    trixie) echo "$common logrotate docker.io golang-1.24-go python3-ruamel.yaml" ;;
  esac
}

# The version that must be found: package, suite, major.minor. Facts and tests speak of these.
expected_versions() {
  cat <<'END'
cloud-init bullseye 20.4
cloud-init bookworm 22.4
cloud-init trixie 25.1
docker.io bookworm 20.10
docker.io trixie 26.1
logrotate bookworm 3.21
logrotate trixie 3.22
shellcheck bookworm 0.9
systemd bullseye 247
systemd bookworm 252
systemd trixie 257
END
}

fail() {
  printf 'tests/full: FAILED: %s\n' "$*" >&2
  exit 1
}

say() {
  printf 'tests/full: %s\n' "$*"
}

# Prints the address of the Debian archive that this machine's own apt uses.
debian_mirror() {
  if [[ -n ${PARBAKE_DEBIAN_MIRROR:-} ]]; then
    printf '%s\n' "$PARBAKE_DEBIAN_MIRROR"
    return
  fi
  # shellcheck disable=SC2016 # these are apt's own placeholders
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' \
    'Component: main' | sed -n 1p
}

# Finds the mirror; asks apt for its lists once where there are none yet.
find_mirror() {
  MIRROR=$(debian_mirror)
  if [[ -z $MIRROR ]]; then
    say "apt-get update"
    apt-get update -qq || fail "apt-get update"
    MIRROR=$(debian_mirror)
  fi
  [[ -n $MIRROR ]] || fail "apt knows no Debian archive (component main); set PARBAKE_DEBIAN_MIRROR"
}

# Runs apt-get or apt-cache with a private state: private_apt SUITE PROGRAM ARGUMENT...
private_apt() {
  local dir=$REAL/apt/$1 program=$2
  shift 2
  "$program" -o "Dir=$dir" -o "Dir::State::status=$dir/status" -o "Dir::Etc::sourcelist=$dir/sources.list" \
    -o "Dir::Etc::sourceparts=-" -o "Dir::Etc::preferencesparts=-" -o "Dir::Etc::trustedparts=-" \
    -o APT::Sandbox::User=root -o APT::Install-Recommends=false -o Dpkg::Use-Pty=0 "$@"
}

prepare_apt() {
  local dir=$REAL/apt/$1 keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  [[ -e $keyring ]] || fail "debian-archive-keyring is missing (apt-get install debian-archive-keyring)"
  mkdir -p "$dir/var/lib/apt/lists/partial" "$dir/var/cache/apt/archives/partial"
  : >"$dir/status"
  printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$MIRROR" "$1" >"$dir/sources.list"
  private_apt "$1" apt-get -qq update || fail "the archive of Debian $1 cannot be read at the configured mirror"
}

# Links /bin, /lib, ... into /usr before anything is unpacked, as every installer of these suites does.
make_skeleton() {
  local root=$1 name
  mkdir -p "$root"/{etc,dev,proc,sys,run,tmp,mnt,var/log,var/tmp,root}
  chmod 1777 "$root/tmp"
  for name in bin sbin lib lib32 lib64 libx32; do
    mkdir -p "$root/usr/$name"
    ln -s "usr/$name" "$root/$name"
  done
}

# No package script runs in a root; these are the few things that the readers want of them.
finish_root() {
  local root=$1
  cp "$root/usr/share/base-passwd/passwd.master" "$root/etc/passwd"
  cp "$root/usr/share/base-passwd/group.master" "$root/etc/group"
  : >"$root/etc/machine-id"
  [[ -e $root/usr/bin/sh ]] || ln -s dash "$root/usr/bin/sh"
  [[ -e $root/usr/bin/awk ]] || ln -s mawk "$root/usr/bin/awk"
  cat "$root"/usr/share/ca-certificates/mozilla/*.crt >"$root/etc/ssl/certs/ca-certificates.crt"
  [[ -e $root/dev/null ]] || mknod -m 666 "$root/dev/null" c 1 3
  [[ -e $root/dev/urandom ]] || mknod -m 666 "$root/dev/urandom" c 1 9
}

# Notes an unpacked package where dpkg would have: whoever asks dpkg-query inside the root finds it installed.
record_package() {
  local status=$1/var/lib/dpkg/status
  mkdir -p "${status%/*}"
  dpkg-deb --field "$2" | sed '/^Package:/a Status: install ok installed' >>"$status"
  printf '\n' >>"$status"
}

make_root() {
  local suite=$1 root=$REAL/root-$1 packages stamp archive
  packages=$(packages_of "$suite")
  stamp=$REAL/root-$suite.stamp
  [[ -e $stamp && $(<"$stamp") == "$packages" ]] && return
  say "making the root of Debian $suite"
  rm -rf "$root" "$root.new" "$stamp"
  prepare_apt "$suite"
  # shellcheck disable=SC2086 # a list of package names
  private_apt "$suite" apt-get -qq -y --download-only install $packages >"$REAL/apt/$suite/log" 2>&1 ||
    fail "packages of Debian $suite cannot be had: $(tail -n 3 "$REAL/apt/$suite/log")"
  make_skeleton "$root"
  for archive in "$REAL/apt/$suite"/var/cache/apt/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$archive" | tar -x -C "$root" --keep-directory-symlink
    # shellcheck disable=SC2016 # dpkg-deb's own placeholders
    dpkg-deb -W --showformat='${Package} ${Version}\n' "$archive" >>"$root.new"
    record_package "$root" "$archive"
  done
  finish_root "$root"
  mv "$root.new" "$REAL/root-$suite.versions"
  rm -rf "$REAL/apt/$suite"
  printf '%s\n' "$packages" >"$stamp"
}

# Compares what was found with what the tests were written for; an epoch is not part of the version.
check_versions() {
  local package suite want found
  : >"$REAL/versions.txt"
  while read -r package suite want; do
    found=$(sed -n "s/^$package \([0-9]*:\)\{0,1\}//p" "$REAL/root-$suite.versions")
    [[ -n $found ]] || fail "$package is not in the root of Debian $suite"
    case $found in
      "$want" | "$want"[!0-9]*) printf '%s %s %s\n' "$package" "$suite" "$found" >>"$REAL/versions.txt" ;;
      *) fail "$package of Debian $suite is $found, the tests were written for $want" ;;
    esac
  done < <(expected_versions)
}

# The Python environment of what comes in no Debian package: moto, botocore, taplo, Ansible, the linters of both.
make_python() {
  local list=$1 stamp=$REAL/python.stamp
  [[ -e $stamp ]] && cmp -s "$stamp" "$list" && return
  say "making the Python environment"
  rm -rf "$REAL/python" "$stamp"
  python3 -m venv "$REAL/python" || fail "python3 -m venv"
  "$REAL/python/bin/pip" install --quiet --disable-pip-version-check --requirement "$list" ||
    fail "pip cannot install what $list names"
  cp "$list" "$stamp"
}

# Builds the program that reads user-data with Go's own parsers; it is static and runs anywhere.
make_go_reader() {
  local source=$1 root=$REAL/root-trixie stamp=$REAL/go_mime.stamp
  [[ -e $stamp ]] && cmp -s "$stamp" "$source" && return
  say "building the Go reader"
  rm -rf "$REAL/go" "$stamp"
  mkdir -p "$REAL/go" "$REAL/bin"
  cp "$source" "$REAL/go/main.go"
  # shellcheck disable=SC2016 # for the inner shell
  unshare --mount --net -- sh -euc '
    mount -t proc proc "$1/proc"
    mount -t tmpfs tmpfs "$1/tmp"
    mount --bind "$2" "$1/mnt"
    exec chroot "$1" env -i PATH=/usr/bin HOME=/tmp GOROOT=/usr/lib/go-1.24 GO111MODULE=off CGO_ENABLED=0 \
      GOCACHE=/tmp/cache GOFLAGS=-trimpath GOTOOLCHAIN=local GOTELEMETRY=off \
      /usr/lib/go-1.24/bin/go build -o /mnt/go_mime /mnt/main.go' build "$root" "$REAL/go" || fail "go build"
  mv "$REAL/go/go_mime" "$REAL/bin/go_mime"
  cp "$source" "$stamp"
}

# Makes shellcheck of the Debian root run on this machine as $REAL/bin/shellcheck, with that root's loader and libraries.
make_shellcheck() {
  local root=$REAL/root-bookworm
  mkdir -p "$REAL/bin"
  printf '#!/bin/sh\nexec "%s" --library-path "%s" "%s" "$@"\n' "$root/lib64/ld-linux-x86-64.so.2" \
    "$root/usr/lib/x86_64-linux-gnu" "$root/usr/bin/shellcheck" >"$REAL/bin/shellcheck"
  chmod 755 "$REAL/bin/shellcheck"
}

# Unpacks Packer of Debian 12 beside its root, over which the tests lay it: all builders are in the one program.
make_packer() {
  local dir=$REAL/packer stamp=$REAL/packer.stamp version=1.6.6
  [[ -e $stamp && $(<"$stamp") == "$version" ]] && return
  say "unpacking Packer"
  rm -rf "$dir" "$stamp"
  mkdir -p "$dir"
  prepare_apt bookworm
  (cd "$REAL/apt/bookworm" && private_apt bookworm apt-get -qq download packer) || fail "Packer of Debian bookworm cannot be had"
  dpkg-deb --extract "$REAL"/apt/bookworm/packer_"$version"*.deb "$dir" || fail "Packer of Debian bookworm is not $version"
  rm -rf "$REAL/apt/bookworm"
  printf '%s\n' "$version" >"$stamp"
}

# What makes and checks file systems, and what reads Graphviz's language.
make_disk_tools() { make_tools disks "e2fsprogs libcom-err2 libext2fs2 libss2 xfsprogs libbsd0 libdevmapper1.02.1 libedit2 libinih1 libmd0 liburcu8"; }
make_graph_tools() { make_tools graphviz "graphviz libcdt5 libcgraph6 libgvc6 libgvpr2 libltdl7 libpathplan4 libxdot4 libexpat1"; }

# make_tools NAME PACKAGES: unpacks them beside the root of Debian 12, over which the tests lay them.
make_tools() {
  local dir=$REAL/$1 stamp=$REAL/$1.stamp packages=$2 archive
  [[ -e $stamp && $(<"$stamp") == "$packages" ]] && return
  say "unpacking ${packages%% *}"
  rm -rf "$dir" "$stamp"
  make_skeleton "$dir"
  prepare_apt bookworm
  # shellcheck disable=SC2086 # a list of package names
  (cd "$REAL/apt/bookworm" && private_apt bookworm apt-get -qq download $packages) || fail "$1: packages of Debian bookworm cannot be had"
  for archive in "$REAL"/apt/bookworm/*.deb; do
    dpkg-deb --fsys-tarfile "$archive" | tar -x -C "$dir" --keep-directory-symlink
  done
  rm -rf "$REAL/apt/bookworm"
  printf '%s\n' "$packages" >"$stamp"
}

install_package() {
  say "installing $1"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$1"; } \
    >/dev/null || fail "package $1 cannot be installed"
}

# Installs a program that the machine itself must have: need PROGRAM PACKAGE.
need() {
  command -v "$1" >/dev/null || install_package "$2"
}
