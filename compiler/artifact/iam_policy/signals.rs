//! The end of the boot, told to who waits for it.

use super::{Place, Statement};
use crate::grammar::aws::Arn;
use crate::host::leaf::Cause;
use crate::host::{Host, Signal};

/// The call behind `boot.signal`, on the stack or the group that it names.
///
/// Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS CloudFormation" and "... for Amazon EC2
/// Auto Scaling".
pub(super) fn statements(host: &Host, launch: usize, place: &Place) -> Vec<Statement> {
    let boot = host.boot.get(launch);
    let told = boot.and_then(|boot| Some((boot.signal.as_ref()?, boot.signal_cause.as_ref()?)));
    let Some((signal, cause)) = told else {
        return Vec::new();
    };
    match signal {
        Signal::Command(_) => Vec::new(),
        Signal::Stack { stack, .. } => {
            let arn = match Arn::parse(stack) {
                Some(_) => stack.clone(),
                None => place.arn("cloudformation", &format!("stack/{stack}/*")),
            };
            allow("SignalStack", "cloudformation:SignalResource", arn, cause)
        }
        Signal::LifecycleHook { group, .. } => {
            let group = literally(group);
            let resource = format!("autoScalingGroup:*:autoScalingGroupName/{group}");
            let arn = place.arn("autoscaling", &resource);
            let call = "autoscaling:CompleteLifecycleAction";
            allow("CompleteLifecycleAction", call, arn, cause)
        }
    }
}

fn allow(
    sid: &'static str,
    action: &'static str,
    resource: String,
    cause: &Cause,
) -> Vec<Statement> {
    vec![Statement {
        sid,
        actions: vec![action],
        resources: vec![(resource, cause.clone())],
        condition: None,
    }]
}

/// A name whose `*`, `?` and `$` stand for themselves.
///
/// Source: IAM user guide, "IAM policy elements: Variables and tags", special characters.
fn literally(name: &str) -> String {
    let mut text = String::new();
    for character in name.chars() {
        match character {
            '*' | '?' | '$' => text.extend(["${", character.encode_utf8(&mut [0; 4]), "}"]),
            _ => text.push(character),
        }
    }
    text
}
