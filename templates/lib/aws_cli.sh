# aws_cli.sh: a request to AWS by its command line, where curl cannot sign. Needs aws.sh and aws.
#
# The command finds the role's credentials itself and prints the answer to a pipe; its words are names only.

# request_aws SERVICE REGION CALL PARAMETER...: the answer, a newline and 200; or what is said of the error, a newline and its
# name, or 000 for none.
request_aws() {
  local answer said text words=() word error='An error occurred \(([A-Za-z0-9.]+)\) [^:]*: *(.*)'
  command -v aws >/dev/null || die 'the aws command, which asks AWS, is not installed'
  for word in "${@:4}"; do words+=("--$(in_kebab_case "${word%%=*}")${word#"${word%%=*}"}"); done
  mkdir -p "$PARBAKE_RUN" && said=$(mktemp "$PARBAKE_RUN/aws.XXXXXX") || return 1
  if answer=$(run_aws "$1" "$(in_kebab_case "$3")" ${words[@]+"${words[@]}"} --region "$2" --endpoint-url "$(endpoint_of "$1" "$2")" 2>"$said"); then
    answer+=$'\n200'
  else
    answer=$'\n000'
    text=$(cat "$said")
    if [[ $text =~ $error ]]; then answer=${BASH_REMATCH[2]}$'\n'${BASH_REMATCH[1]}; fi
  fi
  rm -f "$said"
  printf '%s' "$answer"
}

# in_kebab_case NAME: `StackName` is `stack-name` to the command line.
in_kebab_case() { printf '%s' "$1" | sed 's/\([A-Z]\)/-\l\1/g; s/^-//'; }

# run_aws WORD...: no pager, no proxy before the metadata service, and UTF-8 whatever the locale; the waiting is ours.
run_aws() {
  AWS_PAGER='' AWS_MAX_ATTEMPTS=1 AWS_EC2_METADATA_SERVICE_ENDPOINT=$PARBAKE_IMDS PYTHONUTF8=1 PYTHONIOENCODING=utf-8 \
    no_proxy=${no_proxy:+$no_proxy,}169.254.169.254 NO_PROXY=${NO_PROXY:+$NO_PROXY,}169.254.169.254 \
    aws "$@" --output json --cli-connect-timeout 5 --cli-read-timeout 15
}
