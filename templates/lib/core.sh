# core.sh: the ground that every step function stands on.
#
# First of the files under lib/; the compiler joins those that a host uses into one lib.sh. Called by bake.sh and
# by the boot runner. No file here holds a here-document, so a full-line comment may be dropped when bytes count.
#
# Bash 4.2 (Amazon Linux 2) is the oldest reader: no ${x@Q}, no local -n, and an empty array is
# unset to `set -u`. Errexit does not reach into $(...) there, so what runs inside one says `|| return`.
set -euo pipefail
umask 022
export LC_ALL=C
export PATH="${PATH:-}${PATH:+:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

# A prefix for every path, empty on a real host; tests point it at a directory.
PARBAKE_ROOT=${PARBAKE_ROOT:-}
PARBAKE_RUN=$PARBAKE_ROOT/run/parbake
PARBAKE_STATE=$PARBAKE_ROOT/var/lib/parbake

# say WORD THING: the one line each step prints, `changed file /etc/motd`.
say() { printf '%s %s\n' "$1" "$2"; }

# die MESSAGE: ends the step (each step runs in a process or subshell of its own). The boot runner keeps the words for its report.
die() {
  printf 'parbake: %s\n' "$1" >&2
  if [[ -n ${PARBAKE_REASONS:-} ]]; then printf '%s\n' "$1" >>"$PARBAKE_REASONS"; fi
  exit 1
}

# booted: systemd is PID 1 here; false in a root directory that is only being filled.
booted() { [[ -d $PARBAKE_ROOT/run/systemd/system ]]; }

# use_proxy: the variables of [proxy] for whatever a step starts: curl, the package manager, scripts. Read, never run.
use_proxy() {
  local line
  [[ -r $PARBAKE_ROOT/etc/parbake/proxy ]] || return 0
  while IFS= read -r line; do
    if [[ $line =~ ^[A-Za-z_]+= ]]; then export "${line?}"; fi
  done <"$PARBAKE_ROOT/etc/parbake/proxy"
}
use_proxy

# retry SECONDS COMMAND...: repeats with growing pauses until it passes or SECONDS are over. For the network only:
# anything else that fails once has a cause that waiting hides.
retry() {
  local deadline=$((SECONDS + $1)) pause=1
  shift
  until "$@"; do
    ((SECONDS + pause < deadline)) || return 1
    sleep "$pause"
    pause=$((pause < 16 ? pause * 2 : 16))
  done
}
