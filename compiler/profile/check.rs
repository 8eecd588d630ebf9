//! Holds a tree against the language: keys, types, ranges, grammars.

mod kinds;
mod mend;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;

use super::consequence::{self, Mistake};
use super::diags;
use super::keypath::KeyPath;
use super::node::{Entry, Node, Piece, Table, Text, Value};
use super::shape::{self, SecretPlace};
use crate::catalog::{Field, Grammar, ListKind, Type};
use crate::diagnostic::spelling::nearest;
use crate::diagnostic::{Diagnostic, Report, codes};
use crate::grammar;
use crate::reader::go;
use crate::source::Span;
use kinds::{control_character, number, one_of};
pub(super) use mend::Near;

/// How much of a tree is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// One file as written: references stand unresolved, required keys may come from elsewhere.
    Written,
    /// Everything put together for one launch.
    Whole,
}

/// Checks a tree from a path down; every mistake goes into the report.
pub(crate) struct Checker<'r> {
    pub(crate) stage: Stage,
    pub(crate) report: &'r mut Report,
}

impl Checker<'_> {
    /// Checks a table with fixed keys, all mistakes in one go.
    pub(crate) fn table(&mut self, table: &Table, span: Span, fields: &[Field], path: &KeyPath) {
        for entry in &table.entries {
            match fields.iter().find(|field| field.key == entry.key) {
                Some(field) => {
                    self.node(&entry.node, &field.ty, &path.child(&entry.key), field.unit);
                }
                None if shape::is_of_the_profile_alone(path, &entry.key) => {
                    let key = KeyPath::default().child(&entry.key);
                    self.report
                        .push(diags::not_overlayable(entry.key_span, &key));
                }
                None => {
                    let known: Vec<_> = fields.iter().map(|field| field.key).collect();
                    let found = diags::unknown_key(entry.key_span, path, &entry.key, &known);
                    self.push(found, consequence::of_key(path, &entry.key));
                }
            }
        }
        // What cannot be read is not missing.
        if self.stage == Stage::Whole && !self.report.has(codes::SYNTAX) {
            for field in missing(table, fields) {
                self.report.push(diags::missing_key(span, path, field));
            }
        }
    }

    /// Checks one value.
    pub(crate) fn node(&mut self, node: &Node, ty: &Type, path: &KeyPath, unit: &str) {
        if Self::is_open(node) {
            return;
        }
        match (ty, &node.value) {
            (Type::Any, _) => self.any(node, path),
            (Type::Bool, Value::Bool(_)) => {}
            (Type::Integer { min, max }, Value::Integer(number)) => {
                if !(*min..=*max).contains(number) {
                    let found = diags::integer_out_of_range(node.span, path, *min, *max, unit);
                    self.refuse(found, node, path, Mistake::Content);
                }
            }
            (Type::Float { min, max }, value) if number(value).is_some() => {
                let fits = number(value).is_some_and(|number| (*min..=*max).contains(&number));
                if !fits {
                    let (min, max) = (min.to_string(), max.to_string());
                    let found = diags::out_of_range(node.span, path, &min, &max, unit);
                    self.refuse(found, node, path, Mistake::Content);
                }
            }
            (
                Type::Text(_)
                | Type::Multiline
                | Type::Verbatim
                | Type::Enum(_)
                | Type::Duration { .. },
                Value::Text(text),
            ) => {
                self.text(text, node, ty, path);
            }
            (Type::List { of, kind }, Value::List(items)) => self.list(items, of, *kind, path),
            (Type::Map { key, of }, Value::Table(table)) => self.map(table, *key, of, path),
            (Type::Table(fields), Value::Table(table)) => {
                self.table(table, node.span, fields, path);
            }
            (Type::OneOf(types), value) => match one_of(types, value) {
                Some(ty) => self.node(node, ty, path, unit),
                None => self.wrong_kind(node, ty, path),
            },
            (_, _) => self.wrong_kind(node, ty, path),
        }
    }

    fn wrong_kind(&mut self, node: &Node, ty: &Type, path: &KeyPath) {
        // As a text in plain it is refused elsewhere; as a secret it is of the type that the agent wants.
        if shape::is_secret(path) {
            return;
        }
        let found = diags::wrong_type(node.span, path, node.value.kind(), ty);
        let found = match mend::meant(&node.value, ty) {
            Some(meant) => found.help(format!("write `{meant}`")).fix(node.span, meant),
            None => found,
        };
        self.refuse(found, node, path, Mistake::Kind);
    }

    /// Reports a value with what its reader would have done.
    fn refuse(&mut self, found: Diagnostic, node: &Node, path: &KeyPath, mistake: Mistake) {
        self.push(found, consequence::of_value(path, node, mistake));
    }

    fn push(&mut self, found: Diagnostic, consequence: Option<String>) {
        self.report.push(match consequence {
            Some(consequence) if found.note.is_none() => found.note(consequence),
            Some(_) | None => found,
        });
    }

    /// Says whether a value waits for variables, so that its type cannot be told; one that still waits at the end has been refused.
    fn is_open(node: &Node) -> bool {
        let has_var = |text: &Text| {
            text.pieces
                .iter()
                .any(|piece| matches!(piece, Piece::Var { .. }))
        };
        node.as_text().is_some_and(has_var)
    }

    fn text(&mut self, text: &Text, node: &Node, ty: &Type, path: &KeyPath) {
        let span = node.span;
        let many_lines = matches!(ty, Type::Multiline | Type::Verbatim);
        if let Some(c) = control_character(text, many_lines) {
            self.report.push(diags::control_character(span, c));
            return;
        }
        if text.needs_host() {
            self.host_value(text, span, ty, path);
            return;
        }
        let Some(literal) = text.as_literal() else {
            return;
        };
        match ty {
            Type::Text(wanted) => {
                if let Err(expected) = grammar::check(*wanted, literal) {
                    let found = diags::malformed(span, path, expected.what);
                    let near = mend::near(*wanted, literal).filter(|_| !shape::is_secret(path));
                    let found = match near {
                        Some(near) => diags::nearly(found, span, near),
                        None => found,
                    };
                    self.refuse(found, node, path, Mistake::Content);
                }
            }
            Type::Enum(words) if !words.contains(&literal) => {
                let found = diags::unknown_word(span, path, literal, words);
                self.refuse(found, node, path, Mistake::Content);
            }
            Type::Duration { min, max } => self.duration(literal, node, (*min, *max), path),
            Type::Bool
            | Type::Integer { .. }
            | Type::Float { .. }
            | Type::Multiline
            | Type::Verbatim
            | Type::Enum(_)
            | Type::List { .. }
            | Type::Map { .. }
            | Type::Table(_)
            | Type::OneOf(_)
            | Type::Any => {}
        }
    }

    /// Checks where a value stands that only the host knows.
    fn host_value(&mut self, text: &Text, span: Span, ty: &Type, path: &KeyPath) {
        let place = text.holds_secret().then(|| shape::secret_place(path));
        if let Some(SecretPlace::Leaks(leak)) = place {
            self.report.push(diags::secret_in_place(span, path, leak));
            return;
        }
        let only_secrets = text.instance_values().next().is_none();
        let fits = matches!(ty, Type::Multiline | Type::Text(_));
        if !fits || !only_secrets && !shape::takes_host_values(path) {
            self.report.push(diags::reference_in_place(span, path));
        }
    }

    fn duration(&mut self, text: &str, node: &Node, (min, max): (i64, i64), path: &KeyPath) {
        let found = match go::parse_duration(text) {
            Some(length) if (min..=max).contains(&length) => return,
            Some(_) => {
                let bounds = (go::format_duration(min), go::format_duration(max));
                diags::out_of_range(node.span, path, &bounds.0, &bounds.1, "")
            }
            None => {
                let expected =
                    "a Go duration such as `90s`, `10m` or `1h30m` (no `d`, no bare number)";
                diags::malformed(node.span, path, expected)
            }
        };
        self.refuse(found, node, path, Mistake::Content);
    }

    fn list(&mut self, items: &[Node], of: &Type, kind: ListKind, path: &KeyPath) {
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        let mut before: Option<Span> = None;
        for item in items {
            self.node(item, of, path, "");
            let previous = before.replace(item.span).unwrap_or(item.span);
            if kind != ListKind::Set {
                continue;
            }
            let first = *seen.entry(item.value.meaning()).or_insert(item.span);
            if first != item.span && !Self::is_open(item) {
                let found = diags::duplicate_element(item.span, first, previous.end);
                self.report.push(found);
            }
        }
    }

    fn map(&mut self, table: &Table, key: Grammar, of: &Type, path: &KeyPath) {
        let mut folded: BTreeMap<String, Span> = BTreeMap::new();
        for entry in &table.entries {
            if !self.key(entry, key) {
                continue;
            }
            match folded.entry(entry.key.to_lowercase()) {
                Slot::Vacant(slot) => {
                    slot.insert(entry.key_span);
                }
                Slot::Occupied(first) => {
                    self.report
                        .push(diags::case_clash(entry.key_span, &entry.key, *first.get()));
                }
            }
            self.node(&entry.node, of, &path.child(&entry.key), "");
        }
    }

    /// Says whether a key may stand where it does.
    fn key(&mut self, entry: &Entry, wanted: Grammar) -> bool {
        if self.stage == Stage::Written && entry.key.contains("${var.") {
            return true;
        }
        if entry.key.contains("${") {
            self.report
                .push(diags::reference_in_key(entry.key_span, &entry.key));
            return false;
        }
        let checked = grammar::check(wanted, &entry.key);
        if let Err(expected) = &checked {
            self.report.push(diags::malformed_key(
                entry.key_span,
                &entry.key,
                expected.what,
            ));
        }
        checked.is_ok()
    }

    /// Checks what every value must keep to: no control characters, host values only where they may stand.
    fn any(&mut self, node: &Node, path: &KeyPath) {
        match &node.value {
            Value::Text(text) => self.text(text, node, &Type::Multiline, path),
            Value::List(items) => items.iter().for_each(|item| self.any(item, path)),
            Value::Table(table) => {
                for entry in &table.entries {
                    if let Some(c) = entry.key.chars().find(|c| c.is_control()) {
                        self.report
                            .push(diags::control_character(entry.key_span, c));
                    }
                    self.any(&entry.node, &path.child(&entry.key));
                }
            }
            Value::Bool(_) | Value::Integer(_) | Value::Float(_) => {}
        }
    }
}

/// Lists the required keys that a table lacks; one that stands there misspelt is reported as that.
fn missing<'f>(table: &Table, fields: &'f [Field]) -> Vec<&'f Field> {
    let lacks = |field: &&Field| field.required && table.get(field.key).is_none();
    let meant = |entry: &Entry| nearest(&entry.key, fields.iter().map(|field| field.key));
    let is_meant = |key: &str| table.entries.iter().any(|entry| meant(entry) == Some(key));
    let missing = fields.iter().filter(lacks);
    missing.filter(|field| !is_meant(field.key)).collect()
}
