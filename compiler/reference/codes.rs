//! Codes for people: what each one weighs, in one line, and how a lint is set.

use serde::Serialize;

use crate::diagnostic::{Code, codes};
use crate::lint::{Kind, Level, Lint};

/// A code as `parbake explain --list` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// `P0104`.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its weight where `[lints]` says nothing: `error`, `warning`, `note`, `allowed`, or `by item` where the catalogue of
    /// identity items says it for each.
    pub level: &'static str,
    /// `mistake`, `lint`, or `security lint`.
    pub kind: &'static str,
    /// What it is, in one sentence.
    pub line: String,
    /// How to set it in `[lints]`; empty for what is no lint.
    pub set: String,
}

/// Mistakes that stop nothing.
const WARNINGS: &[&Code] = &[
    codes::FLATTENED_VARIABLE,
    codes::UNKNOWN_SETTING,
    codes::LEAVE_ALONE,
    codes::LINT_PLACE,
    codes::UNUSED_ALLOW,
    codes::KEEP_NOTHING,
];

/// What is only worth knowing.
const NOTES: &[&Code] = &[codes::KEPT_IDENTITY, codes::COMPONENT_TOO_LARGE];

/// What weighs as the item does that is left.
const BY_ITEM: &[&Code] = &[
    codes::IDENTITY_LEFT,
    codes::SECRET_LEFT,
    codes::STALE_LEFT,
    codes::WEIGHT_LEFT,
];

/// Says what a code weighs and how it is set.
#[must_use]
pub fn listed(code: &'static Code) -> Listed {
    let lint = Lint::find(code.id);
    Listed {
        code: code.id,
        name: code.name,
        level: match lint.map(|lint| lint.level) {
            Some(Level::Allow) => "allowed",
            Some(Level::Warn) => "warning",
            Some(Level::Deny) => "error",
            None => weight(code),
        },
        kind: match lint.map(|lint| lint.kind) {
            Some(Kind::Ordinary) => "lint",
            Some(Kind::Security) => "security lint",
            None => "mistake",
        },
        line: first_sentence(&code.text()),
        set: lint.map_or_else(String::new, how_to_set),
    }
}

fn weight(code: &'static Code) -> &'static str {
    match code {
        _ if WARNINGS.contains(&code) => "warning",
        _ if NOTES.contains(&code) => "note",
        _ if BY_ITEM.contains(&code) => "by item",
        _ => "error",
    }
}

fn how_to_set(lint: &Lint) -> String {
    let name = lint.code.name;
    match lint.kind {
        Kind::Ordinary => format!(
            "[lints] {name} = \"allow\", \"warn\" or \"deny\", or {{ level, at = [key paths], reason }}"
        ),
        Kind::Security => format!(
            "[lints] {name} = {{ level = \"allow\", at = [key paths], reason = \"...\" }}; never for the whole profile"
        ),
    }
}

/// Returns the text up to its first full stop that ends a sentence, on one line.
fn first_sentence(text: &str) -> String {
    let paragraph = text.split("\n\n").next().unwrap_or_default();
    let paragraph = paragraph.replace('\n', " ");
    match paragraph.split_once(". ") {
        Some((sentence, _)) => format!("{sentence}."),
        None => paragraph,
    }
}
