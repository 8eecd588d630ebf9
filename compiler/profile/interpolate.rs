//! Finds the references in every string that may hold some.

use super::node::{Node, Table, Value};
use super::template;
use crate::catalog::Type;
use crate::diagnostic::Report;
use crate::source::Sources;

/// Splits the strings of a table into pieces. Scripts stay verbatim, and so does the `content` of a
/// table that says `interpolate = false`.
pub(super) fn table(table: &mut Table, ty: &Type, sources: &Sources, report: &mut Report) {
    let verbatim = table.get("interpolate").and_then(Node::as_bool) == Some(false);
    for entry in &mut table.entries {
        let below = ty.below(&entry.key);
        if below == Some(Type::Verbatim) || (verbatim && entry.key == "content") {
            continue;
        }
        node(
            &mut entry.node,
            below.as_ref().unwrap_or(&Type::Any),
            sources,
            report,
        );
    }
}

fn node(node: &mut Node, ty: &Type, sources: &Sources, report: &mut Report) {
    let at = node.span;
    match &mut node.value {
        Value::Text(text) => {
            if let Some(literal) = text.as_literal().filter(|literal| literal.contains("${")) {
                *text = template::parse(literal, at, sources, report);
            }
        }
        Value::List(items) => {
            let of = if let Type::List { of, .. } = ty {
                of
            } else {
                &Type::Any
            };
            for item in items {
                self::node(item, of, sources, report);
            }
        }
        Value::Table(inner) => table(inner, ty, sources, report),
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) => {}
    }
}
