//! `[boot]`: what the host does when a step fails, or when image and user-data do not fit.

use crate::host::leaf::{Cause, Scope};
use crate::host::tree::Tree;
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

/// Who is told how the boot has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signal {
    /// A shell command runs.
    Command(String),
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

pub(crate) fn boots(tree: &Tree, count: usize) -> Vec<Boot> {
    let section = tree.get("boot");
    let leaves = section.map(Tree::leaves).unwrap_or_default();
    let is_fixed = leaves.iter().all(|leaf| leaf.scope == Scope::Fixed);
    let boot = |launch| {
        let failure = section.and_then(|boot| boot.get("on-failure"));
        let skew = section.and_then(|boot| boot.leaf("on-skew"));
        let signal = section.and_then(|boot| boot.get("signal"));
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
            signal: signal
                .and_then(|tree| tree.value_at(launch))
                .and_then(|node| signal_of(&node)),
            signal_cause: signal.and_then(|tree| cause(tree, launch)),
            is_fixed,
        }
    };
    (0..count).map(boot).collect()
}

/// The place of the first leaf that a launch has.
fn cause(tree: &Tree, launch: usize) -> Option<Cause> {
    let leaves = tree.leaves();
    leaves.into_iter().find_map(|leaf| leaf.cause(launch))
}

fn signal_of(node: &Node) -> Option<Signal> {
    let command = node.as_table()?.get("command")?;
    Some(Signal::Command(command.as_str()?.to_owned()))
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
