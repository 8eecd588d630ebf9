//! `boot.signal`: who is told how the boot has ended.

use crate::host::{Context, diags};
use crate::profile::node::{Node, Table};

/// Who is told how the boot has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signal {
    /// A shell command runs.
    Command(String),
    /// CloudFormation, which waits for a resource of a stack.
    Stack {
        /// The stack's name or ARN.
        stack: String,
        /// Logical id of the resource.
        resource: String,
    },
    /// An Auto Scaling group, which waits in a lifecycle hook.
    LifecycleHook {
        /// Name of the group.
        group: String,
        /// Name of the hook.
        hook: String,
    },
}

impl Signal {
    /// Says whether the host tells AWS itself.
    #[must_use]
    pub const fn is_to_aws(&self) -> bool {
        match self {
            Self::Command(_) => false,
            Self::Stack { .. } | Self::LifecycleHook { .. } => true,
        }
    }
}

/// The keys of each receiver; one without the other of its pair says nothing.
const RECEIVERS: [&[&str]; 3] = [
    &["command"],
    &["stack", "resource"],
    &["auto-scaling-group", "lifecycle-hook"],
];

/// Types what one launch says.
pub(super) fn signal(node: &Node, ctx: &mut Context<'_>) -> Option<Signal> {
    let table = node.as_table()?;
    if !names_one(node, table, ctx) {
        return None;
    }
    let text = |key| Some(table.get(key)?.as_str()?.to_owned());
    if let Some(command) = text("command") {
        return Some(Signal::Command(command));
    }
    if let Some(stack) = text("stack") {
        let resource = text("resource")?;
        return Some(Signal::Stack { stack, resource });
    }
    Some(Signal::LifecycleHook {
        group: text("auto-scaling-group")?,
        hook: text("lifecycle-hook")?,
    })
}

/// Says whether a table names one receiver as a whole; reports what it names instead.
fn names_one(node: &Node, table: &Table, ctx: &mut Context<'_>) -> bool {
    let first = |keys: &&[&str]| keys.iter().find_map(|key| table.entry(key));
    let mut named = RECEIVERS
        .iter()
        .filter_map(|keys| Some((*keys, first(keys)?)));
    let lacks = |keys: &[&'static str]| {
        let mut missing = keys.iter().filter(|key| table.get(key).is_none());
        missing.next().copied()
    };
    let found = match (named.next(), named.next()) {
        (None, _) => diags::no_receiver(node.span),
        (Some((_, one)), Some((_, other))) => {
            diags::two_receivers((other.key_span, &other.key), (one.key_span, &one.key))
        }
        (Some((keys, one)), None) => match lacks(keys) {
            Some(missing) => diags::half_a_receiver(one.key_span, &one.key, missing),
            None => return true,
        },
    };
    // A misspelt key is the whole mistake: it was to be the one that is missing.
    let mut keys = table.entries.iter().map(|entry| entry.key_span);
    if !ctx.report.has_error_at(&mut keys) {
        ctx.report.push(found);
    }
    false
}
