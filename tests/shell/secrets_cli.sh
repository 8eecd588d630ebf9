#!/bin/bash
# Secrets by the AWS command line, with a stand-in for it: what it is called with, what its answers and errors become.
source "$(dirname "$0")/harness.sh"
instance i-0123456789abcdef0
libraries=(core files template instance json aws aws_cli secrets)
compose_lib >"$work/lib.sh"
mkdir "$work/bin"
# The words and the environment that it gets, then the answer that lies ready.
cat >"$work/bin/aws" <<'END'
#!/bin/bash
here=$(dirname "$0")/..
printf '%s\n' "$*" >>"$here/called"
env | grep -E '^(AWS_|PYTHON|no_proxy|NO_PROXY)' | sort >"$here/environment"
[[ ! -e $here/error ]] || {
  cat "$here/error" >&2
  rm "$here/error"
  exit 254
}
cat "$here/answer"
END
chmod +x "$work/bin/aws"
export PATH=$work/bin:$PATH no_proxy=localhost
serve '{"values": {"placement/region": "eu-central-1"}}'
value() { run secret_value "$1" && printf x; }

printf '{\n    "Parameter": {\n        "Name": "/a",\n        "Value": "p\\"a\\u00e9\\n"\n    }\n}\n' >"$work/answer"
is 'a parameter, as the command prints it' $'p"aé\nx' "$(value ssm:/a)"
is 'its words' 'ssm get-parameter --name=/a --with-decryption --region eu-central-1 --endpoint-url https://ssm.eu-central-1.amazonaws.com --output json --cli-connect-timeout 5 --cli-read-timeout 15' "$(cat "$work/called")"
holds 'no proxy before the metadata service' 'no_proxy=localhost,169.254.169.254' "$(cat "$work/environment")"
holds 'no pager' 'AWS_PAGER=' "$(cat "$work/environment")"
is 'kept for the boot' $'p"aé\nx' "$(value ssm:/a)"
is 'and not asked for again' 1 "$(wc -l <"$work/called")"

printf '{"SecretString": "{\\"k\\": \\"v\\"}"}\n' >"$work/answer"
printf 'An error occurred (ThrottlingException) when calling the GetSecretValue operation: Rate exceeded\n' >"$work/error"
is 'a secret, after a throttling' vx "$(value 'secret:prod/x#k')"
holds 'its words' 'secretsmanager get-secret-value --secret-id=prod/x --region eu-central-1' "$(tail -n 1 "$work/called")"
printf 'An error occurred (AccessDeniedException) when calling the GetParameter operation: User is not authorized\n' >"$work/error"
fails 'a parameter that is not allowed' run secret_value ssm:/b
holds 'names the permission' "\${ssm:/b}: AccessDeniedException; this host's role must allow ssm:GetParameter" "$output"
printf 'Unable to locate credentials\n' >"$work/error"
is 'what has no name is asked again' vx "$(value 'secret:prod/y#k')"
rm "$work/bin/aws"
PATH=/usr/bin:/bin
command -v aws >/dev/null || {
  fails 'no command' run secret_value ssm:/c
  holds 'says so' 'the aws command, which asks AWS, is not installed' "$output"
}
