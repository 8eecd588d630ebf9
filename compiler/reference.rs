//! The reference: what is known about one word, wherever it comes from.
//!
//! A word may be a variable of the agent, a key of daemon.json, a flag of dockerd, a log option, a directive of
//! logrotate, a key path of the language, a base or an item of identity. Knows the language and the
//! catalogues; how an entry is laid out is the caller's.

mod base;
mod codes;
mod docker;
mod ecs;
mod example;
mod find;
mod identity;
mod language;
mod limits;
mod logrotate;
mod storage;
mod units;
pub(crate) mod words;

use serde::Serialize;

pub use codes::{Listed, listed};
pub use find::{code, codes, lookup, suggest};
pub use language::keys_of_the_language;

/// What is known about one word; what is empty is unknown or does not apply.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// The thing under the name that its reader knows, `ECS_RESERVED_MEMORY`.
    pub title: String,
    /// What kind of thing it is, `variable of the ECS agent`.
    pub kind: &'static str,
    /// Its key path in a profile, `ecs.reserved-memory`.
    pub key: String,
    /// What it does, in sentences.
    pub doc: String,
    /// Its type in words, with range and unit.
    #[serde(rename = "type")]
    pub ty: String,
    /// Must be given where its table is.
    pub required: bool,
    /// What the reader itself takes where it is left out.
    pub default: String,
    /// What holds on a host that ecs-init runs, where that is not the same.
    pub default_on_ecs: String,
    /// What happens to a value that the reader does not like.
    pub bad_value: String,
    /// Who reads it.
    pub read_by: String,
    /// The flag of the same meaning.
    pub flag: String,
    /// The versions of the reader that know it, where they are recorded.
    pub versions: String,
    /// On its way out, or dead.
    pub deprecated: bool,
    /// Why a profile must not have it.
    pub refused: String,
    /// Why a profile had better not have it.
    pub leave: String,
    /// What it needs.
    pub requires: Vec<String>,
    /// What it does not go with.
    pub conflicts: Vec<String>,
    /// More that a user would not guess.
    pub notes: Vec<String>,
    /// The keys below it.
    pub keys: Vec<String>,
    /// Single facts, each with its source.
    pub facts: Vec<Known>,
    /// Where that was read or seen.
    pub sources: Vec<String>,
    /// How it stands in a profile.
    pub example: String,
    /// Other meanings of the same word, each as a word to look up.
    pub also: Vec<String>,
}

/// One fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Known {
    /// What it is about, `docker.version`.
    pub name: &'static str,
    /// What holds.
    pub value: String,
    /// Where that was read.
    pub source: &'static str,
    /// The day, `YYYY-MM-DD`.
    pub read: &'static str,
}
