#!/bin/bash
# Signals to AWS: what is asked, by curl and by the command line, what is asked again, and what boot.json says of each answer.
source "$(dirname "$0")/harness.sh"
source "$here/program.sh"
source "$here/role.sh"
values+=', "instance-id": "i-0123456789abcdef0"'
serve "{\"values\": {$values}}"
# What each curl was called with.
mkdir "$work/bin"
printf '#!/bin/bash\nprintf "%%s\\n" "$*" >>%q\nexec %q "$@"\n' "$work/words" "$(command -v curl)" >"$work/bin/curl"
chmod +x "$work/bin/curl"
export PATH=$work/bin:$PATH
export PARBAKE_HOOK_SECONDS=0
stack=(signal_stack web Hosts)
hook=(complete_lifecycle_action 'a/b"c\d$*&=%' booted)

# boot RESULT WORD...: a boot with this signal, sound or not; what boot.json says of the signal.
boot() {
  local steps=''
  if [[ $1 == failure ]]; then steps="step before-docker boot 20 'script bad' run_script bad 5 < scripts/bad"; fi
  shift
  new_boot
  hook "$(printf 'SIGNAL=('; printf '%q ' "$@"; printf ')')" "$steps"
  if pass early; then pass late; fi
  report 'report["signal"]'
}
last() { tail -n 1 "$work/aws-asked"; }

instance i-1
serve_aws '"fail": 1, "throttle": 1'
is 'a stack' success "$(boot success "${stack[@]}")"
is 'is asked until it worked' 3 "$(asked)"
is 'for its resource' 'cloudformation SignalResource LogicalResourceId=Hosts StackName=web Status=SUCCESS UniqueId=i-0123456789abcdef0 Version=2010-05-15 eu-central-1 200' "$(last)"
holds 'says so' 'signal sent: success' "$(said)"
is 'once per instance' success "$(boot success "${stack[@]}")"
is 'and not again' 3 "$(asked)"
instance i-2
is 'a failure' failure "$(boot failure "${stack[@]}")"
holds 'in the words of CloudFormation' ' Status=FAILURE ' "$(last)"
instance i-3
is 'an ARN' success "$(boot success signal_stack arn:aws:cloudformation:us-east-1:123456789012:stack/web/0a Hosts)"
holds 'goes to its own region' 'StackName=arn:aws:cloudformation:us-east-1:123456789012:stack/web/0a Status=SUCCESS UniqueId=i-0123456789abcdef0 Version=2010-05-15 us-east-1 200' "$(last)"

instance i-4
is 'a lifecycle hook' success "$(boot success "${hook[@]}")"
is 'goes on, whatever is in the name' 'autoscaling CompleteLifecycleAction AutoScalingGroupName=a/b"c\d$*&=% InstanceId=i-0123456789abcdef0 LifecycleActionResult=CONTINUE LifecycleHookName=booted Version=2011-01-01 eu-central-1 200' "$(last)"
before=$(asked)
is 'again at the next boot, as a warm pool wants it' success "$(boot success "${hook[@]}")"
is 'with a request' $((before + 1)) "$(asked)"
is 'a failure' failure "$(boot failure "${hook[@]}")"
holds 'abandons' ' LifecycleActionResult=ABANDON ' "$(last)"
serve_aws '"early": 2'
PARBAKE_HOOK_SECONDS=20
is 'a hook that does not wait yet' success "$(boot success "${hook[@]}")"
is 'is asked again' 3 "$(asked)"
PARBAKE_HOOK_SECONDS=0
is 'no word of a command is a credential' '' "$(grep -F -e "$key" -e "$token" "$work/words" || true)"
holds 'the words were seen' '-K -' "$(cat "$work/words")"

# What AWS answers, and what boot.json and the journal say then.
number=10
while IFS='|' read -r action code message state words; do
  number=$((number + 1))
  instance "i-$number"
  serve_aws "\"refuse\": {\"$action\": [\"$code\", \"$message\"]}"
  signal=("${stack[@]}")
  if [[ $action == CompleteLifecycleAction ]]; then signal=("${hook[@]}"); fi
  is "$action: $message" "$state" "$(boot success "${signal[@]}")"
  is 'asked once' 1 "$(asked)"
  holds 'says' "$words" "$(said)"
  is 'is no failure' passed "$(report 'report["late"]')"
done <<'END'
SignalResource|ValidationError|Signal with ID i-1 for resource Hosts already exists.  Signals may only be updated with a FAILURE status.|success|signal sent: success
SignalResource|ValidationError|Stack arn:aws:cloudformation:eu-central-1:123456789012:stack/web/0a is in UPDATE_COMPLETE state and cannot be signaled|not-awaited|nobody waits for the signal (success)
CompleteLifecycleAction|ValidationError|No active Lifecycle Action found with instance ID i-0123456789abcdef0|not-awaited|nobody waits for the signal (success)
SignalResource|ValidationError|Stack 'web' does not exist|unsent|the signal (success) cannot be sent: SignalResource: ValidationError: Stack &apos;web&apos; does not exist
SignalResource|AccessDenied|User: x is not authorized|unsent|cannot be sent: SignalResource: AccessDenied; this host's role must allow cloudformation:SignalResource on it (iam-policy.json)
CompleteLifecycleAction|AccessDenied|User: x is not authorized|unsent|this host's role must allow autoscaling:CompleteLifecycleAction on it (iam-policy.json)
END
is 'one that could not be sent' unsent "$(boot success "${hook[@]}")"
serve_aws '"fail": 0'
is 'is sent at the next boot' success "$(boot success "${hook[@]}")"
instance i-18
serve_aws '"refuse": {"SignalResource": ["ValidationError", "Stack x is in CREATE_COMPLETE state and cannot be signaled"]}'
is 'one that nobody awaited' not-awaited "$(boot success "${stack[@]}")"
serve_aws '"fail": 0'
is 'stays that' not-awaited "$(boot success "${stack[@]}")"
is 'and is not sent' 0 "$(asked)"

instance i-20
export PARBAKE_AWS_SECONDS=2
serve_aws '"fail": 100'
is 'no answer' unsent "$(boot success "${hook[@]}")"
holds 'says how long' 'CompleteLifecycleAction: no answer in 2 s (last: 500)' "$(said)"
serve '{"values": {"placement/region": "eu-central-1", "instance-id": "i-0123456789abcdef0"}}'
is 'an instance without a role' unsent "$(boot success "${hook[@]}")"
holds 'says so' 'instance.role: not there; the instance has no role' "$(said)"

# By the command line: a stand-in that notes its words and answers what lies ready.
serve "{\"values\": {$values}}"
unset PARBAKE_AWS_SECONDS PARBAKE_AWS_ENDPOINT
libraries=("${libraries[@]/aws_curl/aws_cli}")
compose_lib >"$program/lib.sh"
cat >"$work/bin/aws" <<'END'
#!/bin/bash
here=$(dirname "$0")/..
printf '%s|' "$@" >"$here/called"
[[ ! -s $here/error ]] || {
  cat "$here/error" >&2
  exit 254
}
END
chmod +x "$work/bin/aws"
instance i-30
is 'a stack' success "$(boot success "${stack[@]}")"
is 'its words' 'cloudformation|signal-resource|--unique-id=i-0123456789abcdef0|--stack-name=web|--logical-resource-id=Hosts|--status=SUCCESS|--region|eu-central-1|--endpoint-url|https://cloudformation.eu-central-1.amazonaws.com|--output|json|--cli-connect-timeout|5|--cli-read-timeout|15|' "$(cat "$work/called")"
is 'a lifecycle hook' failure "$(boot failure "${hook[@]}")"
holds 'its words' 'autoscaling|complete-lifecycle-action|--instance-id=i-0123456789abcdef0|--auto-scaling-group-name=a/b"c\d$*&=%|--lifecycle-hook-name=booted|--lifecycle-action-result=ABANDON|' "$(cat "$work/called")"
said='An error occurred (ValidationError) when calling the CompleteLifecycleAction operation: No active Lifecycle Action found with instance ID i-0123456789abcdef0'
printf '\n%s\n' "$said" >"$work/error"
is 'an action that is over' not-awaited "$(boot success "${hook[@]}")"
printf '\nAn error occurred (AccessDenied) when calling the SignalResource operation: User is not authorized\n' >"$work/error"
instance i-31
is 'one that is not allowed' unsent "$(boot success "${stack[@]}")"
holds 'names the permission' 'must allow cloudformation:SignalResource' "$(said)"
is 'nothing is left over' '' "$(find "$root/run/parbake" -name 'aws.*')"
