# swarm.sh: joining a swarm. Needs core.sh, template.sh, json.sh (and what fetches the token).
#
# By the Engine's own socket: `docker swarm join --token` would show the token to every process. The request is on curl's
# standard input. Paths: Docker Engine API 1.41, `GET /info`, `POST /swarm/join`; without a version, since no one is known to
# every dockerd from 20.10 to 29.
PARBAKE_DOCKER_SOCKET=${PARBAKE_DOCKER_SOCKET:-/run/docker.sock}
PARBAKE_SWARM_SECONDS=${PARBAKE_SWARM_SECONDS:-240}

# join_swarm < the body of the request, with references
join_swarm() {
  local body token state deadline=$((SECONDS + PARBAKE_SWARM_SECONDS)) pause=2 said='no answer'
  body=$(resolve_template json) || die 'swarm: no request'
  token=$(printf '%s' "$body" | json_text JoinToken) || die 'swarm: the request has no token'
  [[ $token =~ ^SWMTKN-[0-9]+-[0-9a-z]{50}-[0-9a-z]+$ ]] || die "swarm: the token's secret holds no join token (SWMTKN-1-...)"
  state=$(swarm_state) || die "swarm: dockerd does not answer at $PARBAKE_DOCKER_SOCKET"
  if [[ $state == active ]]; then
    is_swarm_of "$token" || die "swarm: this host is a member of another swarm than the token's; 'docker swarm leave' takes it out"
    say unchanged 'member of the swarm'
    return
  fi
  while [[ $state != active ]]; do
    case $state in
      inactive) said=$(ask_to_join "$body") || fail_to_join "$said" "$token" ;;
      # dockerd goes on by itself after its own limit of 20 s.
      pending) ;;
      locked) die 'swarm: this host was a manager of a swarm that is locked' ;;
      *) die 'swarm: dockerd says that its membership is broken: docker info' ;;
    esac
    state=$(swarm_state) || state=unknown-yet
    [[ $state == active ]] && break
    ((SECONDS + pause < deadline)) || die "swarm: not joined in $PARBAKE_SWARM_SECONDS s (last: ${said//"$token"/the token})"
    sleep "$pause"
    [[ $state != unknown-yet ]] || state=pending
  done
  say changed 'member of the swarm'
}

# ask_to_join BODY: dockerd's own words; fails where waiting mends nothing.
ask_to_join() {
  local answer words
  answer=$(printf '%s' "$1" | ask_dockerd /swarm/join -H 'Content-Type: application/json' --data-binary @-) || return 0
  words=$(printf '%s' "${answer%$'\n'*}" | json_text message) || words="status ${answer##*$'\n'}"
  if [[ ${answer##*$'\n'} != 200 ]]; then printf '%s' "$words"; fi
  case $words in
    *'join token'* | *InvalidArgument* | *PermissionDenied* | *live-restore* | *'must specify'* | *'advertise'* | *'could not find'*) return 1 ;;
  esac
}

# fail_to_join WORDS TOKEN
fail_to_join() { die "swarm: dockerd refuses: ${1//"$2"/the token}"; }

swarm_state() { ask_info Swarm LocalNodeState; }

# ask_info KEY...: a text of dockerd's own picture of itself.
ask_info() {
  local answer
  answer=$(ask_dockerd /info) || return 1
  [[ ${answer##*$'\n'} == 200 ]] || return 1
  printf '%s' "${answer%$'\n'*}" | json_text "$@"
}

# ask_dockerd PATH CURL-OPTION...: the answer, a newline, the status.
ask_dockerd() {
  local address=http://localhost$1
  shift
  curl -q -s --noproxy '*' --max-time 60 --unix-socket "$PARBAKE_ROOT$PARBAKE_DOCKER_SOCKET" -w '\n%{http_code}' "$@" "$address"
}

# is_swarm_of TOKEN: its third part is the digest of the swarm's root certificate, in base 36.
# Source: moby/swarmkit ca/certificates.go, GenerateJoinToken; ca/config.go, base36DigestLen.
is_swarm_of() {
  local root digest part
  root=$(ask_info DockerRootDir) || return 1
  digest=$(sha256sum "$PARBAKE_ROOT$root/swarm/certificates/swarm-root-ca.crt") || return 1
  part=${1#SWMTKN-*-}
  [[ $(in_base36 "${digest%% *}") == "${part%%-*}" ]]
}

# in_base36 HEX: fifty digits.
in_base36() {
  printf '%s\n' "$1" | awk '{
    for (at = 1; at <= length($0); at++) {
      carry = index("0123456789abcdef", substr($0, at, 1)) - 1
      for (place = 50; place >= 1; place--) {
        carry += digit[place] * 16
        digit[place] = carry % 36
        carry = int(carry / 36)
      }
    }
    for (place = 1; place <= 50; place++) printf "%s", substr("0123456789abcdefghijklmnopqrstuvwxyz", digit[place] + 1, 1)
  }'
}
