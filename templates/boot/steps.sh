# steps.sh: a part of the runner: one step, in a process of its own, with its limit, its reason and its mark. Follows runner.sh.

# step ORDER EVERY SECONDS NAME FUNCTION ARGS...
step() {
  local order=$1 every=$2 seconds=$3 name=$4 mark='' started result=passed clock uptime
  shift 4
  NAMES+=("$name")
  [[ $order == "$ORDER" ]] || return 0
  TZ=UTC printf -v started '%(%Y-%m-%dT%H:%M:%SZ)T' -1
  if [[ $every == instance ]]; then
    if [[ -z $KEPT ]]; then fail "$name" 'cloud-init left no instance-id under /var/lib/cloud/data that can be a file name'; fi
    mark_of "$name"
    mark=$MARK
    if [[ -e $mark ]]; then
      record "$order" "$every" "$name" kept 0 "$started" 0 ''
      return
    fi
  fi
  printf 'parbake: %s\n' "$name"
  announce "$name"
  WHY=''
  read_clock
  clock=$CLOCK uptime=$UPTIME
  run_bounded "$seconds" "$@"
  seconds_since "$clock" "$uptime"
  if ((STATUS != 0)); then
    result=failed
    find_reason "$name" "$seconds" "$@"
  fi
  record "$order" "$every" "$name" "$result" "$STATUS" "$started" "$ELAPSED" "$WHY"
  if ((STATUS != 0)); then
    failed_step "$name" "$WHY"
  elif [[ -n $mark ]]; then
    MARKS+=("$mark")
    # What parbake does itself may be done twice; a script is marked before anything else happens.
    if [[ $1 == run_script ]]; then set_marks; fi
  fi
}

# failed_step NAME REASON: the first one is what the host failed of.
failed_step() {
  if [[ $ON_FAILURE != continue ]]; then fail "$1" "$2"; fi
  printf "parbake: FAILED: %s: %s; on-failure is continue\n" "$1" "$2" >&2
  if [[ -z $FAILED ]]; then FAILED=$1 REASON=$2; fi
}

# announce NAME: which step runs, for whoever looks, and for the boot after one that was cut off.
announce() {
  REPORT[running]=$1
  if [[ -n $KEPT ]]; then printf '%s\n' "$1" >"$KEPT/running"; fi
  save_report
}

# run_bounded SECONDS FUNCTION ARGS...: its end in STATUS, 124 when SECONDS are over. Never part of a condition, where errexit would not
# hold inside the function.
#
# In a process of its own that needs no new bash, which would have to read the library again, and in a group of its own, so that all
# that it started can be ended. A pipe tells when it is over: only that process holds the other end.
run_bounded() {
  local seconds=$1 child over=0
  shift
  STATUS=0
  : >"$PARBAKE_REASONS"
  exec 8<> <(:)
  exec 7</dev/fd/8
  set -m
  (
    exec 7<&-
    set -e
    "$@" 8<&-
  ) &
  child=$!
  set +m
  exec 8<&-
  read -r -t "$seconds" -u 7 || over=$?
  if ((over > 128)); then
    kill -TERM -- "-$child" 2>/dev/null || true
    read -r -t 10 -u 7 || kill -KILL -- "-$child" 2>/dev/null || true
  fi
  exec 7<&-
  # A killed process is no news: the shell would name it by its whole text.
  { wait "$child" || STATUS=$?; } 2>/dev/null
  if ((over > 128)); then STATUS=124; fi
}

# find_reason STEP SECONDS [FUNCTION ARGS...]: in WHY, what the step said when it died: names, never a value. A script that was given a secret may
# have said it; of any other the last line is told as well.
find_reason() {
  local step=$1 seconds=$2 line said=''
  shift 2
  WHY=''
  while IFS= read -r line; do WHY+="${WHY:+; }${line#"$step: "}"; done <"$PARBAKE_REASONS"
  if ((STATUS == 124)); then WHY="not done within $seconds s${WHY:+; $WHY}"; fi
  : "${WHY:=ended with status $STATUS}"
  # shellcheck disable=SC2016  # references as they stand in the steps, not the shell's
  if [[ ${1:-} == run_script && "$*" != *'${ssm:'* && "$*" != *'${secret:'* ]] && booted; then said=$(last_words "$step"); fi
  WHY=${WHY:0:500}${said:+; it said last: $said}
}

# last_words STEP: the last line in the journal that the step's script wrote.
last_words() {
  # --sync is of systemd 228: Amazon Linux 2 gets a moment instead.
  journalctl --sync 2>/dev/null || sleep 0.2
  journalctl -q -b -u "parbake-$PASS.service" -o cat -n 20 --no-pager 2>/dev/null |
    STEP="parbake: $1" awk '$0 == ENVIRON["STEP"] { last = "" } !/^parbake: / && NF { last = $0 } END { print substr(last, 1, 200) }' | iconv -c -f UTF-8 -t UTF-8 || true
}

# mark_of NAME: in MARK, where a passed step is noted. A name may hold slashes and blanks; one that is too long for a file is known by its digest.
mark_of() {
  local name=${1//%/%25}
  name=${name//\//%2F}
  name=${name// /%20}
  if ((${#name} > 200)); then
    name=$(printf '%s' "$1" | sha256sum)
    name=${name%% *}
  fi
  MARK=$KEPT/passed/$name
}

# set_marks: what the steps wrote must be on disk before the marks that say so.
set_marks() {
  local mark
  ((${#MARKS[@]} > 0)) || return 0
  sync
  for mark in "${MARKS[@]}"; do : >"$mark"; done
  MARKS=()
}
