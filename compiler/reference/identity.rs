//! Entries of the items of identity.

use super::Reference;
use crate::catalog::identity::{
    Confidence, EFFECTS, EffectRow, IdentityAction, IdentityClass, IdentityItem, identity_item,
};

/// Finds an item or an effect by its name; a word that is both gives the item, which names the effect.
pub(super) fn find(word: &str) -> Option<Reference> {
    let effect = EFFECTS.iter().find(|row| row.word == word);
    identity_item(word)
        .map(entry)
        .or_else(|| effect.map(effect_entry))
}

fn effect_entry(row: &EffectRow) -> Reference {
    let made: Vec<&str> = items_after(row).map(|item| item.id).collect();
    let example = if row.always {
        String::new()
    } else {
        format!(
            "[scripts.prepare]\nphase = \"bake\"\neffects = [\"{}\"]\n",
            row.word
        )
    };
    Reference {
        title: row.word.to_owned(),
        kind: "effect of a bake, which the clean-up of the image goes by",
        doc: row.doc.to_owned(),
        notes: vec![format!("makes: {}", made.join(", "))],
        sources: items_after(row)
            .flat_map(|item| item.src)
            .take(1)
            .map(|src| (*src).to_owned())
            .collect(),
        example,
        ..Reference::default()
    }
}

fn items_after(row: &EffectRow) -> impl Iterator<Item = &'static IdentityItem> {
    let items = crate::catalog::IDENTITY_ITEMS.iter();
    items.filter(|item| item.after.contains(&row.effect))
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
        IdentityAction::EmptyLogs => "emptied in place, rotated ones deleted",
        IdentityAction::Empty => "made an empty file",
        IdentityAction::Link => "made a link to /etc/machine-id",
        IdentityAction::Strip => "rid of the lines that name the host",
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
    let after = EFFECTS
        .iter()
        .filter(|row| item.after.contains(&row.effect));
    let after: Vec<&str> = after.map(|row| row.word).collect();
    say("after the effects", &after.join(", "));
    say("made again by", item.regen);
    say("trap", item.trap);
    say("versions", item.versions);
    say("also ends well", &item.alternatives.join("; "));
    if item.confidence == Confidence::Low {
        notes.push("believed, not seen".to_owned());
    }
    notes
}
