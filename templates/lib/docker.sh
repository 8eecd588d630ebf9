# docker.sh: container images. Needs core.sh.
# `docker image inspect` is read as JSON by awk, without --format: in an Image Builder component a doubled brace
# would be taken for an expression (Image Builder guide, chaining expressions).

# pull_image REF DIGEST|-: pulls the tag, then holds it against the pinned digest. Pulled by the tag, since Docker keeps
# no tag for `name:tag@digest`, and the ECS agent finds and excludes images by tag only.
pull_image() {
  local reference=$1 digest=$2 before after
  if [[ $digest != - ]] && image_digests "$reference" | grep -q -x ".*@$digest"; then
    say unchanged "image $reference"
    return
  fi
  before=$(image_id "$reference") || true
  retry 600 pull_once "$reference" || die "image $reference: cannot be pulled"
  if [[ $digest != - ]] && ! image_digests "$reference" | grep -q -x ".*@$digest"; then
    die "image $reference: the registry has $(image_digests "$reference" | paste -s -d ' '), pinned is $digest"
  fi
  after=$(image_id "$reference") || die "image $reference: is not there after the pull"
  if [[ $before == "$after" ]]; then say unchanged "image $reference"; else say changed "image $reference"; fi
}

# pull_once REF: ends the step when the registry has answered no, since asking again would not help.
pull_once() {
  local message
  message=$(docker pull -q "$1" 2>&1 >/dev/null) && return
  printf '%s\n' "$message" >&2
  case $message in
    *'manifest unknown'* | *'manifest for'*'not found'* | *denied* | *unauthorized* | *'does not exist'*) die "image $1: refused by its registry" ;;
  esac
  return 1
}

# image_id REF
image_id() { docker image inspect "$1" 2>/dev/null | awk -F'"' '$2 == "Id" { print $4; found = 1; exit } END { exit !found }'; }

# image_digests REF: its RepoDigests, one a line.
image_digests() {
  docker image inspect "$1" 2>/dev/null | awk -F'"' '
    inside && /\]/ { exit }
    inside { print $2 }
    $2 == "RepoDigests" && !/\]/ { inside = 1 }'
}

# start_docker_for_bake: leaves alone what runs already; what it starts, stop_docker_after_bake stops.
start_docker_for_bake() {
  if docker version >/dev/null 2>&1; then
    say unchanged 'docker for the bake'
    return
  fi
  booted || die 'docker: no dockerd answers; in a root directory point DOCKER_HOST at one that runs'
  mkdir -p "$PARBAKE_RUN"
  touch "$PARBAKE_RUN/docker-of-bake"
  systemctl start docker.service || die 'docker: cannot be started for the bake'
  say changed 'docker for the bake'
}

stop_docker_after_bake() {
  [[ -e $PARBAKE_RUN/docker-of-bake ]] || return 0
  # The socket first, or it starts the service again.
  systemctl stop docker.socket docker.service 2>/dev/null || systemctl stop docker.service || die 'docker: cannot be stopped'
  rm -f "$PARBAKE_RUN/docker-of-bake"
  say changed 'docker for the bake (stop)'
}
