# degraded.sh: a part of the runner, where on-failure is continue: a host that failed joins all the same, and says so. Needs files.sh.

# join_degraded: on-failure is continue. The file is for a script that looks.
join_degraded() {
  : >"$PARBAKE_RUN/state/degraded"
  REPORT[degraded]=true
  keep_report
  open_gate
  if [[ $PASS == "$LAST_PASS" ]]; then signal success; fi
}

# tell_agent: a host that joins all the same says so in an attribute, and a sound one must not say what it said the boot before.
tell_agent() {
  run_bounded 60 mark_degraded "${REPORT[degraded]:-false}"
  if ((STATUS == 0)); then return; fi
  find_reason 'ecs.config' 60
  printf 'parbake: the agent is not started: %s\n' "$WHY" >&2
  REPORT[refused]=yes
  keep_report
  fail ecs.config "$WHY"
}

# mark_degraded true|false: puts `parbake.degraded` among the attributes of the container instance, or takes it away again.
#
# The compiler writes the object as one line without blanks. A host without a cluster in its file would join `default`: it does not join.
mark_degraded() {
  local file=$PARBAKE_ROOT/etc/ecs/ecs.config mark='"parbake.degraded":"true"' line before='' text='' marked='' cluster=''
  if [[ -e $file ]]; then before=$(cat "$file") || die 'ecs.config: cannot be read'; fi
  while IFS= read -r line; do
    case $line in
      ECS_CLUSTER=?*) cluster=${line#*=} ;;
      ECS_INSTANCE_ATTRIBUTES=*)
        line=${line/,"$mark"/}
        line=${line/"$mark",/}
        line=${line/"$mark"/}
        if [[ $1 == true ]]; then
          [[ $line == *'{'*'}' ]] || die 'ecs.config: ECS_INSTANCE_ATTRIBUTES is no object'
          line=${line%\}}
          if [[ $line != *'{' ]]; then line+=,; fi
          line+="$mark}"
          marked=yes
        elif [[ $line == *'={}' ]]; then
          continue
        fi
        ;;
    esac
    text+=$line$'\n'
  done <<<"$before"
  if [[ $1 == true ]]; then
    [[ -n $cluster ]] || die 'ecs.config: names no cluster, and the agent would join the one named default'
    if [[ -z $marked ]]; then text+="ECS_INSTANCE_ATTRIBUTES={$mark}"$'\n'; fi
  fi
  if [[ $text == "$before"$'\n' ]]; then return 0; fi
  write_file /etc/ecs/ecs.config "$(stat -c %a "$file")" root root < <(printf '%s' "$text")
}
