#!/bin/bash
# Secrets: asked for once, signed, read from any JSON, refused in words, and nowhere but in their file.
source "$(dirname "$0")/harness.sh"
instance i-0123456789abcdef0
source "$here/role.sh"
value() { run secret_value "$1" && printf x; }

serve "{\"values\": {$values}}"
serve_aws '"fail": 1, "throttle": 1, "parameters": {"/checkout/token": "s3 cr3t", "plain:3": "third",
  "arn:aws:ssm:us-east-1:123456789012:parameter/shared/token": "shared", "/empty": "", "/end": "line\n\n"},
  "secrets": {"registry": "{\"user\": \"ci\", \"password\": \"p\\\"a\\\\s\\u00e9\\ud83d\\ude00\", \"port\": 5432, \"on\": true, \"none\": null, \"deep\": {\"user\": \"no\"}}",
  "text": "no {json}", "bytes": "binary"}'
is 'a parameter, after a failure and a throttling' 's3 cr3tx' "$(value ssm:/checkout/token)"
is 'asked until it worked' 3 "$(asked)"
is 'in the region of the instance' 'ssm /checkout/token eu-central-1 200' "$(tail -n 1 "$work/aws-asked")"
is 'the same again' 's3 cr3tx' "$(value ssm:/checkout/token)"
is 'is not asked for again' 3 "$(asked)"
is 'a version' thirdx "$(value ssm:plain:3)"
is 'an ARN' sharedx "$(value ssm:arn:aws:ssm:us-east-1:123456789012:parameter/shared/token)"
holds 'goes to its own region' 'parameter/shared/token us-east-1 200' "$(tail -n 1 "$work/aws-asked")"
is 'nothing in it' x "$(value ssm:/empty)"
is 'line ends stay' $'line\n\nx' "$(value ssm:/end)"
is 'a key' cix "$(value 'secret:registry#user')"
before=$(asked)
is 'a key with escapes' 'p"a\sé😀x' "$(value 'secret:registry#password')"
is 'a number' 5432x "$(value 'secret:registry#port')"
is 'a truth value' truex "$(value 'secret:registry#on')"
is 'one question for all keys' "$before" "$(asked)"
is 'a whole text' 'no {json}x' "$(value secret:text)"
is 'what is kept is private' $'600\n700' "$(stat -c %a "$(find "$root/run/parbake/secrets" -type f | head -n 1)" "$root/run/parbake/secrets")"
is 'nothing is left half' '' "$(find "$root/run/parbake/secrets" -name '*.new')"
while IFS='|' read -r reference words; do
  fails "no value for $reference" run secret_value "$reference"
  holds 'says why' "\${$reference}: $words" "$output"
done <<'END'
secret:registry#none|under this key is no text
secret:registry#deep|under this key is no text
secret:registry#gone|the secret has no such key
secret:text#user|the secret is no JSON object
secret:bytes|it holds bytes, no text
ssm:/gone|ParameterNotFound; it is not there in eu-central-1
secret:gone|ResourceNotFoundException; it is not there in eu-central-1
END

# What no waiting mends is said at once, with the permission that is missing.
new_boot
serve_aws '"refuse": {"/a": "AccessDeniedException", "b": "AccessDeniedException", "c": "DecryptionFailure"}'
SECONDS=0
fails 'a parameter that is not allowed' run secret_value ssm:/a
holds 'names the permission' "\${ssm:/a}: AccessDeniedException; this host's role must allow ssm:GetParameter on it" "$output"
fails 'a secret that is not allowed' run secret_value secret:b
holds 'names the permission' 'must allow secretsmanager:GetSecretValue on it (iam-policy.json), and kms:Decrypt' "$output"
fails 'a key that is not allowed' run secret_value secret:c
holds 'names the permission' 'must allow kms:Decrypt on the key' "$output"
is 'asked once each' 3 "$(asked)"
((SECONDS < 20)) || is 'without waiting' 'at once' "$SECONDS s"

# A wrong key of the role: AWS would refuse the signature, so the stand-in must.
export PARBAKE_AWS_SECONDS=2
serve "{\"values\": {${values/MDENG/MDENH}}}"
fails 'a signature with another key' run secret_value ssm:/checkout/token
holds 'is refused' 'no answer in 2 s (last: InvalidSignatureException)' "$output"
holds 'and was computed' 'signature 400' "$(tail -n 1 "$work/aws-asked")"
serve '{"values": {"placement/region": "eu-central-1"}}'
fails 'an instance without a role' run secret_value ssm:/checkout/token
holds 'says so' 'instance.role: not there; the instance has no role' "$output"
hostile='a\\\"b'
serve "{\"values\": {${values//"$token"/"$hostile"}}}"
fails 'credentials that would break the request' run secret_value ssm:/checkout/token
holds 'says which' 'a Token that cannot be one' "$output"
PARBAKE_AWS_ENDPOINT=http://127.0.0.1:1
serve "{\"values\": {$values}}"
fails 'no service' run secret_value ssm:/checkout/token
holds 'says how long' 'no answer in 2 s (last: 000)' "$output"
unset PARBAKE_AWS_SECONDS PARBAKE_AWS_ENDPOINT
for row in 'ssm eu-central-1 https://ssm.eu-central-1.amazonaws.com' 'secretsmanager cn-north-1 https://secretsmanager.cn-north-1.amazonaws.com.cn' \
  'secretsmanager us-gov-west-1 https://secretsmanager.us-gov-west-1.amazonaws.com' 'ssm us-isob-east-1 https://ssm.us-isob-east-1.sc2s.sgov.gov'; do
  read -r service region address <<<"$row"
  is "endpoint of $region" "$address" "$(run endpoint_of "$service" "$region")"
done

# The sinks: what a value must not do to the text around it.
new_boot
serve_aws '"parameters": {"lines": "-----BEGIN\nx\n", "quote": "a\"b", "json": "{\"a\":{\"auth\":\"x=\"}}", "back": "a\\b", "blank": " a",
  "nul": "a\u0000b", "control": "a\u0007b", "tab": "a\tb", "nested": "${instance.id}", "utf": "é"}'
resolve() { printf '%s' "$2" | run resolve_template "$1" && printf x; }
is 'a file that is the secret' $'-----BEGIN\nx\nx' "$(resolve text '${ssm:lines}')"
is 'and a last line feed' $'-----BEGIN\nx\n\nx' "$(resolve text $'${ssm:lines}\n')"
fails 'lines in a line' resolve text $'key=${ssm:lines}\n'
holds 'names the reference alone' 'template: the value of ${ssm:lines} does not fit into text' "$output"
is 'text' $'a"b a\\b éx' "$(resolve text '${ssm:quote} ${ssm:back} ${ssm:utf}')"
is 'a value is not read again' '${instance.id}x' "$(resolve text '${ssm:nested}')"
is 'JSON behind the =' $'A=1\nECS_ENGINE_AUTH_DATA={"a":{"auth":"x="}}\nB=2x' "$(resolve env $'A=1\nECS_ENGINE_AUTH_DATA=${ssm:json}\nB=2')"
for text in 'A={"b":"${ssm:quote}"}' 'A=${ssm:back}' 'A=${ssm:blank}' 'A=${ssm:lines}' 'A=x${ssm:quote}' 'A=${ssm:nul}' 'A=${ssm:control}'; do
  fails "env refuses $text" resolve env "$text"
done
fails 'a file refuses a bell' resolve text '${ssm:control}'
is 'and takes a tab' $'a\tbx' "$(resolve text '${ssm:tab}')"

# The canary: while files are written, no process has the value among its words or in its environment, and afterwards
# it is in no file but those that were asked for and the memory of this boot.
canary=canary-"$RANDOM$RANDOM"-s3cr3t
new_boot
serve_aws "\"delay\": 0.5, \"parameters\": {\"/canary\": \"$canary\"}, \"secrets\": {\"canary\": \"{\\\"k\\\": \\\"$canary\\\"}\"}"
printf '%s\n' "$canary" "$key" "$token" >"$work/patterns"
watch() {
  while :; do cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\0' '\n' | grep -aF -f "$work/patterns" >>"$work/seen" || true; done
}
mkdir -p "$root/etc/ecs" "$root/usr/lib/parbake" "$root/tmp" "$work/tmp"
printf 'ECS_CLUSTER=web\n' >"$root/usr/lib/parbake/ecs.config"
watch &
watcher=$!
export TMPDIR=$work/tmp
{
  # Somebody looks for a fault with a trace: it ends where the library begins.
  printf 'TOKEN=${ssm:/canary}\n' | bash -x -c 'source "$0"; "$@"' "$work/lib.sh" write_template text /etc/app/env 0600 root root
  printf 'TOKEN=${secret:canary#k}\n' | run write_template text /etc/app/other 0400 root root
  printf 'ECS_ENGINE_AUTH_DATA={"a":{"password":"${secret:canary#k}"}}\n' | run write_ecs_config 0600 /usr/lib/parbake/ecs.config
} >"$work/said" 2>&1 || is 'the files' written "$(cat "$work/said")"
# The servers have it among their own words.
is 'no word and no environment' '' "$(grep -vE '^\{"(key|values)"' "$work/seen" | sort -u || true)"
is 'it was looked for meanwhile' yes "$(grep -q '^{"key"' "$work/seen" && echo yes)"
LEAK=$canary sleep 1
holds 'an environment would be seen' "LEAK=$canary" "$(cat "$work/seen")"
kill "$watcher"
wait "$watcher" 2>/dev/null || true
is 'the file' "TOKEN=$canary" "$(cat "$root/etc/app/env")"
is 'for its owner alone' $'600\n400\n600' "$(stat -c %a "$root/etc/app/env" "$root/etc/app/other" "$root/etc/ecs/ecs.config")"
is 'the lines' "$(printf '%s\n' 'ECS_CLUSTER=web' "ECS_ENGINE_AUTH_DATA={\"a\":{\"password\":\"$canary\"}}")" "$(cat "$root/etc/ecs/ecs.config")"
is 'no line that a step says' '' "$(grep -F -f "$work/patterns" "$work/said" || true)"
is 'a trace was on' yes "$(grep -q '^+' "$work/said" && echo yes)"
is 'no other file' "$root/etc/app/env $root/etc/app/other $root/etc/ecs/ecs.config" \
  "$(grep -rlF -f "$work/patterns" "$root" "$work/tmp" | grep -v "^$root/run/parbake/secrets/" | sort | xargs)"
