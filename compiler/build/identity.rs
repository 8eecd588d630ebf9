//! schemas/identity.toml to `catalog::identity::IDENTITY_ITEMS`.

use std::path::Path;

use serde::Deserialize;

use crate::literal::{read, record, table, words};

words! { IdentityClass IdentityAction Confidence }

record! { IdentityItem {
    id: String,
    paths: Vec<String>,
    owner: String,
    class: IdentityClass,
    action: IdentityAction,
    order: i64,
    command: Option<String>,
    #[serde(default)]
    alternatives: Vec<String>,
    regen: String,
    if_left: String,
    #[serde(default)]
    trap: String,
    #[serde(default)]
    versions: String,
    #[serde(default)]
    confidence: Confidence,
    src: Vec<String>,
} }

impl Default for Confidence {
    fn default() -> Self {
        Self("high".to_owned())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    item: Vec<IdentityItem>,
}

/// Writes the table, in the order of the clean-up and by id within a step.
pub(crate) fn generate(path: &Path) -> String {
    let mut items = read::<Catalogue>(path).item;
    items.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
    table(
        "Every item of identity, in the order of the clean-up and by id within a step.",
        "IDENTITY_ITEMS",
        "IdentityItem",
        &items,
    )
}
