//! schemas/identity.toml to `catalog::identity::IDENTITY_ITEMS` and `EFFECTS`.

use std::path::Path;

use serde::Deserialize;

use crate::literal::{Literal, Version, read, record, table, words};

words! { IdentityClass IdentityAction Confidence Effect Cleaner Left Weight PackageManager }

record! { IdentityItem {
    id: String,
    paths: Vec<String>,
    owner: String,
    class: IdentityClass,
    action: IdentityAction,
    order: i64,
    after: Vec<Effect>,
    cleaner: Option<Cleaner>,
    #[serde(default)]
    managers: Vec<PackageManager>,
    docker_since: Option<Version>,
    docker_until: Option<Version>,
    #[serde(default)]
    left: Left,
    #[serde(default)]
    lines: Vec<String>,
    #[serde(default)]
    level: Weight,
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

impl Default for Left {
    fn default() -> Self {
        Self("files".to_owned())
    }
}

impl Default for Weight {
    fn default() -> Self {
        Self("error".to_owned())
    }
}

/// A row of [`EFFECTS`]: the word stands for the variant of its name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EffectRow {
    id: Effect,
    #[serde(default)]
    always: bool,
    doc: String,
}

impl Literal for EffectRow {
    fn literal(&self) -> String {
        format!(
            "EffectRow {{ effect: {}, word: {}, always: {}, doc: {} }}",
            self.id.literal(),
            self.id.0.literal(),
            self.always.literal(),
            self.doc.literal()
        )
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    effect: Vec<EffectRow>,
    item: Vec<IdentityItem>,
}

/// Writes the tables: items in the order of the clean-up and by id within a step, and the effects.
pub(crate) fn generate(path: &Path) -> String {
    let mut catalogue = read::<Catalogue>(path);
    let items = &mut catalogue.item;
    items.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
    let declarable = catalogue.effect.iter().filter(|row| !row.always);
    let declarable: Vec<String> = declarable.map(|row| row.id.0.clone()).collect();
    let items = table(
        "Every item of identity, in the order of the clean-up and by id within a step.",
        "IDENTITY_ITEMS",
        "IdentityItem",
        items,
    );
    let effects = table(
        "Every effect, by its word.",
        "EFFECTS",
        "EffectRow",
        &catalogue.effect,
    );
    let words = format!(
        "/// The words of the effects that a script may declare.\n\
         pub const EFFECT_WORDS: &[&str] = {};\n",
        declarable.literal()
    );
    items + &effects + &words
}
