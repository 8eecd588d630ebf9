# signals.sh: how a boot has ended, told to AWS with the role of the instance. Needs core.sh, instance.sh and aws.sh.

# The status of one that comes to nothing: nobody waits for it, or nobody waits any more.
NOT_AWAITED=69

# signal_stack success|failure STACK RESOURCE
signal_stack() {
  local status=SUCCESS
  if [[ $1 == failure ]]; then status=FAILURE; fi
  tell_aws cloudformation "$2" SignalResource UniqueId "StackName=$2" "LogicalResourceId=$3" "Status=$status"
}

# complete_lifecycle_action success|failure GROUP HOOK: a host may boot faster than the group begins to wait for it, so the answer
# that nobody waits counts when it has been the same for PARBAKE_HOOK_SECONDS.
#
# Source: aws-samples/amazon-ec2-auto-scaling-group-examples, issue 3, 2021-05-12; how much too soon is said nowhere.
complete_lifecycle_action() {
  local result=CONTINUE deadline=$((SECONDS + ${PARBAKE_HOOK_SECONDS:-30})) pause=1 status
  if [[ $1 == failure ]]; then result=ABANDON; fi
  while :; do
    status=0
    (tell_aws autoscaling "$2" CompleteLifecycleAction InstanceId "AutoScalingGroupName=$2" "LifecycleHookName=$3" "LifecycleActionResult=$result") || status=$?
    if ((status != NOT_AWAITED || SECONDS + pause >= deadline)); then return "$status"; fi
    sleep "$pause"
    pause=$((pause < 8 ? pause * 2 : 8))
  done
}

# tell_aws SERVICE NAME CALL KEY PARAMETER...: in the region of NAME; KEY is what the call has the instance's id under.
tell_aws() {
  local service=$1 call=$3 key=$4 region id answer outcome said
  region=$(region_of "$2") && id=$(instance_value id) || return 1
  shift 4
  answer=$(ask_aws "$call" "$service" "$region" "$call" "$key=$id" "$@") || return 1
  outcome=${answer##*$'\n'} said=${answer%$'\n'*}
  # Of a ValidationError the words alone tell what it is about.
  case $outcome:$said in
    200:*) ;;
    # It has been sent before, and only the answer was lost.
    ValidationError:*'already exists'*) ;;
    ValidationError:*'cannot be signaled'* | ValidationError:*'No active Lifecycle Action found'*) return "$NOT_AWAITED" ;;
    AccessDenied* | NotAuthorized*) die "$call: $outcome; this host's role must allow $service:$call on it (iam-policy.json)" ;;
    *) die "$call: $outcome: ${said//[[:cntrl:]]/ }" ;;
  esac
}
