//! `[units.NAME]`: systemd units.

use super::files::{Body, body};
use crate::host::item::{Item, cause, items};
use crate::host::tree::Tree;
use crate::host::{Context, diags};
use crate::profile::node::{Entry, Node};

/// Whether a unit starts with the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enablement {
    /// As the package left it.
    AsItIs,
    /// Enabled.
    Enabled,
    /// Disabled.
    Disabled,
    /// Masked.
    Masked,
}

/// A unit in one launch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitState {
    /// The unit file, where the profile writes it.
    pub body: Option<Body>,
    /// Drop-ins by file name.
    pub drop_ins: Vec<(String, Body)>,
    /// Whether it starts with the host.
    pub enablement: Enablement,
}

pub(crate) fn units(tree: &Tree, count: usize, ctx: &mut Context<'_>) -> Vec<Item<UnitState>> {
    let lower = |entry: &Entry| {
        let table = entry.node.as_table()?;
        let leaf = format!("units.\"{}\"", entry.key);
        let has_body = table.get("content").is_some() || table.get("source").is_some();
        let own = if has_body {
            body(entry, table, &leaf, ("content", "source"), ctx)
        } else {
            None
        };
        let drop_ins = drop_ins(table.get("drop-ins"), &leaf, ctx);
        let flag = |key: &str| table.get(key).and_then(Node::as_bool);
        let enablement = match (flag("mask"), flag("enable")) {
            (Some(true), Some(true)) => {
                ctx.report
                    .push(diags::masked_and_enabled(entry.key_span, &entry.key));
                Enablement::Masked
            }
            (Some(true), _) => Enablement::Masked,
            (_, Some(true)) => Enablement::Enabled,
            (_, Some(false)) => Enablement::Disabled,
            (_, None) => Enablement::AsItIs,
        };
        if own.is_none() && !has_body && drop_ins.is_empty() && enablement == Enablement::AsItIs {
            ctx.report
                .push(diags::empty_unit(entry.key_span, &entry.key));
        }
        Some(UnitState {
            body: own,
            drop_ins,
            enablement,
        })
    };
    items(tree.get("units"), &["units"], count, lower)
}

fn drop_ins(node: Option<&Node>, leaf: &str, ctx: &mut Context<'_>) -> Vec<(String, Body)> {
    let entries = node
        .and_then(Node::as_table)
        .map(|table| table.entries.as_slice())
        .unwrap_or_default();
    let mut found = Vec::new();
    for entry in entries {
        if !entry.key.ends_with(".conf") || entry.key.contains('/') {
            ctx.report
                .push(diags::drop_in_name(entry.key_span, &entry.key));
            continue;
        }
        let Some(text) = entry.node.as_text() else {
            continue;
        };
        let place = cause(&entry.node, format!("{leaf}.drop-ins.\"{}\"", entry.key));
        found.push((entry.key.clone(), Body::Text(text.clone(), place)));
    }
    found
}
