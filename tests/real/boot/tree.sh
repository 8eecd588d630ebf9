#!/bin/bash
# tree.sh: what of a host can differ: kind, mode, owner, path, and the target of a link or the digest of a file, a line each.
# Caches, logs, mounts and the interpreter's byte code are no part of it.
set -euo pipefail
find / \( -path '/usr/*' -a ! -path /usr/lib -a ! -path /usr/lib/parbake -a ! -path '/usr/lib/parbake/*' -a ! -path '/usr/local*' \
  -o -path '/var/log' -o -path '/var/cache' -o -path /mnt -o -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp \
  -o -name __pycache__ \) -prune -o -printf '%y %m %u %g %p %l\n' |
  LC_ALL=C sort -k 5 | while read -r kind mode owner group path link; do
  # The day of the last password change is no part of a host: a test may run over midnight.
  if [[ $path == /etc/shadow ]]; then
    link=$(sed 's/^\([^:]*:[^:]*\):[0-9]*/\1/' "$path" | sha256sum)
  elif [[ $kind == f ]]; then
    link=$(sha256sum <"$path")
  fi
  printf '%s %s %s %s %s %s\n' "$kind" "$mode" "$owner" "$group" "$path" "${link%% *}"
done
