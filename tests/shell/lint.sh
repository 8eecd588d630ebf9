#!/bin/bash
# Every piece of shell, composed as it is shipped: bash -n and shellcheck. Values of assignments are stand-ins.
source "$(dirname "$0")/harness.sh"
out=$work/shipped
mkdir "$out"
{
  sed 's/{{images}}/web:1/; s/{{keep}}/machine-id/; s/{{[a-z_]*}}/x/' "$templates/bake/head.sh.hbs"
  compose_lib
  sed "s/{{origin}}/x/; s/{{function}}/step_x/; s/{{command}}/write_file x/; s/{{mark}}/PARBAKE_EOF/; s/{{{body}}}/x/" "$templates/bake/step.sh.hbs"
  sed "s/{{origin}}/x/; s/{{function}}/step_y/; s/{{command}}/reload_systemd/" "$templates/bake/step-bare.sh.hbs"
  printf "STEPS=('x' step_x 'y' step_y)\n"
  identity_rows
  for part in base identity clean audit main; do cat "$templates/bake/$part.sh"; done
} >"$out/bake.sh"
printf '#!/bin/bash\n' | cat - "$work/lib.sh" >"$out/lib.sh"
cat "$templates"/boot/boothook-{head,tail}.sh >"$out/boothook.sh"
cat "$templates"/boot/boothook-{head,tail-none}.sh >"$out/boothook-none.sh"
for name in component component-s3; do sed '1i #!/bin/bash
s/{{[a-z0-9_]*}}/x/g; s/{{{body}}}/x/' "$templates/bake/$name.sh.hbs" >"$out/$name.sh"; done
compose_runner >"$out/runner.sh"
cp "$templates"/boot/{guard,status}.sh "$out"
sed 's/{{signal}}/signal_command x/; s/{{[a-z_]*}}/x/' "$templates/boot/facts.hbs" >"$out/facts.sh"
for file in "$out"/*.sh; do bash -n "$file"; done

# Handlebars stands only where assignments stand; a brace pair elsewhere would be eaten by Image Builder too.
is 'no braces in static shell' '' "$(grep -rl '{{' "$templates" --include='*.sh' --include='*.conf' || true)"
# What Amazon Linux 2's bash 4.2 has not.
is 'bash 4.2' '' "$(grep -rnE '@[QEPAa]\}|local -n|declare -n|wait -n|mapfile -d|EPOCHSECONDS|inherit_errexit' "$templates" --include='*.sh' | grep -v ': *#' | grep -v 'core.sh:[0-9]*:#' || true)"
PATH=${PARBAKE_REAL:+$PARBAKE_REAL/bin:}$PATH
if ! command -v shellcheck >/dev/null; then
  [[ -z ${PARBAKE_FULL:-} ]] || is 'shellcheck' installed missing
  printf 'skipped: shellcheck is not installed\n'
  exit 0
fi
shellcheck "$out"/*.sh
if [[ -n ${PARBAKE_FULL:-} ]]; then shellcheck -x -P SCRIPTDIR -e SC2012,SC2016 "$here"/*.sh; fi
