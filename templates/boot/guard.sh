#!/bin/bash
# guard: stands as `systemctl` and `service` first in the PATH of a boot script. It refuses a start that would wait for the
# script itself, or that a gate makes void, says what to write, and passes everything else on to the real program.
#
# Reads GUARD_UNIT (the unit that the script runs in) and GUARD_HELD (units whose gate is shut), which the runner sets.
set -u
called=${0##*/}
own=$(cd "${0%/*}" && pwd)

main() {
  local verb='' unit waits=yes now='' skip='' word
  local -a units=()
  if [[ $called == service ]]; then
    units=("${1:-}")
    verb=${2:-}
  else
    for word; do
      if [[ -n $skip ]]; then
        skip=''
        continue
      fi
      case $word in
        -t | -p | -P | -s | -n | -o | --type | --property | --signal | --lines | --output) skip=yes ;;
        --no-block | --root=* | --user | --global | -H* | --host* | -M* | --machine* | --help | -h | --version) waits='' ;;
        --now) now=yes ;;
        -*) ;;
        *) if [[ -z $verb ]]; then verb=$word; else units+=("$word"); fi ;;
      esac
    done
  fi
  if [[ -n $waits ]] && starts "$verb" "$now"; then
    for unit in ${units[@]+"${units[@]}"}; do check "$verb" "$(whole_name "$unit")"; done
  fi
  exec "$(real)" "$@"
}

# starts VERB NOW: whether the unit runs afterwards, so that its start is waited for.
starts() {
  case $1 in
    start | restart | reload-or-restart | force-reload | isolate) true ;;
    enable | reenable) [[ -n $2 ]] ;;
    *) false ;;
  esac
}

whole_name() { if [[ $1 == *.* ]]; then printf '%s' "$1"; else printf '%s.service' "$1"; fi; }

# check VERB UNIT
check() {
  if is_later "$2"; then
    refuse "$1" "$2" "$2 is ordered after $GUARD_UNIT, in which this script runs: the command would wait for the script, and the script for the command"
  fi
  if [[ " $GUARD_HELD " == *" $2 "* ]]; then
    refuse "$1" "$2" "$2 is held until every script of this pass has succeeded: systemd would pass the start over and say that it is done"
  fi
}

# is_later UNIT: asked of systemd itself, over all units between; --plain names each but once. Where it cannot say, nothing is refused.
is_later() {
  local line
  while read -r line; do
    if [[ $line == "$GUARD_UNIT" ]]; then return 0; fi
  done < <(LC_ALL=C SYSTEMD_PAGER='' "$(real_systemctl)" list-dependencies --after --all --plain "$1" 2>/dev/null | sed 's/^[^[:alnum:]]*//')
  return 1
}

# refuse VERB UNIT REASON
refuse() {
  printf 'parbake: refused: %s %s %s\n' "$called" "$1" "$2" >&2
  printf 'parbake: %s\n' "$3" >&2
  printf 'parbake: leave it out where parbake starts the unit itself (docker, the agent); else write: systemctl %s --no-block %s\n' "$1" "$2" >&2
  exit 1
}

real() { find_real "$called"; }

real_systemctl() { find_real systemctl; }

# find_real NAME: the program behind ours in PATH, or where it always is.
find_real() {
  local directory
  local -a directories
  IFS=: read -r -a directories <<<"$PATH"
  for directory in "${directories[@]}" /usr/bin /bin /usr/sbin /sbin; do
    if [[ -n $directory && ! $directory -ef $own && -x $directory/$1 ]]; then
      printf '%s' "$directory/$1"
      return
    fi
  done
  printf '/usr/bin/%s' "$1"
}

main "$@"
