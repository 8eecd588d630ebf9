# ending.sh: the last part of the runner: the gates, and what follows from a failure.

succeed() {
  set_marks
  open_gate
  end_report passed
  if [[ $PASS == early ]]; then compare_steps; fi
  if [[ $PASS == "$LAST_PASS" ]]; then signal success; fi
}

# open_gate: the file, and only then the start of what waits for it. Never waited for: both units may be ordered after ours.
open_gate() {
  local gate=docker unit=$DOCKER_UNIT
  if [[ $PASS == after-agent ]]; then return; fi
  if [[ $PASS == late ]]; then
    gate=ecs unit=$AGENT_UNIT
    if [[ -n $unit && $ON_FAILURE == continue ]]; then tell_agent; fi
  fi
  : >"$PARBAKE_RUN/gate/$gate"
  if booted && [[ -n $unit ]]; then systemctl start --no-block "$unit"; fi
}

# end_pass: runs however the pass ends; a pass that did not succeed has failed.
end_pass() {
  local status=$?
  trap - EXIT
  if [[ ${REPORT[$PASS]:-} == passed ]]; then exit "$status"; fi
  # Whatever goes wrong from here on, the consequences follow.
  set +e
  : "${FAILED:=the runner}" "${REASON:=it ended with status $status}"
  if [[ -z ${REPORT[failed-step]:-} ]]; then
    REPORT[failed-pass]=$PASS REPORT[failed-step]=$FAILED REPORT[failed-reason]=$REASON
  fi
  set_marks
  end_report failed
  printf 'parbake: FAILED in the %s pass: %s: %s\n' "$PASS" "$FAILED" "$REASON" >&2
  if [[ $ON_FAILURE == continue ]]; then
    if [[ -z ${REPORT[refused]:-} ]]; then join_degraded; fi
  elif [[ -z ${REPORT[answered]:-} ]]; then
    # The passes after this one fail because of it, and nothing more follows from that.
    REPORT[answered]=yes
    signal failure
    keep_report
    on_failure
  fi
  exit 1
}

# end_report STATE: the last word of this pass, and a copy for whoever looks after a power-off.
end_report() {
  REPORT["$PASS"]=$1 REPORT[running]=''
  if [[ -n $KEPT && -s $KEPT/running ]]; then : >"$KEPT/running"; fi
  seconds_since "$PASS_CLOCK" "$PASS_UPTIME"
  REPORT["seconds-$PASS"]=$ELAPSED
  keep_report
}

keep_report() {
  save_report
  write_report "${KEPT:-$PARBAKE_STATE}/boot.json"
}

# signal success|failure
signal() { if ((${#SIGNAL[@]} > 0)); then send_signal "$1"; fi; }

on_failure() {
  local down='the agent is not started'
  case $ON_FAILURE in
    stay-down)
      if [[ $PASS == early ]]; then down='docker is not started'; fi
      printf 'parbake: this host stays down: %s\n' "$down" >&2
      ;;
    power-off)
      printf 'parbake: this host powers off\n' >&2
      if booted; then systemctl --no-block poweroff; fi
      ;;
    command)
      run_bounded 600 env PARBAKE_FAILED="$FAILED" PARBAKE_REASON="$REASON" /bin/bash -c "$ON_FAILURE_COMMAND"
      if ((STATUS != 0)); then printf 'parbake: the on-failure command failed too, with status %s\n' "$STATUS" >&2; fi
      ;;
  esac
}

main "$@"
