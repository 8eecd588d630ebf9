#!/bin/bash
# status: says in a few lines how this boot went; for people, called by hand. Ends with 0 when all passes succeeded so far.
set -euo pipefail
report=${PARBAKE_ROOT:-}/run/parbake/boot.json
if [[ ! -e $report ]]; then
  printf 'parbake has not run in this boot\n'
  exit 1
fi
if [[ ! -r $report ]]; then
  printf 'status: %s is for root only\n' "$report" >&2
  exit 1
fi
# The runner writes one step a line and one key a line, so no JSON reader is needed.
awk '
  # value(LINE, KEY): the text, number or word after "KEY":, empty for null.
  function value(line, key,    at, out, c) {
    at = index(line, "\"" key "\": ")
    if (!at) return ""
    line = substr(line, at + length(key) + 4)
    if (line !~ /^"/) { sub(/[,}].*/, "", line); return line == "null" ? "" : line }
    for (at = 2; (c = substr(line, at, 1)) != "\"" && c != ""; at++) {
      if (c == "\\") c = substr(line, ++at, 1)
      out = out c
    }
    return out
  }
  function says(what, text) { if (text != "" && text != "none") printf "%-12s %s\n", what, text }
  /^"(launch|image|instance|foreign|interrupted|running|signal)":/ { split($0, part, "\""); says(part[2], value($0, part[2])) }
  /^"(skew|degraded)": true/ { split($0, part, "\""); says(part[2], "yes") }
  /^"(early|late|after-agent)":/ { split($0, part, "\""); state[part[2]] = value($0, part[2]) }
  /^"seconds":/ {
    for (at = split("early late after-agent", pass, " "); at > 0; at--) seconds[pass[at]] = value($0, pass[at])
    for (at = 1; at <= 3; at++) {
      if (seconds[pass[at]] != "") seconds[pass[at]] = " in " seconds[pass[at]] " s"
      says(pass[at], state[pass[at]] seconds[pass[at]])
      if (state[pass[at]] == "failed") bad = 1
    }
  }
  /^"failed": {/ { says("FAILED", value($0, "step") ": " value($0, "reason")) }
  /^{"order"/ { printf "  %-7s %8s s  %s\n", value($0, "result"), value($0, "seconds"), value($0, "name") }
  END { exit bad }' "$report"
