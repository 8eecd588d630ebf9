//! Entries of the items of identity.

use super::Reference;
use crate::catalog::identity::{
    Confidence, IdentityAction, IdentityClass, IdentityItem, identity_item,
};

/// Finds an item by its name.
pub(super) fn find(word: &str) -> Option<Reference> {
    identity_item(word).map(entry)
}

fn entry(item: &IdentityItem) -> Reference {
    Reference {
        title: item.id.to_owned(),
        kind: "item of identity that must not be in an image",
        doc: format!("{} Where it is left: {}.", class(item), item.if_left),
        notes: notes(item),
        sources: item.src.iter().map(|src| (*src).to_owned()).collect(),
        example: format!("[image]\nkeep = [\"{}\"]\n", item.id),
        ..Reference::default()
    }
}

fn class(item: &IdentityItem) -> String {
    let why = match item.class {
        IdentityClass::Identity => "clones collide",
        IdentityClass::Secret => "it leaks",
        IdentityClass::Stale => "it gives wrong facts at boot",
        IdentityClass::Size => "it is weight only",
    };
    let owner = item.owner;
    format!("Written by {owner}; {why}.")
}

fn notes(item: &IdentityItem) -> Vec<String> {
    let action = match item.action {
        IdentityAction::Delete => "deleted",
        IdentityAction::Truncate => "emptied in place",
        IdentityAction::Command => "handled by a command",
        IdentityAction::Keep => "kept",
        IdentityAction::Check => "looked at by the audit",
    };
    let mut notes = vec![format!("in the clean-up: {action}")];
    let mut say = |label: &str, text: &str| {
        if !text.is_empty() {
            notes.push(format!("{label}: {text}"));
        }
    };
    say("paths", &item.paths.join(" "));
    say("command", item.command.unwrap_or_default());
    say("made again by", item.regen);
    say("trap", item.trap);
    say("versions", item.versions);
    say("also ends well", &item.alternatives.join("; "));
    if item.confidence == Confidence::Low {
        notes.push("believed, not seen".to_owned());
    }
    notes
}
