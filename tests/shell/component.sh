#!/bin/bash
# The step of an Image Builder component: bake.sh unpacked or loaded, held against its digest, run, taken away.
source "$(dirname "$0")/harness.sh"
mkdir -p "$work/tmp"
# compose SCRIPT DIGEST: the step with a stand-in for bake.sh, its /tmp in the work directory.
inline() {
  printf '%s\n' "$1" | gzip -9n | base64 -w 1000 >"$work/body"
  sed -e "s/{{mark}}/PARBAKE_EOF/; s/{{sha256}}/$2/; s|/tmp/|$work/tmp/|" -e "/{{{body}}}/{r $work/body" -e 'd}' "$templates/bake/component.sh.hbs" >"$work/step.sh"
}
loaded() {
  printf '%s\n' "$1" >"$work/tmp/loaded.sh"
  sed -e "s|{{place}}|$work/tmp/loaded.sh|g; s/{{sha256}}/$2/" "$templates/bake/component-s3.sh.hbs" >"$work/step.sh"
}
digest() { printf '%s\n' "$1" | sha256sum | cut -d ' ' -f 1; }
status() {
  local status=0
  bash "$work/step.sh" >"$work/out" 2>&1 || status=$?
  printf '%s' "$status"
}
for form in inline loaded; do
  script="echo baked by \$0; touch $work/$form"
  "$form" "$script" "$(digest "$script")"
  is "$form: done" 0 "$(status)"
  holds "$form: it ran" "baked by $work/tmp/" "$(cat "$work/out")"
  is "$form: nothing is left" '' "$(ls -A "$work/tmp")"
  "$form" 'exit 194' "$(digest 'exit 194')"
  is "$form: 194 would restart the host" 1 "$(status)"
  is "$form: nothing is left of a failure" '' "$(ls -A "$work/tmp")"
  rm "$work/$form"
  "$form" "$script" "$(digest other)"
  is "$form: another file" 1 "$(status)"
  is "$form: is not run" no "$([[ -e $work/$form ]] && echo yes || echo no)"
done
