//! `[sysctl]` and `[hosts]`: sections of one line each.

use crate::host::Context;
use crate::host::item::{Item, items};
use crate::host::tree::Tree;
use crate::profile::node::{Entry, Text};

pub(crate) fn sysctl(tree: &Tree, count: usize, ctx: &Context<'_>) -> Vec<Item<String>> {
    let lower = |entry: &Entry| {
        if ctx.report.refuses(entry.node.span) {
            return None;
        }
        let number = entry.node.as_integer().map(|number| number.to_string());
        number.or_else(|| entry.node.as_str().map(str::to_owned))
    };
    items(tree.get("sysctl"), &["sysctl"], count, lower)
}

pub(crate) fn hosts(tree: &Tree, count: usize) -> Vec<Item<Text>> {
    items(tree.get("hosts"), &["hosts"], count, |entry: &Entry| {
        entry.node.as_text().cloned()
    })
}
