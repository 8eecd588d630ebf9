# secrets_cli.sh: a secret by the AWS command line, where curl cannot sign. Needs secrets.sh and aws.
#
# The command finds the role's credentials itself and prints the value to a pipe; its words are the name only.

# fetch_secret SERVICE NAME REGION: the answer, a newline, and 200 or the name of the error.
fetch_secret() {
  local answer outcome said=$PARBAKE_RUN/secrets/.said words=(secretsmanager get-secret-value --secret-id "$2")
  command -v aws >/dev/null || die "\${$1:$2}: the aws command, which asks for it, is not installed"
  if [[ $1 == ssm ]]; then words=(ssm get-parameter --with-decryption --name "$2"); fi
  if answer=$(ask_aws "${words[@]}" --region "$3" --endpoint-url "$(endpoint_of "$1" "$3")" 2>"$said"); then
    printf '%s\n200' "$answer"
    return
  fi
  # Only the name: the rest of the message is not ours to judge.
  outcome=$(sed -n 's/.*An error occurred (\([A-Za-z0-9]*\)).*/\1/p' "$said")
  printf '\n%s' "${outcome:-000}"
}

# ask_aws WORD...: no pager, no proxy before the metadata service, and UTF-8 whatever the locale; the waiting is ours.
ask_aws() {
  AWS_PAGER='' AWS_MAX_ATTEMPTS=1 AWS_EC2_METADATA_SERVICE_ENDPOINT=$PARBAKE_IMDS PYTHONUTF8=1 PYTHONIOENCODING=utf-8 \
    no_proxy=${no_proxy:+$no_proxy,}169.254.169.254 NO_PROXY=${NO_PROXY:+$NO_PROXY,}169.254.169.254 \
    aws "$@" --output json --cli-connect-timeout 5 --cli-read-timeout 15
}
