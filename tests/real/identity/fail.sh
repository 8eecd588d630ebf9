#!/bin/bash
# fail.sh [COMMAND]: runs the bake with every external command behind a stand-in. Without COMMAND it prints which commands the bake asks
# for; with one, that command always fails, and the exit status and the last line are printed. Run inside a root.
set -euo pipefail
fail=${1:-}
mkdir -p /run/shim
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
for file in /usr/sbin/* /usr/bin/* /sbin/* /bin/*; do
  name=${file##*/}
  # The shell itself, and what the stand-ins are made of.
  if [[ ! -x $file || -d $file || -e /run/shim/$name || $name == bash || $name == sh || $name == dash || $name == env ]]; then continue; fi
  if [[ $name == "$fail" ]]; then
    printf '#!/bin/sh\nexit 97\n' >"/run/shim/$name"
  elif [[ -z $fail ]]; then
    printf '#!/bin/sh\necho %q >>/run/asked\nexec %q "$@"\n' "$name" "$file" >"/run/shim/$name"
  else
    continue
  fi
  chmod 0755 "/run/shim/$name"
done
status=0
PATH=/run/shim:$PATH bash /mnt/bake.sh >/run/said 2>&1 </dev/null || status=$?
if [[ -z $fail ]]; then
  if ((status != 0)); then tail -n 3 /run/said; fi
  sort -u /run/asked
else
  record=absent
  if [[ -e /etc/parbake/image.json ]]; then record=present; fi
  printf '%s %s %s\n' "$status" "$record" "$(tail -n 1 /run/said)"
fi
