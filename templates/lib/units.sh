# units.sh: systemd units and sysctl. Needs core.sh. `systemctl enable`, `disable` and `mask` work on files, so they
# also work where systemd does not run (in a root directory); starting does not, and is left out there.

enable_unit() { set_unit enable "$1" 'enabled static alias indirect generated'; }

disable_unit() { set_unit disable "$1" 'disabled masked'; }

mask_unit() { set_unit mask "$1" masked; }

# set_unit VERB NAME STATES: nothing is done when the unit is in one of the states already.
set_unit() {
  local state message
  state=$(systemctl_files is-enabled "$2" 2>/dev/null) || true
  if [[ -n $state && " $3 " == *" $state "* ]]; then
    say unchanged "unit $2 ($1)"
  else
    message=$(systemctl_files "$1" "$2" 2>&1) || die "unit $2: cannot $1: $message"
    say changed "unit $2 ($1)"
  fi
}

systemctl_files() {
  if [[ -n $PARBAKE_ROOT ]] && ! booted; then systemctl --root="$PARBAKE_ROOT" "$@"; else systemctl "$@"; fi
}

# start_unit NAME. Never waited for: a unit that is ordered after the one we run in would never come.
start_unit() {
  booted || return 0
  systemctl start --no-block "$1" || die "unit $1: cannot be started"
  say changed "unit $1 (start)"
}

# restart_unit NAME: only when it runs; what has not started yet will read its new settings anyway.
restart_unit() {
  booted || return 0
  systemctl try-restart --no-block "$1" || die "unit $1: cannot be restarted"
  say changed "unit $1 (restart)"
}

reload_systemd() {
  booted || return 0
  systemctl daemon-reload || die 'systemd: cannot reload its units'
}

# apply_sysctl PATH, by the program that applies it at boot, so that both take it the same way.
apply_sysctl() {
  local program=/usr/lib/systemd/systemd-sysctl
  booted || return 0
  if [[ ! -x $program ]]; then program=/lib/systemd/systemd-sysctl; fi
  "$program" "$PARBAKE_ROOT$1" || die "sysctl $1: cannot be applied"
  say changed "sysctl $1"
}
