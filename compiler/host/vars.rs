//! Variables: declared in `[vars]`, given by variants and by `--var`, put into strings.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::Report;
use crate::profile::diags;
use crate::profile::node::{Node, Piece, Table, Text, Value};
use crate::source::Span;

/// The values of all variables for one launch.
pub(crate) struct Variables {
    values: BTreeMap<String, Node>,
    /// Variables declared without a value that nothing gave one.
    empty: BTreeMap<String, Span>,
    /// The variant, where others give what is empty here.
    variant: Option<Variant>,
}

/// The variant whose variables are settled.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    /// Its name.
    pub(crate) name: String,
    /// Variables that some variant sets.
    pub(crate) set_by_any: Arc<BTreeSet<String>>,
}

/// One variable as declared: a value, perhaps of launch scope.
struct Declared {
    value: Option<Node>,
    kind: &'static str,
    span: Span,
    launch: bool,
}

impl Variables {
    /// Settles the values: the merged `[vars]` (file, then variant) under `--var`.
    pub(crate) fn settle(
        vars: Option<&Node>,
        given: &[(String, String)],
        variant: Option<Variant>,
        report: &mut Report,
    ) -> Self {
        let table = vars.and_then(Node::as_table);
        let mut declared = BTreeMap::new();
        for entry in table
            .map(|table| table.entries.as_slice())
            .unwrap_or_default()
        {
            if let Some(variable) = declare(&entry.node, entry.key_span, report) {
                declared.insert(entry.key.clone(), variable);
            }
        }
        for (name, text) in given {
            give(&mut declared, name, text, report);
        }
        let mut settling = Settling {
            declared: &declared,
            done: BTreeMap::new(),
            open: Vec::new(),
            report,
        };
        for (name, variable) in &declared {
            settling.settle(name, variable.span);
        }
        let values = settling
            .done
            .into_iter()
            .filter_map(|(name, node)| Some((name, node?)))
            .collect();
        let empty = declared
            .into_iter()
            .filter(|(_, variable)| variable.value.is_none());
        Self {
            values,
            empty: empty
                .map(|(name, variable)| (name, variable.span))
                .collect(),
            variant,
        }
    }

    /// Puts the variables into a table: keys and values.
    pub(crate) fn put_into(&self, table: &mut Table, report: &mut Report) {
        for entry in &mut table.entries {
            if entry.key.contains("${var.") {
                entry.key = self.key(&entry.key, entry.key_span, report);
            }
            self.put_into_node(&mut entry.node, report);
        }
    }

    fn put_into_node(&self, node: &mut Node, report: &mut Report) {
        match &mut node.value {
            Value::Text(text) if text.pieces.iter().any(is_var) => {
                let find =
                    |name: &str, span: Span, report: &mut Report| self.find(name, span, report);
                if let Some(replaced) = replace(node, find, report) {
                    *node = replaced;
                }
            }
            Value::List(items) => items
                .iter_mut()
                .for_each(|item| self.put_into_node(item, report)),
            Value::Table(table) => self.put_into(table, report),
            Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Text(_) => {}
        }
    }

    fn find(&self, name: &str, span: Span, report: &mut Report) -> Option<Node> {
        if let Some(node) = self.values.get(name) {
            return Some(node.clone());
        }
        if self.empty.contains_key(name) {
            // Without a value in any variant it is one mistake, not one for each.
            let variant = self.variant.as_ref();
            let variant = variant.filter(|variant| variant.set_by_any.contains(name));
            let variant = variant.map(|variant| variant.name.as_str());
            report.push(diags::variable_without_value(span, name, variant));
        } else {
            let known: Vec<_> = self.values.keys().map(String::as_str).collect();
            report.push(diags::unknown_variable(span, name, &known));
        }
        None
    }

    /// Puts variables into a key, which takes no other reference.
    fn key(&self, key: &str, span: Span, report: &mut Report) -> String {
        let mut out = String::new();
        let mut rest = key;
        while let Some((before, behind)) = rest.split_once("${var.") {
            out.push_str(before);
            let Some((name, after)) = behind.split_once('}') else {
                return key.to_owned();
            };
            let value = self.find(name, span, report);
            if let Some(name) = value.as_ref().and_then(|node| node.launch_var.as_ref()) {
                report.push(diags::late_key(span, name));
            }
            if let Some(text) = value.and_then(|node| scalar(&node)) {
                out.push_str(&text);
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

fn is_var(piece: &Piece) -> bool {
    matches!(piece, Piece::Var { .. })
}

/// Reads a declaration: a plain value, or a table with `scope`, `type` and `default`.
fn declare(node: &Node, span: Span, report: &mut Report) -> Option<Declared> {
    let Some(table) = node.as_table() else {
        return Some(Declared {
            value: Some(node.clone()),
            kind: node.value.kind(),
            span,
            launch: false,
        });
    };
    let legal = ["scope", "type", "default", "description"];
    if let Some(entry) = table
        .entries
        .iter()
        .find(|entry| !legal.contains(&entry.key.as_str()))
    {
        report.push(diags::variable_declaration(
            entry.key_span,
            "a table here declares `scope`, `type`, `default`",
        ));
        return None;
    }
    let scope = table.get("scope").and_then(Node::as_str).unwrap_or("fixed");
    let value = table.get("default").cloned();
    let kind = match table.get("type").and_then(Node::as_str) {
        Some("string") => "string",
        Some("integer") => "integer",
        Some("boolean") => "boolean",
        None => value.as_ref().map_or("string", |value| value.value.kind()),
        Some(_) => {
            report.push(diags::variable_declaration(
                node.span,
                "`type` is \"string\", \"integer\" or \"boolean\"",
            ));
            return None;
        }
    };
    if !matches!(scope, "fixed" | "launch") {
        report.push(diags::variable_declaration(
            node.span,
            "`scope` is \"fixed\" or \"launch\"",
        ));
        return None;
    }
    if let Some(value) = value.as_ref().filter(|value| value.value.kind() != kind) {
        report.push(diags::variable_declaration(
            value.span,
            "`default` is not of the declared `type`",
        ));
        return None;
    }
    Some(Declared {
        value,
        kind,
        span,
        launch: scope == "launch",
    })
}

/// Takes one `--var name=text`, read as the variable's type.
fn give(declared: &mut BTreeMap<String, Declared>, name: &str, text: &str, report: &mut Report) {
    let Some(variable) = declared.get_mut(name) else {
        let known: Vec<_> = declared.keys().map(String::as_str).collect();
        report.push(diags::undeclared_var(name, &known));
        return;
    };
    let value = match variable.kind {
        "integer" => text.parse().ok().map(Value::Integer),
        "boolean" => text.parse().ok().map(Value::Bool),
        "string" => Some(Value::Text(Text::literal(text))),
        _ => None,
    };
    match value {
        Some(value) => variable.value = Some(Node::new(value, variable.span)),
        None => report.push(diags::var_of_wrong_type(name, variable.kind, variable.span)),
    }
}

/// Puts variables into variables, each settled once, a circle found.
struct Settling<'a> {
    declared: &'a BTreeMap<String, Declared>,
    done: BTreeMap<String, Option<Node>>,
    open: Vec<String>,
    report: &'a mut Report,
}

impl Settling<'_> {
    fn settle(&mut self, name: &str, asked: Span) -> Option<Node> {
        if let Some(done) = self.done.get(name) {
            return done.clone();
        }
        let Some(variable) = self.declared.get(name) else {
            let known: Vec<_> = self.declared.keys().map(String::as_str).collect();
            self.report
                .push(diags::unknown_variable(asked, name, &known));
            return None;
        };
        if self.open.iter().any(|open| open == name) {
            self.report.push(diags::variable_cycle(asked, name));
            return None;
        }
        let mut node = variable.value.clone()?;
        self.open.push(name.to_owned());
        let names: Vec<(String, Span)> = vars_of(&node);
        let inner: BTreeMap<String, Option<Node>> = names
            .into_iter()
            .map(|(name, span)| (name.clone(), self.settle(&name, span)))
            .collect();
        self.open.pop();
        if node
            .as_text()
            .is_some_and(|text| text.pieces.iter().any(is_var))
        {
            let find = |name: &str, _: Span, _: &mut Report| inner.get(name).cloned().flatten();
            let replaced = replace(&node, find, self.report);
            match replaced {
                Some(replaced) => node = replaced,
                None => {
                    self.done.insert(name.to_owned(), None);
                    return None;
                }
            }
        }
        if variable.launch {
            node.launch_var = Some(name.to_owned());
        }
        self.done.insert(name.to_owned(), Some(node.clone()));
        Some(node)
    }
}

fn vars_of(node: &Node) -> Vec<(String, Span)> {
    let pieces = node
        .as_text()
        .map(|text| text.pieces.as_slice())
        .unwrap_or_default();
    let var = |piece: &Piece| match piece {
        Piece::Var { name, span } => Some((name.clone(), *span)),
        Piece::Literal(_) | Piece::Instance(_) | Piece::Secret(_) => None,
    };
    pieces.iter().filter_map(var).collect()
}

/// Replaces the references of a string. One that is exactly a reference takes the type of the value.
fn replace(
    node: &Node,
    mut find: impl FnMut(&str, Span, &mut Report) -> Option<Node>,
    report: &mut Report,
) -> Option<Node> {
    let text = node.as_text()?;
    if let [Piece::Var { name, span }] = text.pieces.as_slice() {
        let value = find(name, *span, report)?;
        return Some(Node {
            span: node.span,
            ..value
        });
    }
    let mut out = Text::default();
    let mut launch_var = node.launch_var.clone();
    let mut whole = true;
    for piece in &text.pieces {
        match piece {
            Piece::Literal(literal) => out.push_literal(literal),
            Piece::Instance(_) | Piece::Secret(_) => out.pieces.push(piece.clone()),
            Piece::Var { name, span } => {
                let Some(value) = find(name, *span, report) else {
                    whole = false;
                    continue;
                };
                launch_var = launch_var.or_else(|| value.launch_var.clone());
                if !push_scalar(&mut out, &value) {
                    report.push(diags::text_in_non_text(*span, value.value.kind()));
                    whole = false;
                }
            }
        }
    }
    whole.then_some(Node {
        span: node.span,
        value: Value::Text(out),
        launch_var,
    })
}

/// Adds a scalar to a string; false where the value is none.
fn push_scalar(out: &mut Text, value: &Node) -> bool {
    if let Some(text) = value.as_text() {
        for piece in &text.pieces {
            match piece {
                Piece::Literal(literal) => out.push_literal(literal),
                Piece::Var { .. } | Piece::Instance(_) | Piece::Secret(_) => {
                    out.pieces.push(piece.clone());
                }
            }
        }
        return true;
    }
    let text = scalar(value);
    if let Some(text) = &text {
        out.push_literal(text);
    }
    text.is_some()
}

fn scalar(value: &Node) -> Option<String> {
    match &value.value {
        Value::Bool(value) => Some(value.to_string()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Text(text) => text.as_literal().map(str::to_owned),
        Value::List(_) | Value::Table(_) => None,
    }
}
