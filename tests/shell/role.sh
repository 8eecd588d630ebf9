# role.sh: a role of the instance and AWS on loopback, for the tests of what asks AWS; sourced after harness.sh.
# shellcheck shell=bash disable=SC2034,SC2154  # for whoever sources this; the harness sets server, work, root and here
aws=''
trap 'kill $server $aws || true; rm -rf "$work"' EXIT
# Made up, in two pieces each.
key='wJalr/XUtnFEMI''+K7MDENGbPxRfiCYEXAMPLEKEY' token='IQoJb3JpZ2''luX2VjEXAMPLE+token/='
credentials="{\\\"Code\\\": \\\"Success\\\", \\\"AccessKeyId\\\": \\\"ASIA""EXAMPLE\\\", \\\"SecretAccessKey\\\": \\\"$key\\\", \\\"Token\\\": \\\"$token\\\"}"
values="\"placement/region\": \"eu-central-1\", \"iam/security-credentials/\": \"web-host\", \"iam/security-credentials/web-host\": \"$credentials\""

# serve_aws JSON: beside the metadata service; options as aws.py has them.
serve_aws() {
  if [[ -n $aws ]]; then kill "$aws"; fi
  rm -f "$work/aws-port" "$work/aws-asked"
  python3 "$here/aws.py" "$work" "{\"key\": \"$key\", \"token\": \"$token\", $1}" &
  aws=$!
  for _ in {1..100}; do
    [[ ! -s $work/aws-port ]] || break
    sleep 0.1
  done
  PARBAKE_AWS_ENDPOINT=http://127.0.0.1:$(cat "$work/aws-port")
  export PARBAKE_AWS_ENDPOINT
}
asked() { if [[ -e $work/aws-asked ]]; then wc -l <"$work/aws-asked"; else echo 0; fi; }
