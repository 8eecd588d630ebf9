# aws.sh: a request to AWS with the role of the instance, until it is answered. Needs core.sh, instance.sh, and one of
# aws_curl.sh and aws_cli.sh, whichever the base can: it has request_aws.
#
# An answer may be a secret: no trace may show it.
set +x
PARBAKE_AWS_SECONDS=${PARBAKE_AWS_SECONDS:-120}

# ask_aws WHAT SERVICE REGION CALL PARAMETER...: the answer, a newline and 200; or what is said of an error that no waiting
# mends, a newline and its name. What passes by itself is asked again until the deadline; then WHAT has failed.
#
# A PARAMETER is `Name=text`, or `Name` alone for a truth.
ask_aws() {
  local what=$1 deadline=$((SECONDS + PARBAKE_AWS_SECONDS)) pause=1 answer outcome
  shift
  while :; do
    answer=$(request_aws "$@") || die "$what: cannot be asked for"
    outcome=${answer##*$'\n'}
    case $outcome in
      # A new role's credentials are not known everywhere at once, and a signature needs the right time.
      000 | 429 | 5?? | *Throttl* | TooManyRequests* | RequestLimit* | Internal* | ServiceUnavailable* | RequestTimeout* | ExpiredToken* | \
        RequestExpired* | ResourceContention* | UnrecognizedClient* | InvalidClientTokenId | *Signature*) ;;
      *)
        printf '%s' "$answer"
        return
        ;;
    esac
    ((SECONDS + pause < deadline)) || die "$what: no answer in $PARBAKE_AWS_SECONDS s (last: $outcome)"
    sleep "$pause"
    pause=$((pause < 8 ? pause * 2 : 8))
  done
}

# region_of NAME: of an ARN, or the instance's.
region_of() {
  local region
  if [[ $1 != arn:* ]]; then
    instance_value region
    return
  fi
  region=${1#arn:*:*:}
  printf '%s' "${region%%:*}"
}

# endpoint_of SERVICE REGION; a partition has a domain of its own. Source: botocore 1.44.8, data/partitions.json.
endpoint_of() {
  local domain=amazonaws.com
  case $2 in
    cn-*) domain=amazonaws.com.cn ;;
    eusc-*) domain=amazonaws.eu ;;
    us-iso-*) domain=c2s.ic.gov ;;
    us-isob-*) domain=sc2s.sgov.gov ;;
    eu-isoe-*) domain=cloud.adc-e.uk ;;
    us-isof-*) domain=csp.hci.ic.gov ;;
  esac
  printf '%s' "${PARBAKE_AWS_ENDPOINT:-https://$1.$2.$domain}"
}
