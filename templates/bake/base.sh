# base.sh: holds the build instance against the facts that the profile was checked against. Part of bake.sh.

# assert_base: the first step. Reads the assignments at the top of bake.sh.
assert_base() {
  local release=$PARBAKE_ROOT/etc/os-release
  [[ -r $release ]] || die "base $BASE: /etc/os-release is missing"
  assert_fact "ID in /etc/os-release" "$OS_ID" "$(release_value ID)"
  assert_fact "VERSION_ID in /etc/os-release" "$OS_VERSION" "$(release_value VERSION_ID)"
  if [[ -z $PARBAKE_ROOT ]] && command -v cloud-init >/dev/null; then assert_cloud_init; fi
  assert_services
}

# assert_services: asked again behind the packages, which may have brought them.
assert_services() {
  if command -v dockerd >/dev/null; then assert_dockerd "$DOCKERD_VERSION" "$DOCKERD_COMMAND"; fi
  assert_orderings
  say unchanged "base $BASE"
}

# assert_cloud_init: not older than the one that the user-data was checked against, and its stages under the names that the
# boot units are ordered by. A newer one is taken: distributions bring them as updates.
assert_cloud_init() {
  local version oldest
  [[ -n $CLOUD_INIT_VERSION ]] || return 0
  version=$(cloud-init --version 2>&1 | sed -n 's/^[^0-9]*\([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p') || true
  oldest=$(printf '%s\n' "$CLOUD_INIT_VERSION" "$version" | sort -V | sed -n 1p) || true
  [[ -n $version && $oldest == "$CLOUD_INIT_VERSION" ]] || die "base $BASE: cloud-init is '$version', the facts say '$CLOUD_INIT_VERSION' or newer"
  [[ -z $NETWORK_UNIT || -n $(unit_file "$NETWORK_UNIT") ]] || die "base $BASE: there is no unit $NETWORK_UNIT, the facts say that cloud-init's network stage has that name"
}

# assert_orderings: the boot's order was proven with these; a unit that is not there yet (the bake brings it) is passed over.
assert_orderings() {
  local row unit key other expected
  for row in ${ORDERINGS[@]+"${ORDERINGS[@]}"}; do
    read -r unit key other expected <<<"$row"
    assert_order "$unit" "$key" "$other" "$expected"
  done
}

# assert_order UNIT KEY OTHER yes|no: whether a unit orders itself by another.
assert_order() {
  local actual=no file line
  file=$(unit_file "$1")
  [[ -n $file ]] || return 0
  while read -r line; do
    if [[ " ${line#*=} " == *" $3 "* ]]; then actual=yes; fi
  done < <(joined_lines "$file" | grep "^$2=")
  assert_fact "$2=$3 in $1" "$4" "$actual"
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
  local file
  file=$(unit_file "$1")
  if [[ -n $file ]]; then joined_lines "$file" | sed -n 's/^ExecStart=//p' | tail -n 1; fi
}

# unit_file UNIT: the file that systemd would take, or nothing.
unit_file() {
  local directory
  for directory in /etc/systemd/system /usr/lib/systemd/system /lib/systemd/system; do
    if [[ -f $PARBAKE_ROOT$directory/$1 ]]; then
      printf '%s' "$PARBAKE_ROOT$directory/$1"
      return
    fi
  done
}

joined_lines() { sed -e ':more' -e '/\\$/{N;s/ *\\\n */ /;b more' -e '}' "$1"; }

# wait_for_cloud_init: it makes users and installs packages of its own while a build host comes up. By systemd's jobs: `cloud-init
# status --wait` waits for ever once its state was cleaned. And not from inside: a bake in user-data would wait for itself.
wait_for_cloud_init() {
  local deadline=$((SECONDS + 300)) jobs
  if booted && ! grep -q -F cloud-final /proc/self/cgroup; then
    while jobs=$(systemctl list-jobs --no-legend 2>/dev/null) && [[ $jobs == *cloud-* ]]; do
      ((SECONDS < deadline)) || die 'cloud-init: still running after 300 s'
      sleep 2
    done
  fi
  say unchanged 'cloud-init is done'
}
