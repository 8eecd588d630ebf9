//! `[units.NAME]`: systemd units.

use super::files::{Body, body};
use crate::host::item::{Item, Named, cause, items};
use crate::host::leaf::Deciding;
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

/// A unit: its file, its drop-ins and its enablement, each with a scope of its own.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its name.
    pub name: Named,
    /// The unit file, where the profile writes it.
    pub body: Item<Body>,
    /// Drop-ins by file name.
    pub drop_ins: Vec<Item<Body>>,
    /// Whether it starts with the host.
    pub enablement: Item<Enablement>,
}

/// A unit in one launch.
struct State {
    body: Option<Body>,
    drop_ins: Vec<(String, Body)>,
    enablement: Enablement,
}

pub(crate) fn units(tree: &Tree, count: usize, ctx: &mut Context<'_>) -> Vec<Unit> {
    let section = tree.get("units");
    let states = states(section, count, ctx);
    let trees = section.map(Tree::entries).unwrap_or_default();
    let pairs = states.into_iter().zip(trees);
    pairs.map(|(item, (_, tree))| unit(item, tree)).collect()
}

/// Takes a unit apart: a drop-in that waits for boot must not take the others along.
fn unit(item: Item<State>, tree: &Tree) -> Unit {
    let deciding = |keys: &[&[&str]]| {
        let leaves = keys
            .iter()
            .filter_map(|keys| tree.at(keys))
            .map(Tree::deciding);
        leaves
            .reduce(Deciding::widest)
            .unwrap_or_else(|| item.deciding.clone())
    };
    let drop_in = |file: &String| {
        let name = Named {
            text: file.clone(),
            ..item.name.clone()
        };
        let deciding = deciding(&[&["drop-ins", file]]);
        let of = |state: &State| {
            state
                .drop_ins
                .iter()
                .find(|(name, _)| name == file)
                .map(|(_, body)| body.clone())
        };
        Item {
            name,
            states: each(&item, of),
            deciding,
        }
    };
    Unit {
        name: item.name.clone(),
        body: Item {
            name: item.name.clone(),
            states: each(&item, |state| state.body.clone()),
            deciding: deciding(&[&["content"], &["source"]]),
        },
        drop_ins: drop_in_names(&item).iter().map(drop_in).collect(),
        enablement: Item {
            name: item.name.clone(),
            states: each(&item, |state| Some(state.enablement)),
            deciding: deciding(&[&["enable"], &["mask"]]),
        },
    }
}

fn each<T>(item: &Item<State>, part: impl Fn(&State) -> Option<T>) -> Vec<Option<T>> {
    item.states
        .iter()
        .map(|state| state.as_ref().and_then(&part))
        .collect()
}

/// The names of all launches' drop-ins, in the order of first mention.
fn drop_in_names(item: &Item<State>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (name, _) in item
        .states
        .iter()
        .flatten()
        .flat_map(|state| &state.drop_ins)
    {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

fn states(section: Option<&Tree>, count: usize, ctx: &mut Context<'_>) -> Vec<Item<State>> {
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
        let says_nothing = !has_body && table.get("drop-ins").is_none();
        if says_nothing && enablement == Enablement::AsItIs {
            ctx.report
                .push(diags::empty_unit(entry.key_span, &entry.key));
        }
        Some(State {
            body: own,
            drop_ins,
            enablement,
        })
    };
    items(section, &["units"], count, lower)
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
