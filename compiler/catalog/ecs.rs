//! The variables of the Amazon ECS agent and of ecs-init.
//!
//! Source: schemas/ecs-agent.toml, read from aws/amazon-ecs-agent 1.105.1.

use super::types::{Field, Grammar, ListKind, Type};
use super::version::Version;

include!(concat!(env!("OUT_DIR"), "/ecs.rs"));

/// The rows' fields, as the language takes them.
#[expect(
    clippy::indexing_slicing,
    reason = "a constant: a wrong index does not compile"
)]
pub const ECS_FIELDS: &[Field] = &{
    let mut fields = [Field::EMPTY; ECS_VARIABLES.len()];
    let mut at = 0;
    while at < fields.len() {
        fields[at] = ECS_VARIABLES[at].field;
        at += 1;
    }
    fields
};

/// One variable of `/etc/ecs/ecs.config`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EcsVariable {
    /// Key in `[ecs]`, type, unit, the agent's own default on Linux, and what it does.
    pub field: Field,
    /// The name in the file, `ECS_CLUSTER`.
    pub name: &'static str,
    /// Group for the reference: identity, resources, docker, images, network, metrics, state, ...
    pub group: &'static str,
    /// How the value stands in the line.
    pub encoding: Encoding,
    /// What holds on a host that ecs-init runs where the variable is left out; empty where nothing does.
    pub default_ecs_init: &'static str,
    /// What the reader does with a value that it does not like.
    pub on_bad: OnBad,
    /// The same in words; may be empty.
    pub on_bad_note: &'static str,
    /// Which of the two readers of the file it goes through.
    pub via: Via,
    /// Programs that act on it.
    pub read_by: &'static [Reader],
    /// Where it means something.
    pub platform: Platform,
    /// In the agent's README.
    pub documented: bool,
    /// On its way out, or dead.
    pub deprecated: bool,
    /// Always a secret.
    pub secret: bool,
    /// A secret where it holds credentials (a proxy's address).
    pub may_hold_secret: bool,
    /// Whether a profile should set it.
    pub advice: Advice,
    /// What it needs, in words or as `NAME=value`.
    pub requires: &'static [&'static str],
    /// What it does not go with, in words.
    pub conflicts: &'static [&'static str],
    /// Other spellings that are read (lower-case proxies).
    pub aliases: &'static [&'static str],
    /// More that a user would not guess; may be empty.
    pub notes: &'static str,
    /// First agent that knows it, where that is recorded.
    pub since: Option<Version>,
    /// `file:line` where it is read.
    pub source: &'static str,
    /// `file:line` where it takes effect.
    pub used: &'static [&'static str],
}

/// How a value stands in a line of ecs.config.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `true` or `false`: the one spelling that all readers take the same way.
    Bool,
    /// The text itself; durations in Go's syntax, numbers in decimal.
    Plain,
    /// Compact JSON on one line.
    Json,
    /// Elements joined by commas, without blanks.
    Csv,
}

/// What the reader does with a value that it does not like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnBad {
    /// Takes the default without a word.
    SilentDefault,
    /// Takes the default and logs a warning.
    WarnDefault,
    /// Takes the smallest value and logs a warning.
    WarnMinimum,
    /// Takes the nearest bound and logs a warning.
    WarnClamp,
    /// Exits; ecs-init starts it again for ever.
    Fatal,
    /// Several of these, by the kind of mistake.
    Mixed,
    /// Takes it as it is.
    Unchecked,
    /// Takes it and panics later.
    CrashLater,
    /// Loses its log file.
    LogBroken,
    /// Reads it nowhere.
    Ignored,
}

/// Which reader of the file a variable goes through.
///
/// Source: aws/amazon-ecs-agent 1.105.1, packaging/*/ecs.service and ecs-init/docker/docker.go:438.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// `EnvironmentFile=` of ecs.service: quotes are removed, backslashes are eaten.
    SystemdEnv,
    /// ecs-init's own splitter, into the agent's container: quotes and backslashes are kept.
    ContainerEnv,
    /// Both, so that the text must mean the same to both.
    Both,
    /// ecs-init's own splitter, for ecs-init itself.
    OwnReader,
    /// Nobody reads it.
    Nobody,
}

/// A program that acts on a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The agent.
    Agent,
    /// ecs-init.
    EcsInit,
}

/// Where a variable means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// Linux and Windows.
    Both,
    /// Linux.
    Linux,
    /// Windows.
    Windows,
    /// Hosts outside EC2 (ECS Anywhere).
    External,
}

/// Whether a profile should set a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// It is there to be set.
    Set,
    /// It is tied to what ecs-init mounts or sets; the reason.
    Leave(&'static str),
    /// It must not be written; the reason.
    Refuse(&'static str),
}

/// Finds a variable by its key in `[ecs]`, `image-cleanup-interval`.
#[must_use]
pub fn ecs_variable(key: &str) -> Option<&'static EcsVariable> {
    ECS_VARIABLES
        .binary_search_by(|row| row.field.key.cmp(key))
        .ok()
        .and_then(|found| ECS_VARIABLES.get(found))
}

/// Finds a variable by its name in the file, `ECS_IMAGE_CLEANUP_INTERVAL`; aliases count.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static EcsVariable> {
    ECS_VARIABLES
        .iter()
        .find(|row| row.name == name || row.aliases.contains(&name))
}
