# audit.sh: looks at the finished image; repairs nothing. Part of bake.sh, after clean.sh.
MANIFEST=/usr/lib/parbake/manifest
FINDINGS=0

# audit: every finding is printed before it fails.
audit() {
  FINDINGS=0
  audit_identity
  audit_machine_id
  audit_root_password
  audit_manifest
  ((FINDINGS == 0)) || die "audit: $FINDINGS findings"
  say unchanged 'audit'
}

finding() {
  printf 'parbake: audit: %s\n' "$1" >&2
  FINDINGS=$((FINDINGS + 1))
}

audit_identity() {
  local row path item
  for row in "${IDENTITY[@]}"; do
    item=${row%%|*}
    if [[ $row != *'|delete|'* ]] || kept "$item" || left_to_others "$item"; then continue; fi
    while IFS= read -r path; do
      if [[ -n $path ]] && ! holds_only_kept "$path"; then finding "$item: $path is still there"; fi
    done <<<"$(matches "${row##*|}")"
  done
  if grep -q -s '^# parbake$' "$PARBAKE_ROOT/usr/sbin/policy-rc.d"; then finding 'bake-leftovers: /usr/sbin/policy-rc.d is still there'; fi
}

# left_to_others ITEM: the SSM agent's own state, while the bake runs under that agent.
left_to_others() { [[ $1 == ssm-* ]] && booted && grep -q -F amazon-ssm-agent /proc/self/cgroup; }

holds_only_kept() {
  local file
  kept "$1" && return
  [[ $PARBAKE_ROOT$1 != "$(readlink -f "$0")" ]] || return 0
  [[ -d $PARBAKE_ROOT$1 && ! -L $PARBAKE_ROOT$1 ]] || return 1
  [[ " ${KEEP[*]-} " == *" $1/"* ]] || return 1
  while IFS= read -r file; do
    kept "${file#"$PARBAKE_ROOT"}" || return 1
  done < <(find "$PARBAKE_ROOT$1" ! -type d)
}

audit_machine_id() {
  kept machine-id && return
  if [[ ! -e $PARBAKE_ROOT/etc/machine-id || -s $PARBAKE_ROOT/etc/machine-id ]]; then finding 'machine-id: /etc/machine-id is not an empty file'; fi
  if [[ -f $PARBAKE_ROOT/var/lib/dbus/machine-id && ! -L $PARBAKE_ROOT/var/lib/dbus/machine-id ]]; then
    finding 'dbus-machine-id: /var/lib/dbus/machine-id is a file of its own'
  fi
}

audit_root_password() {
  local line
  line=$(grep -s '^root:' "$PARBAKE_ROOT/etc/shadow") || return 0
  line=${line#root:}
  case ${line%%:*} in
    '*'* | '!'*) ;;
    *) kept root-password || finding 'root-password: root can log in with a password' ;;
  esac
}

# audit_manifest: every baked file is as it was written: `SHA256 MODE OWNER GROUP PATH` a line.
audit_manifest() {
  local digest mode owner group path file actual
  if [[ ! -r $PARBAKE_ROOT$MANIFEST ]]; then
    finding "manifest: $MANIFEST is missing"
    return
  fi
  while read -r digest mode owner group path; do
    file=$PARBAKE_ROOT$path
    if [[ ! -f $file ]]; then
      finding "manifest: $path is missing"
      continue
    fi
    actual=$(sha256sum <"$file")
    if [[ ${actual%% *} != "$digest" ]]; then finding "manifest: $path has another content"; fi
    if [[ $(stat -c %a "$file") != "$(printf '%o' $((8#$mode)))" ]]; then finding "manifest: $path has mode $(stat -c %a "$file"), not $mode"; fi
    owned_by "$file" "$owner" "$group" || finding "manifest: $path belongs to $(stat -c %U:%G "$file"), not $owner:$group"
  done <"$PARBAKE_ROOT$MANIFEST"
}

# owned_by FILE OWNER GROUP: by name or number.
owned_by() {
  local ids
  ids=$(stat -c '%U %u' "$1")
  [[ " $ids " == *" $2 "* ]] || return 1
  ids=$(stat -c '%G %g' "$1")
  [[ " $ids " == *" $3 "* ]]
}
