//! What the runner must know of its host: units, and `[boot]` in its words.

use super::{package_manager, render};
use crate::artifact::Workshop;
use crate::format::lines::Lines;
use crate::format::shell;
use crate::host::leaf::Cause;
use crate::host::{Boot, OnFailure, OnSkew, Role, Signal};
use crate::template::{Slot, Template};

/// The facts, with `[boot]` where it is the same for all launches.
pub(super) fn lines(boot: Option<&Boot>, workshop: &mut Workshop<'_>) -> Lines<Cause> {
    let host = workshop.host;
    let base = Some(host.base_cause.clone());
    let agent = if host.role == Role::Ecs {
        host.base.ecs.unit.value
    } else {
        ""
    };
    let words = boot.map_or_else(Words::default, words);
    let cause = |of: fn(&Boot) -> &Option<Cause>| boot.and_then(|boot| of(boot).clone());
    let failure = cause(|boot| &boot.on_failure_cause);
    let slots = [
        Slot::new("package_manager", package_manager(host), base.clone()),
        Slot::new(
            "docker_unit",
            shell::word(host.base.docker.unit.value),
            base.clone(),
        ),
        Slot::new("agent_unit", shell::word(agent), base),
        Slot::new("on_failure", shell::word(words.failure), failure.clone()),
        Slot::new("on_failure_command", shell::word(&words.command), failure),
        Slot::new(
            "on_skew",
            shell::word(words.skew),
            cause(|boot| &boot.on_skew_cause),
        ),
        Slot::new("signal", words.signal, cause(|boot| &boot.signal_cause)),
        Slot::new("last_pass", last_pass(workshop), None),
    ];
    render(Template::Facts, &slots, None, workshop)
}

/// The pass after which the boot is over.
fn last_pass(workshop: &Workshop<'_>) -> &'static str {
    if workshop.plan.has_after_agent() {
        "after-agent"
    } else {
        "late"
    }
}

/// `[boot]` in the words of the runner.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// ON_FAILURE.
    pub(crate) failure: &'static str,
    /// ON_FAILURE_COMMAND.
    pub(crate) command: String,
    /// ON_SKEW.
    pub(crate) skew: &'static str,
    /// The elements of SIGNAL, quoted.
    pub(crate) signal: String,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            failure: "stay-down",
            command: String::new(),
            skew: "warn",
            signal: String::new(),
        }
    }
}

/// Puts `[boot]` into the words of the runner.
pub(crate) fn words(boot: &Boot) -> Words {
    let (failure, command) = match &boot.on_failure {
        OnFailure::StayDown => ("stay-down", String::new()),
        OnFailure::Continue => ("continue", String::new()),
        OnFailure::PowerOff => ("power-off", String::new()),
        OnFailure::Command(command) => ("command", command.clone()),
    };
    let skew = match boot.on_skew {
        OnSkew::Warn => "warn",
        OnSkew::Stop => "stop",
    };
    let signal = match &boot.signal {
        None => String::new(),
        Some(Signal::Command(command)) => format!("signal_command {}", shell::word(command)),
        Some(Signal::Stack { stack, resource }) => {
            let (stack, resource) = (shell::word(stack), shell::word(resource));
            format!("signal_stack {stack} {resource}")
        }
        Some(Signal::LifecycleHook { group, hook }) => {
            let (group, hook) = (shell::word(group), shell::word(hook));
            format!("complete_lifecycle_action {group} {hook}")
        }
    };
    Words {
        failure,
        command,
        skew,
        signal,
    }
}
