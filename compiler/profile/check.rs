//! Holds a tree against the language: keys, types, ranges, grammars.

mod emptiness;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;

use super::diags;
use super::keypath::KeyPath;
use super::node::{Entry, Node, Piece, Table, Text, Value};
use super::shape;
use crate::catalog::{Field, Grammar, ListKind, Type};
use crate::diagnostic::Report;
use crate::grammar;
use crate::reader::go;
use crate::source::Span;

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
                    self.report
                        .push(diags::unknown_key(entry.key_span, path, &entry.key, &known));
                }
            }
        }
        if self.stage == Stage::Whole {
            let missing = fields
                .iter()
                .filter(|field| field.required && table.get(field.key).is_none());
            for field in missing {
                self.report.push(diags::missing_key(span, path, field));
            }
        }
    }

    /// Checks one value.
    pub(crate) fn node(&mut self, node: &Node, ty: &Type, path: &KeyPath, unit: &str) {
        if self.is_open(node) {
            return;
        }
        match (ty, &node.value) {
            (Type::Any, _) => self.any(node, path),
            (Type::Bool, Value::Bool(_)) => {}
            (Type::Integer { min, max }, Value::Integer(number)) => {
                if !(*min..=*max).contains(number) {
                    self.report.push(diags::integer_out_of_range(
                        node.span, path, *min, *max, unit,
                    ));
                }
            }
            (Type::Float { min, max }, value) if number(value).is_some() => {
                let fits = number(value).is_some_and(|number| (*min..=*max).contains(&number));
                if !fits {
                    self.report.push(diags::out_of_range(
                        node.span,
                        path,
                        &min.to_string(),
                        &max.to_string(),
                        unit,
                    ));
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
                self.text(text, node.span, ty, path);
            }
            (Type::List { of, kind }, Value::List(items)) => {
                self.emptiness(node, path);
                self.list(items, of, *kind, path);
            }
            (Type::Map { key, of }, Value::Table(table)) => self.map(table, *key, of, path),
            (Type::Table(fields), Value::Table(table)) => {
                self.table(table, node.span, fields, path);
            }
            (Type::OneOf(types), value) => match one_of(types, value) {
                Some(ty) => self.node(node, ty, path, unit),
                None => self
                    .report
                    .push(diags::wrong_type(node.span, path, value.kind(), ty)),
            },
            (_, value) => self
                .report
                .push(diags::wrong_type(node.span, path, value.kind(), ty)),
        }
    }

    /// Says whether a value waits for variables, so that its type cannot be told yet.
    fn is_open(&self, node: &Node) -> bool {
        let has_var = |text: &Text| {
            text.pieces
                .iter()
                .any(|piece| matches!(piece, Piece::Var { .. }))
        };
        self.stage == Stage::Written && node.as_text().is_some_and(has_var)
    }

    fn text(&mut self, text: &Text, span: Span, ty: &Type, path: &KeyPath) {
        let many_lines = matches!(ty, Type::Multiline | Type::Verbatim);
        if let Some(c) = control_character(text, many_lines) {
            self.report.push(diags::control_character(span, c));
            return;
        }
        if text.needs_host() {
            let open =
                matches!(ty, Type::Multiline | Type::Text(_)) && shape::takes_host_values(path);
            if !open {
                self.report.push(diags::reference_in_place(span, path));
            }
            return;
        }
        let Some(literal) = text.as_literal() else {
            return;
        };
        match ty {
            Type::Text(wanted) => {
                if let Err(expected) = grammar::check(*wanted, literal) {
                    self.report
                        .push(diags::malformed(span, path, expected.what));
                }
            }
            Type::Enum(words) if !words.contains(&literal) => {
                self.report
                    .push(diags::unknown_word(span, path, literal, words));
            }
            Type::Duration { min, max } => self.duration(literal, span, (*min, *max), path),
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

    fn duration(&mut self, text: &str, span: Span, (min, max): (i64, i64), path: &KeyPath) {
        match go::parse_duration(text) {
            Some(length) if (min..=max).contains(&length) => {}
            Some(_) => {
                let bounds = (go::format_duration(min), go::format_duration(max));
                self.report
                    .push(diags::out_of_range(span, path, &bounds.0, &bounds.1, ""));
            }
            None => {
                let expected =
                    "a Go duration such as `90s`, `10m` or `1h30m` (no `d`, no bare number)";
                self.report.push(diags::malformed(span, path, expected));
            }
        }
    }

    fn list(&mut self, items: &[Node], of: &Type, kind: ListKind, path: &KeyPath) {
        for (at, item) in items.iter().enumerate() {
            self.node(item, of, path, "");
            let first = items
                .iter()
                .take(at)
                .find(|first| first.value.same(&item.value));
            if let Some(first) = first.filter(|_| kind == ListKind::Set && !self.is_open(item)) {
                self.report
                    .push(diags::duplicate_element(item.span, first.span));
            }
        }
    }

    fn map(&mut self, table: &Table, key: Grammar, of: &Type, path: &KeyPath) {
        let mut folded: BTreeMap<String, Span> = BTreeMap::new();
        for entry in &table.entries {
            self.key(entry, key);
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

    fn key(&mut self, entry: &Entry, wanted: Grammar) {
        if self.stage == Stage::Written && entry.key.contains("${var.") {
            return;
        }
        if entry.key.contains("${") {
            self.report
                .push(diags::reference_in_key(entry.key_span, &entry.key));
            return;
        }
        if let Err(expected) = grammar::check(wanted, &entry.key) {
            self.report.push(diags::malformed_key(
                entry.key_span,
                &entry.key,
                expected.what,
            ));
        }
    }

    /// Checks what every value must keep to: no control characters, host values only where they may stand.
    fn any(&mut self, node: &Node, path: &KeyPath) {
        match &node.value {
            Value::Text(text) => self.text(text, node.span, &Type::Multiline, path),
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

/// Returns the number of a value, whole or not.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Float(number) => Some(*number),
        // A setting with a point is far below 2^53.
        #[expect(
            clippy::cast_precision_loss,
            reason = "checked against bounds far below 2^53"
        )]
        Value::Integer(number) => Some(*number as f64),
        Value::Bool(_) | Value::Text(_) | Value::List(_) | Value::Table(_) => None,
    }
}

/// Finds the type among several that a value is meant for: the words that hold it, else the last of its kind.
fn one_of<'a>(types: &'a [Type], value: &Value) -> Option<&'a Type> {
    let word = value_text(value);
    let holds = |ty: &&Type| matches!(ty, Type::Enum(words) if word.is_some_and(|word| words.contains(&word)));
    let of_its_kind = || types.iter().rfind(|ty| fits_kind(ty, value));
    types.iter().find(holds).or_else(of_its_kind)
}

/// Returns the text of a string without references.
fn value_text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => text.as_literal(),
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::List(_) | Value::Table(_) => {
            None
        }
    }
}

/// Says whether a value is of the kind that a type wants, whatever its contents.
fn fits_kind(ty: &Type, value: &Value) -> bool {
    match ty {
        Type::Any => true,
        Type::Bool => matches!(value, Value::Bool(_)),
        Type::Integer { .. } => matches!(value, Value::Integer(_)),
        Type::Float { .. } => matches!(value, Value::Float(_) | Value::Integer(_)),
        Type::Text(_)
        | Type::Multiline
        | Type::Verbatim
        | Type::Enum(_)
        | Type::Duration { .. } => {
            matches!(value, Value::Text(_))
        }
        Type::List { .. } => matches!(value, Value::List(_)),
        Type::Map { .. } | Type::Table(_) => matches!(value, Value::Table(_)),
        Type::OneOf(types) => types.iter().any(|ty| fits_kind(ty, value)),
    }
}

/// Finds a character that no reader takes.
fn control_character(text: &Text, many_lines: bool) -> Option<char> {
    let bad = |c: &char| c.is_control() && !(many_lines && matches!(c, '\n' | '\t' | '\r'));
    text.pieces.iter().find_map(|piece| match piece {
        Piece::Literal(literal) => literal.chars().find(bad),
        Piece::Var { .. } | Piece::Instance(_) => None,
    })
}
