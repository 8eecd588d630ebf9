# docker.sh: container images. Needs core.sh.
# `docker image inspect` is read as JSON by awk, without --format: in an Image Builder component a doubled brace
# would be taken for an expression (Image Builder guide, chaining expressions).

# pull_images LIMIT PLATFORM CONFIG|- [REGISTRY=REGION]... < `REFERENCE DIGEST|-` a line
#
# LIMIT images at a time. CONFIG is a config.json for Docker's client, REGISTRY=REGION a registry of Amazon ECR to log in to;
# they live in a directory under /run, which is memory, and go with it, so that no login stays on disk.
pull_images() (
  limit=$1 platform=$2 config=$3 line=() images=() workers=() failed=0
  shift 3
  while read -r -a line; do
    images+=("${line[*]}")
  done
  if [[ $config != - ]]; then
    mkdir -p "$PARBAKE_RUN"
    # The variable of Docker's client, and of the credential helpers.
    DOCKER_CONFIG=$(umask 077 && mktemp -d "$PARBAKE_RUN/docker.XXXXXX") || die 'images: no directory for the login'
    export DOCKER_CONFIG
    trap 'rm -rf "$DOCKER_CONFIG"' EXIT
    (umask 077 && printf '%s\n' "$config" >"$DOCKER_CONFIG/config.json")
    log_in_to_ecr "$@"
  fi
  for ((index = 0; index < limit && index < ${#images[@]}; index++)); do
    pull_every "$index" "$limit" "$platform" "${images[@]}" &
    workers+=($!)
  done
  for worker in ${workers[@]+"${workers[@]}"}; do wait "$worker" || failed=$((failed + 1)); done
  ((failed == 0)) || die 'images: not all could be pulled'
)

# pull_every FIRST LIMIT PLATFORM LINE...: every LIMIT-th line from FIRST on, one after the other.
pull_every() {
  local at=$1 limit=$2 platform=$3 images=("${@:4}") line=() status=0
  for (( ; at < ${#images[@]}; at += limit)); do
    read -r -a line <<<"${images[at]}"
    # One that fails must not keep the others from being named.
    (pull_image "${line[0]}" "${line[1]}" "$platform") </dev/null || status=1
  done
  return "$status"
}

# log_in_to_ecr REGISTRY=REGION...: the password goes from one program to the other and is never a word of a command.
log_in_to_ecr() {
  local registry region service
  for registry; do
    region=${registry#*=} registry=${registry%%=*} service=ecr
    if [[ $registry == public.ecr.aws ]]; then service=ecr-public; fi
    command -v aws >/dev/null || die "registry $registry: the aws command, which logs in to it, is not installed"
    retry 120 ecr_login "$service" "$region" "$registry" || die "registry $registry: cannot log in (the role of this host must allow $service:GetAuthorizationToken)"
    say changed "login $registry"
  done
}

ecr_login() { aws "$1" get-login-password --region "$2" | docker login --username AWS --password-stdin "$3" >/dev/null; }

# pull_image REF DIGEST|- PLATFORM: pulls the tag, then holds it against the pinned digest. Pulled by the tag, since Docker keeps
# no tag for `name:tag@digest`, and the ECS agent finds and excludes images by tag only.
pull_image() {
  local reference=$1 digest=$2 platform=$3 before after
  if [[ $digest != - ]] && image_digests "$reference" | grep -q -x ".*@$digest" && [[ $(image_field "$reference" Architecture) == "${platform#*/}" ]]; then
    say unchanged "image $reference"
    return
  fi
  before=$(image_id "$reference") || true
  retry 600 pull_once "$reference" "$platform" || die "image $reference: cannot be pulled"
  if [[ $digest != - ]] && ! image_digests "$reference" | grep -q -x ".*@$digest"; then
    die "image $reference: the registry has $(image_digests "$reference" | paste -s -d ' '), pinned is $digest"
  fi
  after=$(image_id "$reference") || die "image $reference: is not there after the pull"
  # A registry that has one platform only gives that one, whatever was asked for.
  if [[ $(image_field "$reference" Architecture) != "${platform#*/}" ]]; then
    die "image $reference: is for $(image_field "$reference" Architecture), this host is ${platform#*/}"
  fi
  if [[ $before == "$after" ]]; then say unchanged "image $reference"; else say changed "image $reference"; fi
}

# pull_once REF PLATFORM: ends the step when the registry has answered no, since asking again would not help.
pull_once() {
  local message
  message=$(docker pull -q --platform "$2" "$1" 2>&1 >/dev/null) && return
  printf '%s\n' "$message" >&2
  case $message in
    *'manifest unknown'* | *'manifest for'*'not found'* | *'no matching manifest'* | *denied* | *unauthorized* | *'no basic auth credentials'* | *'does not exist'*)
      die "image $1: refused by its registry"
      ;;
  esac
  return 1
}

# image_id REF
image_id() { docker image inspect "$1" 2>/dev/null | awk -F'"' '$2 == "Id" { print $4; found = 1; exit } END { exit !found }'; }

# image_field REF NAME: a text or a number of its own, `Architecture` or `Size`; not one of an object in it.
image_field() {
  docker image inspect "$1" 2>/dev/null | awk -v name="\"$2\":" '
    $1 == name && /^        "/ { sub(/^ *"[A-Za-z]*": */, ""); gsub(/[",]/, ""); print; exit }'
}

# image_digests REF: its RepoDigests, one a line.
image_digests() {
  docker image inspect "$1" 2>/dev/null | awk -F'"' '
    inside && /\]/ { exit }
    inside { print $2 }
    $2 == "RepoDigests" && !/\]/ { inside = 1 }'
}

# start_docker_for_bake: leaves alone what runs already; what it starts, stop_docker_after_bake stops.
start_docker_for_bake() {
  if booted && docker_is_stale; then
    systemctl daemon-reload
    systemctl restart docker.service || die 'docker: cannot be restarted with its new settings'
    say changed 'docker for the bake (restart)'
    return
  fi
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

# docker_is_stale: whether what dockerd reads when it starts is newer than the one that runs: it would pull into another store, or
# not find its way out.
docker_is_stale() {
  local start read=(etc/docker/daemon.json etc/default/docker etc/sysconfig/docker etc/systemd/system/docker.service.d
    etc/parbake/proxy etc/ssl/certs/ca-certificates.crt etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem)
  start=$(systemctl show -p ActiveEnterTimestamp docker.service) || return 1
  start=${start#*=}
  [[ -n $start ]] || return 1
  start=$(date -d "$start" +%s) || return 1
  # The stamp has whole seconds.
  [[ -n $(find "${read[@]/#/$PARBAKE_ROOT/}" -type f -newermt "@$((start - 1))" 2>/dev/null) ]]
}

stop_docker_after_bake() {
  [[ -e $PARBAKE_RUN/docker-of-bake ]] || return 0
  # The socket first, or it starts the service again.
  systemctl stop docker.socket docker.service 2>/dev/null || systemctl stop docker.service || die 'docker: cannot be stopped'
  rm -f "$PARBAKE_RUN/docker-of-bake"
  say changed 'docker for the bake (stop)'
}
