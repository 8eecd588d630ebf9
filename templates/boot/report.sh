# report.sh: a part of the runner: what it says of itself, boot.json, for this boot under /run and per instance under /var/lib. Follows runner.sh.
# Nothing here starts a process but the renaming of a finished file.

# What is said, by its key in boot.json; what is missing is null there.
declare -A REPORT=()
# The steps, a finished object a line.
STEP_LINES=''

# read_clock: in CLOCK the milliseconds of the wall clock (0 before bash 5), in UPTIME those since the kernel started, ten at a time.
read_clock() {
  local clock=${EPOCHREALTIME:-} whole hundredths
  IFS='. ' read -r whole hundredths _ </proc/uptime
  UPTIME=$((10#$whole * 1000 + 10#$hundredths * 10))
  CLOCK=0
  if [[ -n $clock ]]; then CLOCK=$((10#${clock/[.,]/} / 1000)); fi
}

# seconds_since CLOCK UPTIME: in ELAPSED, `0.012`. The wall clock is finer, and somewhere in a boot it is set.
seconds_since() {
  local passed fine
  read_clock
  passed=$((UPTIME - $2)) fine=$((CLOCK - $1))
  if (($1 > 0 && fine >= 0 && fine - passed <= 20 && passed - fine <= 20)); then passed=$fine; fi
  printf -v ELAPSED '%d.%03d' $((passed / 1000)) $((passed % 1000))
}

# json_string TEXT: in JSON, with its quotes; `null` for no text. Control characters become blanks.
json_string() {
  JSON=null
  [[ -n $1 ]] || return 0
  JSON=${1//\\/\\\\}
  JSON=${JSON//\"/\\\"}
  JSON=\"${JSON//[[:cntrl:]]/ }\"
}

# record ORDER EVERY NAME RESULT STATUS STARTED SECONDS REASON
record() {
  local name line
  json_string "$3"
  name=$JSON
  json_string "$8"
  printf -v line '{"order": "%s", "every": "%s", "name": %s, "result": "%s", "status": %s, "started": "%s", "seconds": %s, "reason": %s}' \
    "$1" "$2" "$name" "$4" "$5" "$6" "$7" "$JSON"
  STEP_LINES+=${STEP_LINES:+$',\n'}$line
}

# load_report: what the passes before this one have said.
load_report() {
  # Written by save_report.
  # shellcheck source=/dev/null
  if [[ -e $PARBAKE_RUN/state/report ]]; then source "$PARBAKE_RUN/state/report"; fi
}

# save_report: for the passes after this one, which are processes of their own; and boot.json.
save_report() {
  local key
  umask 077
  {
    for key in "${!REPORT[@]}"; do printf 'REPORT[%s]=%q\n' "$key" "${REPORT[$key]}"; done
    printf 'STEP_LINES=%q\n' "$STEP_LINES"
  } >"$PARBAKE_RUN/state/report"
  umask 022
  write_report "$PARBAKE_RUN/boot.json"
}

# write_report FILE: one key and one step a line; whole or not at all. A script's last words may stand in it: for root only.
write_report() {
  local key pass seconds='' failed=null
  for pass in early late after-agent; do seconds+="${seconds:+, }\"$pass\": ${REPORT[seconds-$pass]:-null}"; done
  if [[ -n ${REPORT[failed-step]:-} ]]; then
    json_string "${REPORT[failed-step]}"
    failed="{\"pass\": \"${REPORT[failed-pass]}\", \"step\": $JSON, \"reason\": "
    json_string "${REPORT[failed-reason]}"
    failed+="$JSON}"
  fi
  umask 077
  {
    printf '{\n'
    for key in launch image instance boot early late after-agent foreign interrupted running signal; do
      json_string "${REPORT[$key]:-}"
      printf '"%s": %s,\n' "$key" "$JSON"
    done
    for key in skew degraded; do printf '"%s": %s,\n' "$key" "${REPORT[$key]:-false}"; done
    printf '"seconds": {%s},\n"failed": %s,\n"steps": [\n%s\n]\n}\n' "$seconds" "$failed" "$STEP_LINES"
  } >"$1.new"
  umask 022
  mv -fT "$1.new" "$1"
}
