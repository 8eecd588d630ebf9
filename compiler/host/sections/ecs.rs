//! `[ecs]`: the lines of ecs.config, one setting each.

use super::docker::{DaemonSetting, Docker};
use crate::catalog::Grammar;
use crate::catalog::ecs::{Advice, EcsVariable, Encoding, ecs_variable};
use crate::grammar;
use crate::host::item::{Item, items};
use crate::host::tree::Tree;
use crate::host::{Context, Proxy, Role, diags};
use crate::profile::node::{Entry, Node, Text, Value};

/// One line of ecs.config.
#[derive(Clone, Debug, PartialEq)]
pub struct EcsLine {
    /// Name of the variable.
    pub variable: String,
    /// What the catalogue says; `None` for one of `[ecs.extra]`.
    pub known: Option<&'static EcsVariable>,
    /// The value as the profile has it.
    pub value: Node,
}

/// The lines of ecs.config, those of `[proxy]` among them; dockerd makes the agent's container.
pub(crate) fn agent_lines(
    tree: &Tree,
    role: Role,
    proxy: Option<&Proxy>,
    docker: &Docker,
    count: usize,
    ctx: &mut Context<'_>,
) -> Vec<Item<EcsLine>> {
    let mut lines = lines(tree, &docker.settings, count, ctx);
    let Some(proxy) = proxy else { return lines };
    proxy.refuse_others(lines.iter().map(|line| &line.name), ctx);
    if role == Role::Ecs {
        lines.extend(proxy.agent_lines());
    }
    lines
}

fn lines(
    tree: &Tree,
    settings: &[Item<DaemonSetting>],
    count: usize,
    ctx: &mut Context<'_>,
) -> Vec<Item<EcsLine>> {
    let section = tree.get("ecs");
    let known = |entry: &Entry| {
        let variable = ecs_variable(&entry.key)?;
        check_advice(variable, entry, ctx);
        Some(EcsLine {
            variable: variable.name.to_owned(),
            known: Some(variable),
            value: entry.node.clone(),
        })
    };
    let mut lines = items(section, &["ecs"], count, known);
    lines.retain(|line| line.first().is_some());
    super::ecs_check::region(&lines, count, ctx);
    super::log_options::of_agent(&lines, settings, count, ctx);
    let extra = |entry: &Entry| {
        let is_name = grammar::check(Grammar::EnvName, &entry.key).is_ok();
        if !is_name {
            // Refused as a name; what it would set does not matter.
        } else if let Some(variable) = crate::catalog::ecs::by_name(&entry.key) {
            ctx.report.push(diags::extra_is_known(
                entry.key_span,
                &entry.key,
                &format!("ecs.{}", variable.field.key),
            ));
        } else {
            ctx.report
                .push(diags::extra_variable(entry.key_span, &entry.key));
        }
        Some(EcsLine {
            variable: entry.key.clone(),
            known: None,
            value: entry.node.clone(),
        })
    };
    lines.extend(items(
        section.and_then(|ecs| ecs.get("extra")),
        &["ecs", "extra"],
        count,
        extra,
    ));
    lines
}

fn check_advice(variable: &EcsVariable, entry: &Entry, ctx: &mut Context<'_>) {
    let at = entry.key_span;
    let key = entry.key.as_str();
    let found = match variable.advice {
        Advice::Refuse(why) if variable.secret => diags::refused(at, key, why).concealing(),
        Advice::Refuse(why) => diags::refused(at, key, why),
        Advice::Set | Advice::Leave(_) if variable.secret && is_literal(&entry.node) => {
            diags::secret_literal(at, key).concealing()
        }
        Advice::Leave(why) => diags::leave_alone(at, key, why),
        Advice::Set => return,
    };
    ctx.report.push(found);
}

/// Says whether a value is known before the host runs.
fn is_literal(node: &Node) -> bool {
    // Of many registries each has a secret of its own.
    let parts = node.as_table().map(|table| table.entries.as_slice());
    match parts.filter(|parts| parts.iter().all(|part| part.node.as_table().is_some())) {
        Some(parts) => parts.iter().any(|part| !part.node.holds_secret()),
        None => !node.holds_secret(),
    }
}

impl EcsLine {
    /// Says whether it was refused as a secret in plain text.
    pub(crate) fn is_refused_secret(&self) -> bool {
        self.known.is_some_and(|known| known.secret) && is_literal(&self.value)
    }

    /// Returns the value as it stands behind the `=`: text, with references where the host knows more.
    #[must_use]
    pub fn text(&self) -> Text {
        // A secret is the whole text, whatever the variable holds: a list, JSON.
        if let Some(text) = self.value.as_text().filter(|text| text.is_secret()) {
            return text.clone();
        }
        match self.known.map_or(Encoding::Plain, |known| known.encoding) {
            Encoding::Bool | Encoding::Plain => plain(&self.value),
            Encoding::Csv => joined(&self.value),
            Encoding::Json => json(&self.value),
        }
    }
}

/// Writes a scalar as it is.
fn plain(node: &Node) -> Text {
    match &node.value {
        Value::Text(text) => text.clone(),
        Value::Bool(value) => Text::literal(value.to_string()),
        Value::Integer(number) => Text::literal(number.to_string()),
        Value::Float(number) => Text::literal(number.to_string()),
        Value::List(_) => joined(node),
        Value::Table(_) => json(node),
    }
}

/// Writes the elements of a list with commas and no blanks: the agent trims none.
fn joined(node: &Node) -> Text {
    let mut out = Text::default();
    for (at, item) in node.as_list().unwrap_or_default().iter().enumerate() {
        if at > 0 {
            out.push_literal(",");
        }
        push(&mut out, &plain(item));
    }
    out
}

/// Writes compact JSON, the references of strings standing inside their quotes.
fn json(node: &Node) -> Text {
    let mut out = Text::default();
    push_json(&mut out, node);
    out
}

fn push_json(out: &mut Text, node: &Node) {
    match &node.value {
        Value::Text(text) => push_json_string(out, text),
        Value::List(items) => {
            out.push_literal("[");
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push_literal(",");
                }
                push_json(out, item);
            }
            out.push_literal("]");
        }
        Value::Table(table) => {
            out.push_literal("{");
            for (at, entry) in table.entries.iter().enumerate() {
                if at > 0 {
                    out.push_literal(",");
                }
                push_json_string(out, &Text::literal(entry.key.as_str()));
                out.push_literal(":");
                push_json(out, &entry.node);
            }
            out.push_literal("}");
        }
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) => push(out, &plain(node)),
    }
}

fn push_json_string(out: &mut Text, text: &Text) {
    use crate::profile::node::Piece;
    out.push_literal("\"");
    for piece in &text.pieces {
        match piece {
            Piece::Literal(literal) => out.push_literal(&crate::format::json::escape(literal)),
            Piece::Var { .. } | Piece::Instance(_) | Piece::Secret(_) => {
                out.pieces.push(piece.clone());
            }
        }
    }
    out.push_literal("\"");
}

fn push(out: &mut Text, text: &Text) {
    use crate::profile::node::Piece;
    for piece in &text.pieces {
        match piece {
            Piece::Literal(literal) => out.push_literal(literal),
            Piece::Var { .. } | Piece::Instance(_) | Piece::Secret(_) => {
                out.pieces.push(piece.clone());
            }
        }
    }
}
