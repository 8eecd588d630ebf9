# base.sh: holds the build instance against the facts that the profile was checked against. Part of bake.sh.

# assert_base: the first step. Reads OS_ID, OS_VERSION, DOCKERD_VERSION, DOCKERD_COMMAND.
assert_base() {
  local release=$PARBAKE_ROOT/etc/os-release
  [[ -r $release ]] || die "base $BASE: /etc/os-release is missing"
  assert_fact "ID in /etc/os-release" "$OS_ID" "$(release_value ID)"
  assert_fact "VERSION_ID in /etc/os-release" "$OS_VERSION" "$(release_value VERSION_ID)"
  # Where the bake itself installs docker, a later step asks again.
  if command -v dockerd >/dev/null; then assert_dockerd "$DOCKERD_VERSION" "$DOCKERD_COMMAND"; fi
  say unchanged "base $BASE"
}

# assert_dockerd VERSION|'' COMMAND|'': major.minor, and ExecStart= as the unit of the base has it.
assert_dockerd() {
  local version
  if [[ -n $1 ]]; then
    version=$(dockerd --version | sed -n 's/^Docker version \([0-9]*\.[0-9]*\).*/\1/p') || true
    assert_fact 'major and minor version of dockerd' "$1" "$version"
  fi
  if [[ -n $2 ]]; then assert_fact "ExecStart of $DOCKER_UNIT" "$2" "$(unit_command "$DOCKER_UNIT")"; fi
}

assert_fact() { [[ $3 == "$2" ]] || die "base $BASE: $1 is '$3', the facts say '$2'"; }

# assert_line PATH LINE: a line that a file of the base must have (flags in /etc/sysconfig/docker).
assert_line() { grep -q -x -F -e "$2" "$PARBAKE_ROOT$1" || die "base $BASE: $1 has no line '$2'"; }

release_value() {
  # shellcheck source=/dev/null
  (source "$PARBAKE_ROOT/etc/os-release" && printf '%s' "${!1:-}")
}

# unit_command UNIT: from the file, since `systemctl show` needs a running systemd. Continued lines are joined.
unit_command() {
  local directory file
  for directory in /etc/systemd/system /usr/lib/systemd/system /lib/systemd/system; do
    file=$PARBAKE_ROOT$directory/$1
    [[ -f $file ]] || continue
    sed -e ':more' -e '/\\$/{N;s/ *\\\n */ /;b more' -e '}' "$file" | sed -n 's/^ExecStart=//p' | tail -n 1
    return
  done
}
