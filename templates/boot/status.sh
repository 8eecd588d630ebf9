#!/bin/bash
# status: says in a few lines how this boot went; for people, called by hand. Ends with 0 when all passes succeeded so far.
set -euo pipefail
report=${PARBAKE_ROOT:-}/run/parbake/boot.json
if [[ ! -e $report ]]; then
  printf 'parbake has not run in this boot\n'
  exit 1
fi
# The runner writes one step a line and one key a line, so no JSON reader is needed.
awk -F'"' '
  /^"(launch|image|early|late|after-agent)":/ { printf "%-12s %s\n", $2, $4; if ($4 == "failed") bad = 1 }
  /^"(skew|degraded)": true/ { printf "%-12s yes\n", $2 }
  /^{"order"/ {
    name = $0; sub(/^.*"name": "/, "", name); sub(/", "result": .*$/, "", name)
    rest = $0; sub(/^.*", "result": "/, "", rest); result = rest; sub(/".*/, "", result)
    seconds = rest; sub(/^.*"seconds": /, "", seconds); sub(/,.*/, "", seconds)
    printf "  %-7s %5s s  %s\n", result, seconds, name
  }
  END { exit bad }' "$report"
