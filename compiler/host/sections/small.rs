//! `[sysctl]`, `[hosts]` and the host's own name: things of one line each.

use crate::catalog::Grammar;
use crate::grammar;
use crate::host::item::{Item, Named, items};
use crate::host::leaf::Leaf;
use crate::host::tree::Tree;
use crate::host::{Context, diags};
use crate::profile::node::{Entry, Node, Piece, Text};

/// What the kernel takes, in bytes.
///
/// Source: Linux `include/uapi/linux/utsname.h`, `__NEW_UTS_LEN`; hostname(7).
const HOST_NAME_MAX: usize = 64;

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

/// `host.hostname`. A reference gives at least a letter or a digit; what else it gives is checked on the host.
pub(crate) fn hostname(tree: &Tree, count: usize, ctx: &mut Context<'_>) -> Option<Item<Text>> {
    let leaf: &Leaf<Node> = tree.at(&["host"])?.leaf("hostname")?;
    for node in leaf.values() {
        let Some(text) = node.value.as_text() else {
            continue;
        };
        let pieces = text.pieces.iter().map(|piece| match piece {
            Piece::Literal(literal) => literal,
            Piece::Var { .. } | Piece::Instance(_) | Piece::Secret(_) => "x",
        });
        let shortest: String = pieces.collect();
        if shortest.len() > HOST_NAME_MAX {
            ctx.report.push(diags::long_hostname(
                node.span,
                shortest.len(),
                HOST_NAME_MAX,
            ));
        } else if text.needs_host() && grammar::check(Grammar::HostName, &shortest).is_err() {
            ctx.report.push(diags::hostname(node.span));
        }
    }
    let state = |launch: usize| leaf.at(launch)?.as_text().cloned();
    Some(Item {
        name: Named {
            text: "hostname".to_owned(),
            span: leaf.first()?.span,
            leaf: "host.hostname".into(),
        },
        states: (0..count).map(state).collect(),
        deciding: leaf.deciding(),
    })
}
