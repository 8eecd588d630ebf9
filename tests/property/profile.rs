//! Random valid profiles: every section, over one to three files and up to three variants.

use parbake::catalog::base::BASES;
use parbake::diagnostic::{Diagnostic, codes};
use parbake::source::MemoryWorld;
use parbake::{Options, compile};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use super::marks;
use super::overlay::{Change, add_late, add_variants, change};
use super::sections::{fit_user_data, sections};
use super::toml_text::{Leaf, leaves, put, write};

/// A profile as one tree, and as the files that say so.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    /// Everything together, variants included.
    pub(super) tree: Value,
    /// The files.
    pub(super) files: MemoryWorld,
    parts: Vec<Index>,
}

impl Profile {
    /// The same profile with the other strategy, cut down to what user-data can hold.
    pub(super) fn with_strategy(&self, strategy: &str) -> Self {
        let mut tree = self.tree.clone();
        tree["image"]["strategy"] = json!(strategy);
        fit_user_data(&mut tree);
        Self::of(tree, self.parts.clone())
    }

    /// The same profile with another value of a leaf.
    pub(super) fn with_leaf(&self, keys: &[String], value: Value) -> Self {
        let mut tree = self.tree.clone();
        put(&mut tree, keys, value);
        Self::of(tree, self.parts.clone())
    }

    /// Says whether its user-data is well within what EC2 takes, so that a longer value does not tip it over.
    pub(super) fn fits(&self) -> bool {
        const ROOM: usize = 15_500;
        if self.tree["image"]["strategy"] != "none" {
            return true;
        }
        let compiled = compile(&self.files, "profile.toml", &Options::default());
        let is_over = |found: &Diagnostic| found.code == codes::USER_DATA_TOO_LARGE;
        let files = compiled.bundle.iter().flat_map(|bundle| &bundle.files);
        let mut sent = files.filter(|(path, _)| path.ends_with("/user-data.gz"));
        !compiled.diagnostics.iter().any(is_over) && sent.all(|(_, file)| file.bytes.len() <= ROOM)
    }

    /// Spreads the leaves of a tree over the entry and what it extends.
    fn of(tree: Value, parts: Vec<Index>) -> Self {
        let mut files: [Vec<Leaf>; 3] = Default::default();
        for (at, (keys, value)) in leaves(&tree).into_iter().enumerate() {
            // `interpolate` counts for the `content` that stands in the same file.
            let at = if keys[0] == "files" {
                keys[1].len()
            } else {
                at
            };
            let in_entry = ["name", "edition", "variants"].contains(&keys[0].as_str());
            let part = if in_entry {
                0
            } else {
                parts[at % parts.len()].index(files.len())
            };
            files[part].push((keys, value));
        }
        let extends = "extends = [\"common/first.toml\", \"second.toml\"]\n";
        let named = [
            ("profile.toml", format!("{extends}{}", write(&files[0]))),
            ("common/first.toml", write(&files[1])),
            ("second.toml", write(&files[2])),
            // A path is relative to the file that names it.
            (
                "common/key.asc",
                "-----BEGIN PGP PUBLIC KEY BLOCK-----\n".to_owned(),
            ),
            (
                "key.asc",
                "-----BEGIN PGP PUBLIC KEY BLOCK-----\n".to_owned(),
            ),
            ("common/compose.yaml", COMPOSE.to_owned()),
            ("compose.yaml", COMPOSE.to_owned()),
        ];
        let bytes = named.map(|(name, text)| (name.to_owned(), text.into_bytes()));
        Self {
            tree,
            files: MemoryWorld(bytes.into_iter().collect()),
            parts,
        }
    }
}

/// What `images.from-compose` names.
const COMPOSE: &str =
    "services:\n  a:\n    image: compose.example/a:${TAG:-1}\n  b: { image: busybox }\n";

/// Any valid profile.
pub(super) fn profile() -> impl Strategy<Value = Profile> {
    let overlay = (
        prop::collection::vec(change(), 0..4),
        prop::collection::vec(any::<Index>(), 0..4),
        prop::collection::vec(any::<Index>(), 5..12),
    );
    let sections = select(BASES.iter().collect::<Vec<_>>()).prop_flat_map(sections);
    (sections, overlay)
        .prop_map(|(root, (changes, late, parts))| finish(root, &changes, &late, parts))
        .prop_filter("over EC2's budget", Profile::fits)
}

fn finish(root: Value, changes: &[Change], late: &[Index], parts: Vec<Index>) -> Profile {
    let mut next = 0;
    let mut root = marks::number(root, &mut next);
    add_late(&mut root, late);
    add_variants(&mut root, changes, &mut next);
    Profile::of(root, parts)
}
