# packages.sh: packages, their lists, and the policy that no package script starts a service. Needs core.sh, units.sh.
# Reads PACKAGE_MANAGER: apt, dnf or yum.
#
# Recommended (weak) packages stay out: an image holds what the profile names. docker.io would bring needrestart,
# which restarts services by itself (Debian 12, `apt-cache depends docker.io`). What a base needs of them,
# ca-certificates say, its fact pack names.

# install_packages NAME...
install_packages() {
  local missing=() name
  for name; do
    package_installed "$name" || missing+=("$name")
  done
  if ((${#missing[@]} == 0)); then
    say unchanged "packages $*"
    return
  fi
  refresh_if_stale
  without_starts manager_install "${missing[@]}" || die "packages ${missing[*]}: not installed"
  for name in "${missing[@]}"; do
    package_installed "$name" || die "package $name: installed nothing of that name"
  done
  reload_systemd
  say changed "packages ${missing[*]}"
}

# install_url_package NAME URL SHA256|-: for what no repository has (ecs-init on Debian and Ubuntu).
install_url_package() {
  local name=$1 url=$2 digest=$3 directory
  if package_installed "$name"; then
    say unchanged "package $name"
    return
  fi
  directory=$(mktemp -d) || die "package $name: no temporary directory"
  # apt reads a local file as its own user, who must get into the directory.
  chmod 0755 "$directory"
  retry 300 curl -fsSL --max-time 300 -o "$directory/${url##*/}" "$url" || die "package $name: $url was not loaded"
  if [[ $digest != - ]] && ! printf '%s  %s\n' "$digest" "$directory/${url##*/}" | sha256sum -c --status -; then
    die "package $name: $url is not the file of digest $digest"
  fi
  refresh_if_stale
  without_starts manager_install "$directory/${url##*/}" || die "package $name: not installed"
  rm -rf "$directory"
  package_installed "$name" || die "package $name: $url holds another package"
  reload_systemd
  say changed "package $name"
}

# enable_extra NAME: a topic of Amazon Linux 2's extras.
enable_extra() {
  if amazon-linux-extras list | awk -v name="$1" '{ split($2, topic, "=") } topic[1] == name && /enabled/ { found = 1 } END { exit !found }'; then
    say unchanged "extra $1"
    return
  fi
  retry 300 amazon-linux-extras enable "$1" >/dev/null || die "extra $1: cannot be enabled"
  say changed "extra $1"
}

# package_installed NAME. rpm is asked for what provides the name: on Amazon Linux 2023 curl-minimal is curl.
package_installed() {
  case $PACKAGE_MANAGER in
    apt) [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]] ;;
    *) rpm -q --quiet --whatprovides "$1" >/dev/null 2>&1 ;;
  esac
}

# refresh_certificates COMMAND: makes the distribution's tool join the authorities that it finds. dockerd reads the outcome when
# it starts.
refresh_certificates() {
  local command before
  before=$(trusted_digest)
  read -r -a command <<<"$1"
  "${command[@]}" >/dev/null || die "certificates: $1 failed"
  if [[ $(trusted_digest) == "$before" ]]; then say unchanged 'trusted certificates'; else say changed 'trusted certificates'; fi
}

# trusted_digest: of the joined certificates, where either family of distributions keeps them.
trusted_digest() { cat "$PARBAKE_ROOT"/etc/ssl/certs/ca-certificates.crt "$PARBAKE_ROOT"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem 2>/dev/null | sha256sum || true; }

# refresh_packages: the lists anew. dnf and yum see to theirs when they install.
refresh_packages() {
  if [[ $PACKAGE_MANAGER == apt ]]; then
    retry 600 apt-get -q -o DPkg::Lock::Timeout=300 -o APT::Update::Error-Mode=any update || die 'packages: the lists cannot be refreshed'
  else
    retry 600 "$PACKAGE_MANAGER" -q -y makecache || die 'packages: the lists cannot be refreshed'
  fi
  mkdir -p "$PARBAKE_RUN"
  touch "$PARBAKE_RUN/packages-refreshed"
}

# refresh_if_stale: once a run, and again after a repository was added.
refresh_if_stale() {
  local mark=$PARBAKE_RUN/packages-refreshed
  if [[ ! -e $mark || -n $(find "$PARBAKE_ROOT"/etc/apt/sources.list* "$PARBAKE_ROOT/etc/yum.repos.d" -newer "$mark" 2>/dev/null) ]]; then
    refresh_packages
  fi
}

# manager_install NAME...: the managers repeat a broken download themselves; a name that no repository has fails at once.
manager_install() {
  case $PACKAGE_MANAGER in
    apt) DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=10 \
      -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold --no-install-recommends install "$@" ;;
    dnf) dnf -q -y --setopt=install_weak_deps=False --setopt=retries=10 install "$@" ;;
    yum) yum -q -y --setopt=retries=10 install "$@" ;;
    *) die "package manager '$PACKAGE_MANAGER' is not known" ;;
  esac
}

# without_starts COMMAND...: runs it so that no package script starts a service.
#
# A script that starts docker from a unit ordered before docker waits for itself, for ever. Debian's scripts ask
# policy-rc.d; SYSTEMD_OFFLINE=1 (systemd 237, docs/ENVIRONMENT.md) turns a plain `systemctl start` into nothing. Red Hat's
# scripts only apply presets; on Amazon Linux 2, whose systemd 219 does not know the variable, that has to be enough.
without_starts() (
  export SYSTEMD_OFFLINE=1
  policy=/usr/sbin/policy-rc.d
  if [[ $PACKAGE_MANAGER == apt ]]; then
    # A policy of the host itself stays as it is, as long as it also says no.
    if [[ -e $policy ]] && ! grep -q '^# parbake$' "$policy"; then
      status=0
      "$policy" docker start >/dev/null 2>&1 || status=$?
      ((status == 101)) || die "packages: $policy of this host lets packages start services"
    else
      trap 'rm -f "$policy"' EXIT
      printf '#!/bin/sh\n# parbake\nexit 101\n' >"$policy" && chmod 0755 "$policy" || exit 1
    fi
  fi
  "$@"
)
