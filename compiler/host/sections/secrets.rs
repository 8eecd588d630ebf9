//! The secrets of a host: which references each launch has, and whether its base can fetch them.

use crate::host::leaf::Cause;
use crate::host::tree::Tree;
use crate::host::{Context, diags};
use crate::profile::keypath::KeyPath;
use crate::profile::node::{Node, Secret, Value};

/// A secret that a launch asks for, and where that is first said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedSecret {
    /// The secret.
    pub secret: Secret,
    /// The place of the string that holds it.
    pub cause: Cause,
}

/// Lists them launch by launch, each once and sorted.
pub(crate) fn secrets(tree: &Tree, count: usize, ctx: &mut Context<'_>) -> Vec<Vec<AskedSecret>> {
    let launches: Vec<_> = (0..count).map(|launch| of_launch(tree, launch)).collect();
    let first = launches.iter().flatten().next();
    if let Some(asked) = first.filter(|_| ctx.base.aws_way().is_none()) {
        let what = format!("fetch `{}`", asked.secret.reference());
        let found = diags::no_way_to_aws(asked.cause.span, &what, ctx.base);
        ctx.report.push(found);
    }
    launches
}

fn of_launch(tree: &Tree, launch: usize) -> Vec<AskedSecret> {
    let mut found = Vec::new();
    for leaf in tree.leaves() {
        // A variable asks for nothing by itself.
        if leaf.path.keys().first().is_some_and(|key| key == "vars") {
            continue;
        }
        if let Some(held) = leaf.spanned_at(launch) {
            collect(&held.value, &leaf.path, &mut found);
        }
    }
    found.sort_by(|a, b| a.secret.cmp(&b.secret));
    found.dedup_by(|a, b| a.secret == b.secret);
    found
}

fn collect(node: &Node, path: &KeyPath, found: &mut Vec<AskedSecret>) {
    match &node.value {
        Value::Text(text) => found.extend(text.secrets().map(|secret| AskedSecret {
            secret: secret.clone(),
            cause: Cause {
                span: node.span,
                leaf: path.to_string().into(),
            },
        })),
        Value::List(items) => items.iter().for_each(|item| collect(item, path, found)),
        Value::Table(table) => table
            .entries
            .iter()
            .for_each(|entry| collect(&entry.node, path, found)),
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) => {}
    }
}
