//! The directives of logrotate and the logs on container hosts.
//!
//! Source: schemas/logrotate.toml, read from logrotate/logrotate up to 3.22.0 and run with 3.21.0.

use super::types::{Field, Grammar, Type};
use super::version::{Lifetime, Version};

include!(concat!(env!("OUT_DIR"), "/logrotate.rs"));

/// The rows' fields, as the language takes them.
#[expect(
    clippy::indexing_slicing,
    reason = "a constant: a wrong index does not compile"
)]
pub const LOGROTATE_FIELDS: &[Field] = &{
    let mut fields = [Field::EMPTY; DIRECTIVES.len()];
    let mut at = 0;
    while at < fields.len() {
        fields[at] = DIRECTIVES[at].field;
        at += 1;
    }
    fields
};

/// One directive, with its negative form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Directive {
    /// The word, type, unit, default and what it does. A word without argument is a Bool.
    pub field: Field,
    /// Group for the reference: rotation, frequency, selection, files, ...
    pub group: &'static str,
    /// What follows the word.
    pub argument: Argument,
    /// The word for `false`; where there is none, `false` leaves the directive out.
    pub off: Option<&'static str>,
    /// Where it may stand.
    pub scope: DirectiveScope,
    /// First version whose parser knows the word; older ones ignore the line with status 0.
    pub since: Version,
    /// What it does not go with, in words; may be empty.
    pub conflicts: &'static str,
    /// More that a user would not guess; may be empty.
    pub note: &'static str,
    /// Why a stanza must not have it.
    pub refused: Option<&'static str>,
    /// Where that was read.
    pub source: &'static str,
}

/// What follows the word of a directive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Nothing.
    None,
    /// Nothing or a value, the rest of the line.
    Optional,
    /// A value, the rest of the line.
    Required,
    /// Lines up to `endscript`.
    Script,
}

/// Where a directive may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectiveScope {
    /// Outside and inside stanzas.
    Both,
    /// Inside stanzas only.
    Stanza,
    /// Outside stanzas only.
    Global,
}

/// A log on container hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostLog {
    /// Its paths, as logrotate would name them.
    pub paths: &'static [&'static str],
    /// Who writes it.
    pub writer: &'static str,
    /// How it may be rotated.
    pub method: LogMethod,
    /// Why, and what is better.
    pub note: &'static str,
    /// Where that was read.
    pub source: &'static str,
}

/// How a log may be rotated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogMethod {
    /// Its writer rotates it itself.
    Own,
    /// From outside with `copytruncate` only: the writer keeps the file open.
    Copytruncate,
    /// Never from outside.
    Never,
    /// A shipped stanza does it already: a second one is a duplicate.
    Shipped,
    /// In any way.
    Rename,
}

/// Something that the manual does not spell out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogrotateRule {
    /// Its name.
    pub id: &'static str,
    /// The rule, in words.
    pub text: &'static str,
    /// Where that was seen.
    pub source: &'static str,
}

impl Directive {
    /// The versions that know it; none has dropped a word so far.
    #[must_use]
    pub const fn lifetime(&self) -> Lifetime {
        Lifetime {
            since: Some(self.since),
            removed: None,
        }
    }
}

/// Finds a directive by its word; logrotate matches the case.
#[must_use]
pub fn directive(key: &str) -> Option<&'static Directive> {
    DIRECTIVES
        .binary_search_by(|row| row.field.key.cmp(key))
        .ok()
        .and_then(|found| DIRECTIVES.get(found))
}

/// Finds the directive of which a word is the negative form, `nocompress`.
#[must_use]
pub fn directive_of_off(word: &str) -> Option<&'static Directive> {
    DIRECTIVES.iter().find(|row| row.off == Some(word))
}

/// Finds a log by a path exactly as the catalogue writes it.
#[must_use]
pub fn host_log(path: &str) -> Option<&'static HostLog> {
    HOST_LOGS.iter().find(|row| row.paths.contains(&path))
}
