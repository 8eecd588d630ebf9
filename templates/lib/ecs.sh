# ecs.sh: the agent's ecs.config. Needs core.sh, files.sh, template.sh.

# write_ecs_config MODE PRISTINE|- < late lines, with references
#
# The whole file anew: the baked copy, then the late lines, each key once, the later wins. Never appended: systemd takes the
# last of two lines, a reader by eye the first, and a second boot would add a third.
write_ecs_config() {
  local mode=$1 pristine=$2 late lines=''
  if [[ $pristine != - ]]; then
    lines=$(cat "$PARBAKE_ROOT$pristine") || die "ecs.config: the baked copy $pristine is missing"
  fi
  late=$(resolve_template env) || die 'ecs.config: not written'
  # A name's first place is kept, so that the file reads in the same order wherever a line was decided.
  write_file /etc/ecs/ecs.config "$mode" root root < <(
    printf '%s\n%s\n' "$lines" "$late" | awk '
      /^[ \t]*(#|$)/ { next }
      { name = $0; sub(/=.*/, "", name) }
      !(name in value) { order[++count] = name }
      { value[name] = $0 }
      END { for (i = 1; i <= count; i++) print value[order[i]] }'
  )
}

# wait_for_agent SECONDS: until the agent has joined, which its introspection says by an ARN.
# Source: amazon-ecs-agent, agent/handlers/introspection_server_setup.go, /v1/metadata.
wait_for_agent() {
  local deadline=$((SECONDS + $1)) pause=0.1
  until curl -s --noproxy '*' --max-time 5 http://localhost:51678/v1/metadata | grep -q '"ContainerInstanceArn": *"arn:'; do
    ((SECONDS < deadline)) || die "the ECS agent has not joined within $1 s"
    sleep "$pause"
    # It joins within seconds, or something is wrong.
    if ((SECONDS > deadline - $1 + 30)); then pause=2; fi
  done
  say changed 'agent joined'
}
