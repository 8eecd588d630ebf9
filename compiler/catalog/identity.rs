//! The items of identity, secrecy and age that must not be in a golden image.
//!
//! Source: schemas/identity.toml.

include!(concat!(env!("OUT_DIR"), "/identity.rs"));

/// One item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdentityItem {
    /// Its name, for `image.keep`.
    pub id: &'static str,
    /// Absolute paths with shell patterns; `**` crosses directories. `<data-root>` and `<pidfile>`
    /// stand for dockerd's settings.
    pub paths: &'static [&'static str],
    /// Who writes it.
    pub owner: &'static str,
    /// Why it must go.
    pub class: IdentityClass,
    /// What is done about it.
    pub action: IdentityAction,
    /// Place in the clean-up: 10 stop writers, 20 cleaners of tools, 30 deletes, 80 logs and caches,
    /// 85 temporary files, 90 machine-id, 95 audit; 0 where nothing is done.
    pub order: i64,
    /// The command, or what to look for, in words.
    pub command: Option<&'static str>,
    /// Other ways that end well, in words.
    pub alternatives: &'static [&'static str],
    /// Who makes it again, and when.
    pub regen: &'static str,
    /// What a clone does where it is left.
    pub if_left: &'static str,
    /// What goes wrong with the obvious way; may be empty.
    pub trap: &'static str,
    /// Versions for which it holds, in words; may be empty.
    pub versions: &'static str,
    /// How sure this is.
    pub confidence: Confidence,
    /// Where that was read or seen.
    pub src: &'static [&'static str],
}

/// Why an item must go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityClass {
    /// Clones collide.
    Identity,
    /// It leaks.
    Secret,
    /// Wrong facts at boot.
    Stale,
    /// Weight only.
    Size,
}

/// What is done about an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityAction {
    /// Deleted.
    Delete,
    /// Emptied in place.
    Truncate,
    /// Handled by a command.
    Command,
    /// Kept.
    Keep,
    /// Looked at by the audit.
    Check,
}

/// How sure a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// Read in a source or seen in a run.
    High,
    /// Believed.
    Low,
}

/// Finds an item by its name.
#[must_use]
pub fn identity_item(id: &str) -> Option<&'static IdentityItem> {
    IDENTITY_ITEMS.iter().find(|item| item.id == id)
}
