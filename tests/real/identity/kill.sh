#!/bin/bash
# kill.sh: kills the bake in each step in turn, always from the first step on, then lets it come to its end. Prints the steps. Run inside a root.
set -euo pipefail
head -n -2 /mnt/bake.sh >/run/killed.sh
cat >>/run/killed.sh <<'END'
# After so many commands, or at its end.
run_step() {
  printf 'parbake: %s\n' "$1"
  if [[ $1 == "$KILLED" ]]; then
    (
      set -eT
      commands_left=$AFTER
      trap '((commands_left-- > 0)) || kill -9 $$ $BASHPID' DEBUG
      "$2" </dev/null
      kill -9 $$
    )
    exit 1
  fi
  (
    set -e
    "$2" </dev/null
  )
}
main "$@"
END
number=0
bash /mnt/bake.sh --list | while IFS= read -r step; do
  number=$((number + 1))
  status=0
  # The shell's own word about the kill goes nowhere.
  { KILLED=$step AFTER=$((1 + number * 7 % 13)) bash /run/killed.sh </dev/null >/run/said 2>&1 || status=$?; } 2>/dev/null
  if ((status != 137)); then
    printf '%s: status %s\n' "$step" "$status"
    tail -n 3 /run/said
    exit 1
  fi
  if [[ $step != 'write /etc/parbake/image.json' && -e /etc/parbake/image.json ]]; then
    printf '%s: image.json is there\n' "$step"
    exit 1
  fi
  printf '%s\n' "$step"
done
bash /mnt/bake.sh >/run/said 2>&1 || { tail -n 5 /run/said; exit 1; }
