#!/bin/bash
# outside.sh DOCKER PARBAKE BUNDLE [PATH...]: plants each PATH below ROOT, whose Docker directory is DOCKER, and has the root verified; the
# exit status is the last line of standard error. Run by tests/real/identity/over.sh.
set -euo pipefail
docker=$1 parbake=$2 bundle=$3
shift 3
mount --bind "$docker" "$ROOT/var/lib/docker"
for path in "$@"; do
  mkdir -p "$ROOT${path%/*}"
  printf '0123456789abcdef0123456789abcdef\n' >>"$ROOT$path"
done
status=0
"$parbake" verify "$ROOT" --bundle "$bundle" --format json || status=$?
printf 'status %s\n' "$status" >&2
