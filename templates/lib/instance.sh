# instance.sh: what the instance knows of itself, from IMDSv2. Needs core.sh and curl.
#
# Nothing is asked that no template uses. Everything but the type and the tags is frozen per instance, so that a file
# written at the second boot is the file of the first; type and tags can change while a stopped instance waits.
# Paths: EC2 user guide, "Instance metadata categories"; tags: "View tags using instance metadata".
PARBAKE_IMDS=${PARBAKE_IMDS:-http://169.254.169.254}
PARBAKE_IMDS_SECONDS=${PARBAKE_IMDS_SECONDS:-120}

# instance_value NAME: id, type, region, availability-zone, private-ip, local-hostname or tag.NAME; without a newline.
instance_value() {
  local name=$1 path file value
  path=$(metadata_path "$name") || return 1
  file=$(value_file "$name") || return 1
  if [[ -f $file ]]; then
    cat "$file"
    return
  fi
  value=$(ask_metadata "$path" "$name" && printf x) || return 1
  value=${value%x}
  value_fits "$name" "$value" || die "instance.$name: the metadata service gave a value that cannot be one"
  keep_value "$file" "$value" || return 1
  printf '%s' "$value"
}

metadata_path() {
  case $1 in
    id) printf 'instance-id' ;;
    type) printf 'instance-type' ;;
    region) printf 'placement/region' ;;
    availability-zone) printf 'placement/availability-zone' ;;
    private-ip) printf 'local-ipv4' ;;
    local-hostname) printf 'local-hostname' ;;
    tag.*)
      # The keys that the metadata service can serve at all.
      [[ ${1#tag.} =~ ^[A-Za-z0-9+=.,_:@-]+$ && ! ${1#tag.} =~ ^(\.|\.\.|_index)$ ]] || die "instance.$1: no tag of that name can be read on the host"
      printf 'tags/instance/%s' "${1#tag.}"
      ;;
    *) die "instance.$1: there is no such value" ;;
  esac
}

# instance_directory: where this instance keeps what outlives a boot. cloud-init's id, since it is at hand without IMDS.
instance_directory() {
  local id file=$PARBAKE_ROOT/var/lib/cloud/data/instance-id
  [[ -r $file ]] || die 'cloud-init left no instance-id under /var/lib/cloud/data'
  IFS= read -r id <"$file" || true
  # NoCloud ids are free text; no slash may lead out of the directory.
  [[ $id =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || die 'the instance-id of cloud-init cannot be a file name'
  printf '%s' "$PARBAKE_STATE/instance/$id"
}

value_file() {
  local directory
  case $1 in
    type | tag.*) printf '%s' "$PARBAKE_RUN/values/$1" ;;
    *)
      directory=$(instance_directory) || return 1
      printf '%s' "$directory/values/$1"
      ;;
  esac
}

# keep_value FILE VALUE: nobody else's to read, but what lies beside the values is: only their own directory is closed.
keep_value() (
  mkdir -p "${1%/*/*}" && umask 077
  mkdir -p "${1%/*}" && printf '%s' "$2" >"$1.new" && mv -fT "$1.new" "$1"
)

# ask_metadata PATH NAME: 404 is an answer; everything else that fails is asked again until the deadline.
ask_metadata() {
  local deadline=$((SECONDS + PARBAKE_IMDS_SECONDS)) pause=1 answer status
  while :; do
    answer=$(get_metadata "$1") || answer=$'\n000'
    status=${answer##*$'\n'}
    case $status in
      200)
        printf '%s' "${answer%$'\n'*}"
        return
        ;;
      404) die "instance.$2: not there$(missing_hint "$2")" ;;
      # The token has ended, or came from another service: the next round gets a new one.
      401) rm -f "$PARBAKE_RUN/values/.token" ;;
    esac
    ((SECONDS + pause < deadline)) || die "instance.$2: no answer from the metadata service in $PARBAKE_IMDS_SECONDS s (last status $status)"
    sleep "$pause"
    pause=$((pause < 8 ? pause * 2 : 8))
  done
}

missing_hint() {
  case $1 in
    role) printf '; the instance has no role: its launch template names no instance profile' ;;
    tag.*) printf '; the instance lacks the tag, or its launch template does not set instance-metadata-tags' ;;
  esac
}

# get_metadata PATH: the body, a newline, the status.
get_metadata() {
  local token
  token=$(metadata_token) || return 1
  ask_curl -H "X-aws-ec2-metadata-token: $token" "$PARBAKE_IMDS/latest/meta-data/$1"
}

# metadata_token: one for all steps of a pass, in a file because each step is a process of its own.
metadata_token() {
  local file=$PARBAKE_RUN/values/.token answer token
  if [[ -f $file ]]; then
    cat "$file"
    return
  fi
  answer=$(ask_curl -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 600' "$PARBAKE_IMDS/latest/api/token") || return 1
  token=${answer%$'\n'*}
  [[ ${answer##*$'\n'} == 200 && $token =~ ^[A-Za-z0-9+/=_-]+$ ]] || return 1
  keep_value "$file" "$token" || return 1
  printf '%s' "$token"
}

# No proxy may ever stand between: it would answer for another instance. NUL becomes a control
# character, which every check refuses; the shell would drop it in silence.
ask_curl() { curl -s --noproxy '*' --connect-timeout 2 --max-time 5 -w '\n%{http_code}' "$@" | tr '\0' '\001'; }

# value_fits NAME VALUE
value_fits() {
  local grammar label='[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?' octet='(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])'
  case $1 in
    id) grammar='^i-[0-9a-f]{8,17}$' ;;
    type) grammar='^[a-z0-9-]+\.[a-z0-9-]+$' ;;
    region) grammar='^[a-z]{2,}(-[a-z]+)+-[0-9]+$' ;;
    # Local and Wavelength Zones have longer names: us-east-1-wl1-bos-wlz-1.
    availability-zone) grammar='^[a-z]{2,}(-[a-z0-9]+)+$' ;;
    private-ip) grammar="^$octet(\\.$octet){3}\$" ;;
    local-hostname) grammar="^$label(\\.$label)*\$" ;;
    *)
      [[ $2 != *[[:cntrl:]]* ]]
      return
      ;;
  esac
  [[ $2 =~ $grammar && ${#2} -le 253 ]]
}
