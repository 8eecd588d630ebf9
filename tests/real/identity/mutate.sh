#!/bin/bash
# mutate.sh PARBAKE LIST: for each line `ITEM OFF,OFF... PATH=BASE64...` of LIST plants the paths, seals with the rules OFF switched off, and
# prints `ITEM audit|verify PATH` for each path that was found, and `ITEM status N`.
set -euo pipefail
parbake=$1 list=$2
while read -r item off plants; do
  printf '%s status ' "$item"
  expression="s/^(  '[a-z-]+) [a-z-]+ ([a-z]+ [a-z-]+ (${off//,/|}) )/\\1 - \\2/"
  # The tool that is asked first would do an item's work, too.
  sed -E -e "$expression" -e 's/^CLEANERS=.*/CLEANERS=()/' "$ROOT/mnt/bake.sh" >"$ROOT/mnt/mutant-$item.sh"
  for plant in $plants; do
    path=$ROOT${plant%%=*}
    mkdir -p "${path%/*}"
    if [[ -e $path || -L $path ]]; then cp -a "$path" "$path.parbake-saved"; fi
    rm -f "$path"
    base64 -d <<<"${plant#*=}" >"$path"
  done
  # What stood there before must not be found as something else.
  status=0
  inside bash "/mnt/mutant-$item.sh" --from audit >"$ROOT/run/said" 2>&1 || status=$?
  printf '%s\n' "$status"
  sed -nE "s/^parbake: audit: [a-z]+: ([^ ]+): ([^ ]+) .*/\\1 audit \\2/p" "$ROOT/run/said"
  "$parbake" verify "$ROOT" --format json 2>/dev/null | python3 -c '
import json, sys
for found in json.load(sys.stdin)["diagnostics"]:
    item = found["message"].split("`")[1] if "`" in found["message"] else found["name"]
    print(item, "verify", found["file"][len(sys.argv[1]):])' "$ROOT" || printf '%s no-verdict\n' "$item"
  for plant in $plants; do
    path=$ROOT${plant%%=*}
    rm -f "$path"
    if [[ -e $path.parbake-saved || -L $path.parbake-saved ]]; then mv "$path.parbake-saved" "$path"; fi
  done
  : >"$ROOT/etc/machine-id"
  rm -f "$ROOT/mnt/mutant-$item.sh"
done <"$list"
