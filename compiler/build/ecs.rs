//! schemas/ecs-agent.toml to `catalog::ecs::ECS_VARIABLES`.

use std::path::Path;

use serde::Deserialize;

use crate::literal::{Literal, Version, read, record, table, words};

words! { Encoding OnBad Via Reader Platform }

record! { setting EcsVariable {
    name: String,
    group: String,
    encoding: Encoding,
    default_ecs_init: String,
    on_bad: OnBad,
    #[serde(default)]
    on_bad_note: String,
    via: Via,
    read_by: Vec<Reader>,
    platform: Platform,
    documented: bool,
    #[serde(default)]
    deprecated: bool,
    #[serde(default)]
    secret: bool,
    #[serde(default)]
    may_hold_secret: bool,
    advice: Advice,
    #[serde(default)]
    requires: Vec<String>,
    #[serde(default)]
    conflicts: Vec<String>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    notes: String,
    since: Option<Version>,
    source: String,
    #[serde(default)]
    used: Vec<String>,
} }

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Advice {
    Set,
    Leave(String),
    Refuse(String),
}

impl Literal for Advice {
    fn literal(&self) -> String {
        match self {
            Self::Set => "Advice::Set".to_owned(),
            Self::Leave(why) => format!("Advice::Leave({why:?})"),
            Self::Refuse(why) => format!("Advice::Refuse({why:?})"),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    variable: Vec<EcsVariable>,
}

/// Writes the table, sorted by key.
pub(crate) fn generate(path: &Path) -> String {
    let mut rows = read::<Catalogue>(path).variable;
    rows.sort_by(|a, b| a.key.cmp(&b.key));
    table(
        "Every variable that the agent or ecs-init reads, sorted by key.",
        "ECS_VARIABLES",
        "EcsVariable",
        &rows,
    )
}
