# signal.sh: a part of the runner, where boot.signal is set: tells whoever waits for this host how its boot has ended.

# send_signal success|failure: once per instance, but at each boot where a lifecycle hook may wait again: a warm pool runs it whenever
# the host leaves the pool. One that cannot be sent holds nothing up, and is tried again at the next boot.
send_signal() {
  if [[ -n $KEPT && -e $KEPT/signalled && ${SIGNAL[0]} != *_lifecycle_action ]]; then
    IFS= read -r 'REPORT[signal]' <"$KEPT/signalled"
    keep_report
    return
  fi
  run_bounded 120 "${SIGNAL[0]}" "$1" "${SIGNAL[@]:1}"
  if ((STATUS == 0)); then
    keep_signal "$1"
    printf 'parbake: signal sent: %s\n' "$1"
  elif ((STATUS == ${NOT_AWAITED:--1})); then
    keep_signal not-awaited
    printf 'parbake: nobody waits for the signal (%s)\n' "$1"
  else
    find_reason signal 120
    REPORT[signal]=unsent
    printf 'parbake: the signal (%s) cannot be sent: %s\n' "$1" "$WHY" >&2
  fi
  keep_report
}

# keep_signal WORD: what has become of it, for the boots after this one.
keep_signal() {
  REPORT[signal]=$1
  if [[ -n $KEPT ]]; then printf '%s\n' "$1" >"$KEPT/signalled"; fi
}

# signal_command success|failure COMMAND
signal_command() { PARBAKE_RESULT=$1 /bin/bash -c "$2"; }
