//! Holds each line of ecs.config against the agent's own parser of that variable.

use crate::artifact::diags;
use crate::catalog::ecs::EcsVariable;
use crate::diagnostic::{Diagnostic, Report};
use crate::host::EcsLine;
use crate::profile::consequence;
use crate::profile::node::{Node, Table, Value};
use crate::reader::agent::{self, Outcome};
use crate::source::Span;

/// Says where the agent would end up with something else than the profile says; `None` where it would not.
///
/// A value that only the host knows is not judged here.
pub(in crate::artifact) fn check(line: &EcsLine, span: Span) -> Option<Diagnostic> {
    let row = line.known?;
    let text = line.text();
    let text = text.as_literal()?;
    let reading = match agent::variable(row.name, text)? {
        Outcome::Taken(read) => {
            let same = as_json(&line.value).is_none_or(|meant| meant == read);
            if same {
                return None;
            }
            format!("the agent would read `{read}`")
        }
        Outcome::Default { .. } if is_default(row, &line.value) => return None,
        outcome @ (Outcome::Changed { .. }
        | Outcome::Default { .. }
        | Outcome::Fatal
        | Outcome::LogBroken) => consequence::of_outcome(row, &outcome),
    };
    let found = diags::agent_changes(span, row.field.key, text, &reading);
    Some(if row.secret {
        found.concealing()
    } else {
        found
    })
}

/// Says whether a value is the agent's own default: to fall back on it changes nothing.
fn is_default(row: &EcsVariable, value: &Node) -> bool {
    let default = serde_json::from_str(row.field.default);
    as_json(value)
        .is_some_and(|meant| default.is_ok_and(|default: serde_json::Value| default == meant))
}

/// Says whether a part of a value has an error of its own, which is the cause of all.
pub(in crate::artifact) fn is_refused(node: &Node, report: &Report) -> bool {
    report.refuses(node.span)
        || match &node.value {
            Value::List(items) => items.iter().any(|item| is_refused(item, report)),
            Value::Table(table) => {
                let mut entries = table.entries.iter();
                entries
                    .any(|entry| report.refuses(entry.key_span) || is_refused(&entry.node, report))
            }
            Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Text(_) => false,
        }
}

/// A list or a table as JSON; other values are read as the text that they are.
fn as_json(node: &Node) -> Option<serde_json::Value> {
    matches!(node.value, Value::List(_) | Value::Table(_)).then(|| json(node))
}

fn json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Bool(value) => (*value).into(),
        Value::Integer(number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        Value::Text(text) => text.as_literal().into(),
        Value::List(items) => items.iter().map(json).collect(),
        Value::Table(table) => {
            let pairs = table.entries.iter();
            pairs
                .map(|entry| (entry.key.clone(), json(&entry.node)))
                .collect()
        }
    }
}

/// Finds the part of a value on which the readers of ecs.config disagree: an entry, an element, else all of it.
pub(in crate::artifact) fn culprit(line: &EcsLine, span: Span) -> Span {
    let alone = |node: Node| {
        let part = EcsLine {
            value: node,
            ..line.clone()
        };
        super::ecs_config_line(&part.variable, &part.text().display()).is_err()
    };
    match &line.value.value {
        Value::Table(table) => {
            let bad = table.entries.iter().find(|entry| {
                let entries = vec![(*entry).clone()];
                alone(Node::new(Value::Table(Table { entries }), entry.key_span))
            });
            bad.map_or(span, |entry| {
                let is_value = alone(Node::new(
                    Value::List(vec![entry.node.clone()]),
                    entry.node.span,
                ));
                if is_value {
                    entry.node.span
                } else {
                    entry.key_span
                }
            })
        }
        Value::List(items) => {
            let bad = items
                .iter()
                .find(|item| alone(Node::new(Value::List(vec![(*item).clone()]), item.span)));
            bad.map_or(span, |item| item.span)
        }
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Text(_) => span,
    }
}
