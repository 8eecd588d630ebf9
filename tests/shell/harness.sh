# harness.sh: the ground of the shell tests; sourced first by each of them.
#
# Every test gets an empty root directory and the programs composed the way the compiler composes them. Nothing outside
# that directory is written: PARBAKE_ROOT is set for everything that runs.
# shellcheck shell=bash
set -euo pipefail
# Owners count, so the tests are root somewhere: here, or in a user namespace.
if ((EUID != 0)); then exec unshare --map-root-user bash "$0" "$@"; fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
templates=$here/../../templates
work=$(mktemp -d)
server=''
trap 'if [[ -n $server ]]; then kill "$server"; fi; rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root"
unset HOME USER
export PARBAKE_ROOT=$root PACKAGE_MANAGER=apt DOCKER_UNIT=docker.service AGENT_UNIT=ecs.service
libraries=(core files template instance json aws aws_curl secrets signals packages units users docker ecs swarm certificates volumes hostname scripts)

compose_lib() {
  local name
  for name in "${libraries[@]}"; do cat "$templates/lib/$name.sh"; done
}
compose_lib >"$work/lib.sh"

# compose_runner: the runner as the compiler puts it together.
compose_runner() {
  local part
  for part in runner report disk steps skew degraded signal ending; do cat "$templates/boot/$part.sh"; done
}

# run FUNCTION ARGS...: one step function in a process of its own, as the runner does it.
run() { bash -c 'source "$0"; "$@"' "$work/lib.sh" "$@"; }

# identity_rows: the catalogue as the compiler puts it into a bake.sh: IDENTITY and CLEANERS.
identity_rows() {
  sed -n '/^IDENTITY=($/,/^CLEANERS=/p' "$here/../../samples/bundles/ubuntu-2404-ecs/image/bake.sh"
}

# is WHAT EXPECTED ACTUAL
is() {
  [[ $2 == "$3" ]] && return
  printf 'FAILED: %s\n  expected: %q\n  actual:   %q\n' "$1" "$2" "$3" >&2
  exit 1
}

# holds WHAT PART TEXT
holds() {
  [[ $3 == *"$2"* ]] && return
  printf 'FAILED: %s\n  expected a part: %q\n  actual:          %q\n' "$1" "$2" "$3" >&2
  exit 1
}

# fails WHAT COMMAND...: its output is left in $output.
fails() {
  local what=$1
  shift
  if output=$("$@" 2>&1); then
    printf 'FAILED: %s: passed\n%s\n' "$what" "$output" >&2
    exit 1
  fi
}

# instance ID: cloud-init's word for which instance this is.
instance() {
  mkdir -p "$root/var/lib/cloud/data"
  printf '%s\n' "$1" >"$root/var/lib/cloud/data/instance-id"
}

# serve JSON: a metadata service on loopback; options and values as imds.py has them.
serve() {
  if [[ -n $server ]]; then kill "$server"; fi
  rm -f "$work/port" "$work/asked"
  python3 "$here/imds.py" "$work" "$1" &
  server=$!
  for _ in {1..100}; do
    [[ ! -s $work/port ]] || break
    sleep 0.1
  done
  PARBAKE_IMDS=http://127.0.0.1:$(cat "$work/port")
  export PARBAKE_IMDS
}

# new_boot: /run is empty again.
new_boot() { rm -rf "$root/run"; }
