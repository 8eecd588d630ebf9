# disk.sh: a part of the runner: whose disk this was, and what an earlier boot had to do. Follows runner.sh.

# check_disk: whose it was. A clean image has run as nobody: what another instance kept, or an agent's checkpoint from before the
# agent first runs, comes from an image that nobody sealed, or from a disk that moved. The agent would join as the other host.
check_disk() {
  local owner found=() agent=("$PARBAKE_ROOT"/var/lib/ecs/data/*) text
  [[ -n $KEPT && ! -e $KEPT/mine ]] || return 0
  # cloud-init has a directory for each instance that booted here; its previous-instance-id is this one already in its second stage.
  for owner in "$PARBAKE_STATE"/instance/* "$PARBAKE_ROOT"/var/lib/cloud/instances/*; do
    owner=${owner##*/}
    if [[ $owner != '*' && " ${found[*]-} $INSTANCE " != *" $owner "* ]]; then found+=("$owner"); fi
  done
  if [[ -e ${agent[0]} ]]; then found+=("the agent's checkpoint"); fi
  if ((${#found[@]} > 0)); then
    printf -v text '%s, ' "${found[@]}"
    REPORT[foreign]=${text%, }
    text="foreign-state: this disk has the state of another host (${text%, }): it is no clean image; make one with image/bake.sh of bundle $PROFILE_NAME"
    if [[ $ON_SKEW == stop ]]; then fail foreign-state "$text"; fi
    printf 'parbake: %s; what the agent and parbake kept of it is dropped\n' "$text" >&2
    drop_foreign
  fi
  : >"$KEPT/mine"
}

drop_foreign() {
  local other
  for other in "$PARBAKE_STATE"/instance/*; do
    if [[ $other != "$KEPT" ]]; then rm -rf "$other"; fi
  done
  rm -rf "$PARBAKE_ROOT"/var/lib/ecs/data/*
}

# compare_steps: what user-data had in the boot before and has no more; nothing takes it away.
compare_steps() {
  local name file=$KEPT/steps changed=''
  local -A now=()
  [[ -n $KEPT && ${#NAMES[@]} -gt 0 ]] || return 0
  for name in "${NAMES[@]}"; do now[$name]=1; done
  if [[ -e $file ]]; then
    while IFS= read -r name; do
      if [[ -n ${now[$name]:-} ]]; then
        now[$name]=2
      else
        printf "parbake: '%s' is in user-data no more; what it made stays\n" "$name" >&2
        changed=yes
      fi
    done <"$file"
    if [[ -z $changed && " ${now[*]} " != *' 1 '* ]]; then return; fi
  fi
  printf '%s\n' "${NAMES[@]}" >"$file.new"
  mv -fT "$file.new" "$file"
}
