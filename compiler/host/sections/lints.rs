//! `[lints]`: levels by name, perhaps only for some places.

use crate::host::tree::Tree;
use crate::profile::Profile;
use crate::profile::keypath::KeyPath;
use crate::profile::node::{Entry, Node};
use crate::source::{Span, Spanned};

/// The level of a lint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Says nothing.
    Allow,
    /// A warning.
    Warn,
    /// An error.
    Deny,
}

/// One setting of `[lints]`.
#[derive(Clone, Debug)]
pub struct LintSetting {
    /// Name of the lint.
    pub lint: String,
    /// Where it is named.
    pub span: Span,
    /// The level.
    pub level: Level,
    /// The places it is for; empty means all.
    pub at: Vec<Spanned<KeyPath>>,
    /// Why.
    pub reason: Option<String>,
}

pub(crate) fn lints(tree: &Tree) -> Vec<LintSetting> {
    let entries = tree.get("lints").map(Tree::entries).unwrap_or_default();
    let mut settings = Vec::new();
    for (name, tree) in entries {
        let Some(node) = tree.value_at(0) else {
            continue;
        };
        settings.extend(setting(&name.value, name.span, &node));
    }
    settings
}

/// Reads the settings of a profile that is no host yet.
pub(crate) fn written(profile: &Profile) -> Vec<LintSetting> {
    let table = profile.root.get("lints").and_then(Node::as_table);
    let entries = table
        .map(|table| table.entries.as_slice())
        .unwrap_or_default();
    let setting = |entry: &Entry| setting(&entry.key, entry.key_span, &entry.node);
    entries.iter().filter_map(setting).collect()
}

fn setting(lint: &str, span: Span, node: &Node) -> Option<LintSetting> {
    let table = node.as_table();
    let word = node.as_str().or_else(|| table?.get("level")?.as_str())?;
    let level = match word {
        "allow" => Level::Allow,
        "warn" => Level::Warn,
        "deny" => Level::Deny,
        _ => return None,
    };
    let at = table
        .and_then(|table| table.get("at"))
        .and_then(Node::as_list)
        .unwrap_or_default();
    let at = at
        .iter()
        .filter_map(|item| Some(Spanned::new(KeyPath::parse(item.as_str()?)?, item.span)))
        .collect();
    let reason = table
        .and_then(|table| table.get("reason"))
        .and_then(Node::as_str)
        .map(str::to_owned);
    Some(LintSetting {
        lint: lint.to_owned(),
        span,
        level,
        at,
        reason,
    })
}
