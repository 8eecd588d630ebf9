//! Strings that references helped to make: a password in a variable, a URL out of three.

use super::leaf::Cause;
use super::tree::Tree;
use crate::profile::node::{Node, Value};
use crate::source::Sources;

/// A string of the host that stands in no file as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composed {
    /// Where it is put together.
    pub cause: Cause,
    /// The key before it.
    pub key: String,
    /// The string; what only the host knows stands as `${...}`.
    pub text: String,
}

/// Lists them, each once.
pub(super) fn composed(tree: &Tree, sources: &Sources) -> Vec<Composed> {
    let mut found = Vec::new();
    for leaf in tree.leaves() {
        let path = leaf.path.to_string();
        let key = leaf.path.keys().last().map_or("", String::as_str);
        for held in leaf.values() {
            collect(&held.value, key, &path, sources, &mut found);
        }
    }
    found.dedup();
    found
}

fn collect(node: &Node, key: &str, path: &str, sources: &Sources, found: &mut Vec<Composed>) {
    match &node.value {
        Value::Text(text) if sources.text(node.span).contains("${") => found.push(Composed {
            cause: Cause {
                span: node.span,
                leaf: path.into(),
            },
            key: key.to_owned(),
            text: text.display(),
        }),
        Value::List(items) => items
            .iter()
            .for_each(|item| collect(item, key, path, sources, found)),
        Value::Table(table) => table
            .entries
            .iter()
            .for_each(|entry| collect(&entry.node, &entry.key, path, sources, found)),
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Text(_) => {}
    }
}
