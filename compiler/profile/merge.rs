//! Puts one tree on top of another: tables key by key, sets element by element, the rest whole.

use std::collections::{BTreeMap, BTreeSet};

use super::diags;
use super::keypath::KeyPath;
use super::node::{Entry, Node, Table, Value};
use crate::catalog::{ListKind, Type};
use crate::diagnostic::Report;

/// Puts `over` on top of `base`; `ty` is the type of both.
pub(crate) fn table(base: &mut Table, over: Table, ty: &Type) {
    let keys = base.entries.iter().enumerate();
    let places: BTreeMap<String, usize> = keys.map(|(at, entry)| (entry.key.clone(), at)).collect();
    for entry in over.entries {
        let below = ty.below(&entry.key);
        // Keys of one table are unique, so what is added here is not looked up again.
        let place = places.get(&entry.key);
        match place.and_then(|at| base.entries.get_mut(*at)) {
            Some(existing) => self::entry(existing, entry, below.as_ref()),
            None => base.entries.push(entry),
        }
    }
}

fn entry(base: &mut Entry, over: Entry, ty: Option<&Type>) {
    let is_set = matches!(
        ty,
        Some(Type::List {
            kind: ListKind::Set,
            ..
        })
    );
    match (&mut base.node.value, over.node.value) {
        (Value::List(items), Value::List(more)) if is_set => extend(items, more),
        (Value::Table(inner), Value::Table(more)) => {
            table(inner, more, ty.unwrap_or(&Type::Any));
            // Where a table is missing a key, the file that spoke last is the one to look at.
            base.node.span = over.node.span;
        }
        (slot, value) => {
            *slot = value;
            base.node.span = over.node.span;
            base.key_span = over.key_span;
        }
    }
}

/// Adds the elements that are not there yet, in the order of first mention.
fn extend(items: &mut Vec<Node>, more: Vec<Node>) {
    let mut held: BTreeSet<String> = items.iter().map(|item| item.value.meaning()).collect();
    items.extend(
        more.into_iter()
            .filter(|node| held.insert(node.value.meaning())),
    );
}

/// Drops the key paths of an `unset` list; one that names nothing is a mistake.
pub(crate) fn unset(base: &mut Table, list: &Node, report: &mut Report) {
    for item in list.as_list().unwrap_or_default() {
        let Some(text) = item.as_str() else { continue };
        let removed = KeyPath::parse(text).and_then(|path| remove(base, path.keys()));
        if removed.is_none() {
            let known = base.paths();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            report.push(diags::unset_nothing(item.span, text, &known));
        }
    }
}

fn remove(table: &mut Table, keys: &[String]) -> Option<Entry> {
    let (first, rest) = keys.split_first()?;
    if rest.is_empty() {
        return table.remove(first);
    }
    match &mut table.entry_mut(first)?.node.value {
        Value::Table(inner) => remove(inner, rest),
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Text(_) | Value::List(_) => {
            None
        }
    }
}
