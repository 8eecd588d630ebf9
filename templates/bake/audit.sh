# audit.sh: looks at the finished image; repairs nothing. Part of bake.sh, after clean.sh.
#
# `parbake verify` looks at the same from outside and comes to the same verdict.
ERRORS=0
declare -A SEEN=()

# audit: every finding is printed before it fails. The whole catalogue is looked for, whatever this bake did.
audit() {
  ERRORS=0 SEEN=()
  read_placed
  audit_identity
  audit_manifest
  audit_kept
  ((ERRORS == 0)) || die "audit: $ERRORS errors"
  say unchanged 'audit'
}

# finding LEVEL TEXT
finding() {
  printf 'parbake: audit: %s: %s\n' "$1" "$2" >&2
  if [[ $1 == error ]]; then ERRORS=$((ERRORS + 1)); fi
}

audit_identity() {
  local row phase action level left item pattern line path found hint
  for row in "${IDENTITY[@]}"; do
    read -r phase action level left item pattern line <<<"$row"
    if passed_over "$item" "$pattern"; then continue; fi
    find_matches "$pattern"
    if [[ $left == not-empty ]]; then FOUND=("$pattern"); fi
    found=(${FOUND[@]+"${FOUND[@]}"})
    for path in ${found[@]+"${found[@]}"}; do
      if [[ -n ${SEEN[$path]:-} ]] || spared "$path" || ! is_left "$left" "$path" "$line"; then continue; fi
      SEEN[$path]=1 hint=''
      if [[ $action == - && $phase != - ]]; then hint=' (no step of this bake makes it; a script that does says so in its effects)'; fi
      finding "$level" "$item: $path $(left_words "$left")$hint"
    done
  done
}

# left_words LEFT
left_words() {
  case $1 in
    filled) printf 'is not empty' ;;
    own-file) printf 'is a file of its own' ;;
    not-empty) printf 'is not an empty file' ;;
    password) printf 'lets root log in with a password' ;;
    hosts) printf 'names an address of the builder' ;;
    lines) printf 'holds a line of the builder' ;;
    *) printf 'is still there' ;;
  esac
}

# audit_manifest: every baked file is as it was written: `SHA256 MODE OWNER GROUP PATH` a line.
audit_manifest() {
  local digest mode owner group path
  if [[ ! -r $PARBAKE_ROOT$MANIFEST ]]; then
    finding error "manifest: $MANIFEST is missing"
    return
  fi
  while read -r digest mode owner group path; do
    if [[ ${#digest} == 64 ]]; then audit_file "$digest" "$mode" "$owner" "$group" "$path"; fi
  done <"$PARBAKE_ROOT$MANIFEST"
}

# audit_file SHA256 MODE OWNER GROUP PATH
audit_file() {
  local file=$PARBAKE_ROOT$5 actual mode
  if [[ ! -f $file || -L $file ]]; then
    finding error "manifest: $5 is missing"
    return
  fi
  actual=$(sha256sum <"$file") || die "audit: cannot read $5"
  if [[ ${actual%% *} != "$1" ]]; then finding error "manifest: $5 has another content"; fi
  mode=$(stat -c %a "$file") || die "audit: cannot look at $5"
  if [[ $mode != "$(printf '%o' $((8#$2)))" ]]; then finding error "manifest: $5 has mode $mode, not $2"; fi
  owned_by "$file" "$3" "$4" || finding error "manifest: $5 belongs to $(stat -c %U:%G "$file"), not $3:$4"
}

# owned_by FILE OWNER GROUP: by name or number.
owned_by() {
  local ids
  ids=$(stat -c '%U %u' "$1") || return 1
  [[ " $ids " == *" $2 "* ]] || return 1
  ids=$(stat -c '%G %g' "$1") || return 1
  [[ " $ids " == *" $3 "* ]]
}

# audit_kept: what was kept on purpose has the content that the bake recorded.
audit_kept() {
  local line inside=no entry='^"(.*)": "sha256:([0-9a-f]{64})",?$' path digest actual
  if [[ ! -r $PARBAKE_ROOT/etc/parbake/image.json ]]; then return 0; fi
  while IFS= read -r line; do
    if [[ $line == '"kept": {' ]]; then
      inside=yes
    elif [[ $line == '}'* ]]; then
      inside=no
    elif [[ $inside == yes && $line =~ $entry ]]; then
      path=${BASH_REMATCH[1]} digest=${BASH_REMATCH[2]}
      if [[ ! -f $PARBAKE_ROOT$path ]]; then
        finding error "kept: $path is missing"
        continue
      fi
      actual=$(sha256sum <"$PARBAKE_ROOT$path") || die "audit: cannot read $path"
      if [[ ${actual%% *} != "$digest" ]]; then finding error "kept: $path has another content than when it was baked"; fi
    fi
  done <"$PARBAKE_ROOT/etc/parbake/image.json"
}
