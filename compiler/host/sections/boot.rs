//! `[boot]`: what the host does when a step fails, or when image and user-data do not fit.

use super::signal::{Signal, signal};
use crate::host::leaf::{Cause, Scope};
use crate::host::tree::Tree;
use crate::host::{Context, diags};
use crate::profile::node::Node;

/// What happens when a boot step fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// The host stays up and never joins.
    StayDown,
    /// The host joins all the same.
    Continue,
    /// The host powers off, so that its Auto Scaling group replaces it.
    PowerOff,
    /// A shell command runs, then the host stays down.
    Command(String),
}

/// What happens when the image is not the one that the user-data was built with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnSkew {
    /// A warning.
    Warn,
    /// A failure.
    Stop,
}

/// `[boot]` in one launch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boot {
    /// On failure.
    pub on_failure: OnFailure,
    /// Where that was said.
    pub on_failure_cause: Option<Cause>,
    /// On skew.
    pub on_skew: OnSkew,
    /// Where that was said.
    pub on_skew_cause: Option<Cause>,
    /// At the end.
    pub signal: Option<Signal>,
    /// Where that was said.
    pub signal_cause: Option<Cause>,
    /// Whether all of it is known when the image is made.
    pub is_fixed: bool,
}

impl Boot {
    /// Says whether the host itself tells AWS how it has ended.
    #[must_use]
    pub fn is_told_to_aws(&self) -> bool {
        self.signal.as_ref().is_some_and(Signal::is_to_aws)
    }
}

pub(crate) fn boots(tree: &Tree, count: usize, ctx: &mut Context<'_>) -> Vec<Boot> {
    let section = tree.get("boot");
    let leaves = section.map(Tree::leaves).unwrap_or_default();
    let is_fixed = leaves.iter().all(|leaf| leaf.scope == Scope::Fixed);
    let boot = |launch| {
        let failure = section.and_then(|boot| boot.get("on-failure"));
        let skew = section.and_then(|boot| boot.leaf("on-skew"));
        let told = section.and_then(|boot| boot.get("signal"));
        let signal = told.and_then(|tree| signal(&tree.value_at(launch)?, ctx));
        Boot {
            on_failure: failure
                .and_then(|tree| tree.value_at(launch))
                .map_or(OnFailure::StayDown, |node| on_failure(&node)),
            on_failure_cause: failure.and_then(|tree| cause(tree, launch)),
            on_skew: match skew.and_then(|leaf| leaf.at(launch)).and_then(Node::as_str) {
                Some("stop") => OnSkew::Stop,
                _ => OnSkew::Warn,
            },
            on_skew_cause: skew.and_then(|leaf| leaf.cause(launch)),
            signal,
            signal_cause: told.and_then(|tree| cause(tree, launch)),
            is_fixed,
        }
    };
    let boots: Vec<Boot> = (0..count).map(boot).collect();
    refuse_unsendable(&boots, ctx);
    boots
}

/// Reports a signal to AWS on a base that cannot ask AWS.
fn refuse_unsendable(boots: &[Boot], ctx: &mut Context<'_>) {
    let mut to_aws = boots.iter().filter(|boot| boot.is_told_to_aws());
    let cause = to_aws.find_map(|boot| boot.signal_cause.as_ref());
    if let Some(cause) = cause.filter(|_| ctx.base.aws_way().is_none()) {
        let found = diags::no_way_to_aws(cause.span, "send `boot.signal`", ctx.base);
        ctx.report.push(found);
    }
}

/// The place of the first leaf that a launch has.
fn cause(tree: &Tree, launch: usize) -> Option<Cause> {
    let leaves = tree.leaves();
    leaves.into_iter().find_map(|leaf| leaf.cause(launch))
}

fn on_failure(node: &Node) -> OnFailure {
    match node.as_str() {
        Some("continue") => OnFailure::Continue,
        Some("power-off") => OnFailure::PowerOff,
        Some(_) => OnFailure::StayDown,
        None => {
            let command = node
                .as_table()
                .and_then(|table| table.get("command"))
                .and_then(Node::as_str);
            command.map_or(OnFailure::StayDown, |command| {
                OnFailure::Command(command.to_owned())
            })
        }
    }
}
