# identity.sh: finds and judges what makes a host itself and must not be in an image. Part of bake.sh, after IDENTITY.
#
# A row of IDENTITY is `PHASE ACTION LEVEL LEFT ITEM PATTERN [LINE]`. ACTION is `-` where no step of this bake makes the item:
# the clean-up leaves it alone then, and the audit looks all the same. Rows are made from parbake's catalogue of identity.
MANIFEST=/usr/lib/parbake/manifest
# This script may lie in /tmp or /root; it goes with its caller. Nothing, where it comes through a pipe.
SELF=$(readlink -f -- "${BASH_SOURCE[0]:-}" 2>/dev/null) || SELF=''
declare -A PLACED=()
FOUND=()

# read_placed: the paths that the profile placed in the image.
read_placed() {
  local digest mode owner group path
  PLACED=()
  [[ -r $PARBAKE_ROOT$MANIFEST ]] || return 0
  while read -r digest mode owner group path; do
    if [[ ${#digest} == 64 ]]; then PLACED[$path]="$digest $mode $owner $group"; fi
  done <"$PARBAKE_ROOT$MANIFEST"
}

# find_matches PATTERN: fills FOUND with what is there, without the prefix. An array, since a name may hold a newline.
find_matches() {
  local IFS='' path matches=()
  FOUND=()
  if [[ $1 == *'/**'* ]]; then
    find_below "${1%%/\*\**}" "${1##*/}"
    return
  fi
  shopt -s nullglob dotglob
  # shellcheck disable=SC2206  # the pattern is meant to be expanded
  matches=("$PARBAKE_ROOT"$1)
  shopt -u nullglob dotglob
  # A name without a pattern comes out of a glob whether it exists or not.
  for path in ${matches[@]+"${matches[@]}"}; do
    if [[ -e $path || -L $path ]]; then FOUND+=("${path#"$PARBAKE_ROOT"}"); fi
  done
}

# find_below DIRECTORY NAME: everything but directories. Such names are also in the layers of container images.
find_below() {
  local name=$2
  if [[ ! -d $PARBAKE_ROOT$1 ]]; then return 0; fi
  if [[ $name == '**' ]]; then name='*'; fi
  list_files "$1" \( -path "$PARBAKE_ROOT$DATA_ROOT" -o -path "$PARBAKE_ROOT/var/lib/containerd" -o -path "$PARBAKE_ROOT/var/log/journal" \) \
    -prune -o ! -type d -name "$name"
}

# list_files DIRECTORY TEST...: adds what find finds to FOUND. By way of a file: a pipe would swallow that find failed.
list_files() {
  local list=$PARBAKE_RUN/found directory=$PARBAKE_ROOT$1 path
  shift
  mkdir -p "$PARBAKE_RUN" || die 'cannot write under /run'
  find "$directory" -ignore_readdir_race "$@" -print0 >"$list" || die "cannot look through $directory"
  while IFS= read -r -d '' path; do FOUND+=("${path#"$PARBAKE_ROOT"}"); done <"$list"
  rm -f "$list"
}

# files_of PATH: fills FOUND with the files and links at PATH or below it. A socket or an empty directory holds no identity.
files_of() {
  FOUND=()
  if [[ -f $PARBAKE_ROOT$1 || -L $PARBAKE_ROOT$1 ]]; then
    FOUND=("$1")
  elif [[ -d $PARBAKE_ROOT$1 ]]; then
    list_files "$1" \( -type f -o -type l \)
  fi
}

# kept NAME-OR-PATH
kept() {
  local item
  for item in ${KEEP[@]+"${KEEP[@]}"}; do
    if [[ $item == "$1" ]]; then return 0; fi
  done
  return 1
}

# spared PATH: kept, itself or with a directory above it; or this script.
spared() {
  local item
  for item in ${KEEP[@]+"${KEEP[@]}"}; do
    if [[ $1 == "$item" || $1 == "$item"/* ]]; then return 0; fi
  done
  [[ -n $SELF && $PARBAKE_ROOT$1 == "$SELF" ]]
}

# passed_over ITEM PATTERN: kept whole, in a /run that no image holds, or the business of the agent that we run under
# (Image Builder and Run Command work through the SSM agent, and clear its state themselves).
passed_over() {
  if kept "$1"; then return 0; fi
  case $2 in /run/* | /var/run/*) if volatile_run; then return 0; fi ;; esac
  case $1 in
    ssm-* | toe-*) booted && grep -q -F amazon-ssm-agent /proc/self/cgroup ;;
    *) return 1 ;;
  esac
}

volatile_run() { booted || [[ $(stat -c %d "$PARBAKE_ROOT/run" 2>/dev/null) != "$(stat -c %d "$PARBAKE_ROOT/")" ]]; }

# is_left LEFT PATH LINE
is_left() {
  local file=$PARBAKE_ROOT$2
  case $1 in
    files) holds_files "$2" ;;
    unlisted) [[ -z ${PLACED[$2]:-} ]] && holds_files "$2" ;;
    filled) [[ -f $file && ! -L $file && -s $file ]] ;;
    own-file) [[ -f $file && ! -L $file ]] ;;
    not-empty) [[ ! -f $file || -L $file || -s $file ]] ;;
    password) root_has_password "$file" ;;
    hosts) [[ -z ${PLACED[$2]:-} ]] && names_address "$file" ;;
    lines) [[ -z ${PLACED[$2]:-} ]] && has_line "$file" "$3" ;;
    *) die "audit: '$1' is not known" ;;
  esac
}

holds_files() {
  local FOUND=() file
  files_of "$1"
  for file in ${FOUND[@]+"${FOUND[@]}"}; do
    if ! spared "$file"; then return 0; fi
  done
  return 1
}

# has_line FILE REGULAR-EXPRESSION
has_line() {
  local line
  if [[ ! -f $1 ]]; then return 1; fi
  [[ -r $1 ]] || die "audit: cannot read $1"
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ $line =~ $2 ]]; then return 0; fi
  done <"$1"
  return 1
}

# root_has_password FILE: of the form of /etc/shadow; a locked field begins with `!` or `*`.
root_has_password() {
  local name hash rest
  if [[ ! -f $1 ]]; then return 1; fi
  while IFS=: read -r name hash rest || [[ -n $name ]]; do
    if [[ $name == root && $hash != '!'* && $hash != '*'* ]]; then return 0; fi
  done <"$1"
  return 1
}

# names_address FILE: of the form of /etc/hosts; the profile's lines stand between marks.
names_address() {
  local address rest inside=no
  if [[ ! -f $1 ]]; then return 1; fi
  while read -r address rest || [[ -n $address ]]; do
    if [[ $address == '#' ]]; then
      case $rest in
        'parbake '*': begin') inside=yes ;;
        'parbake '*': end') inside=no ;;
      esac
    elif [[ $inside == no ]]; then
      case $address in
        '' | '#'* | 127.* | ::1 | fe00::0 | ff0[0-9]::*) ;;
        *) return 0 ;;
      esac
    fi
  done <"$1"
  return 1
}
