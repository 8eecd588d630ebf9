//! The profile: from TOML files to one checked tree, with the variants beside it.
//!
//! Only this stage sees TOML. What leaves it has known keys and literal values of the right types;
//! what a reference will give is checked when the variables are put in.

pub(crate) mod check;
pub(crate) mod consequence;
pub(crate) mod diags;
mod interpolate;
pub mod keypath;
pub(crate) mod load;
pub(crate) mod merge;
pub mod node;
pub mod shape;
mod suspect;
mod template;
mod toml;

use node::{Entry, Node, Table};

use crate::diagnostic::Report;
use crate::source::{FileId, Sources, Span, World};
use keypath::KeyPath;

pub use suspect::Suspect;

/// Everything that the files of a profile say.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The entry file.
    pub file: FileId,
    /// What `extends` and the file itself give together, without the variants.
    pub root: Table,
    /// The overlays, in order of first mention.
    pub variants: Vec<Entry>,
    /// Literals that look like credentials, by place, each file as it was written.
    pub suspects: Vec<Suspect>,
}

impl Profile {
    /// Reads a profile and all that it extends.
    ///
    /// `None` where the entry file could not be read or is not text; every mistake is in the report.
    pub fn read(
        world: &dyn World,
        entry: &str,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Option<Self> {
        let mut suspects = Vec::new();
        let (file, mut root) = load::load(world, entry, sources, report, &mut suspects)?;
        let variants = root.remove("variants");
        let variants = variants.as_ref().and_then(|entry| entry.node.as_table());
        let variants = variants
            .map(|table| table.entries.clone())
            .unwrap_or_default();
        for variant in &variants {
            refuse_fixed_keys(variant, report);
        }
        Some(Self {
            file,
            root,
            variants,
            suspects,
        })
    }

    /// Says whether the profile, or a variant of it, sets a key path or something below it.
    #[must_use]
    pub fn sets(&self, path: &KeyPath) -> bool {
        let keys: Vec<&str> = path.keys().iter().map(String::as_str).collect();
        let in_variants = |keys: &[&str]| {
            let mut variants = self.variants.iter();
            variants.any(|variant| find(&variant.node, keys).is_some())
        };
        match keys.as_slice() {
            ["variants", name] => self.variants.iter().any(|variant| variant.key == *name),
            ["variants", _, below @ ..] => in_variants(below),
            [first, below @ ..] => {
                let entry = self.root.entry(first);
                let in_root = entry
                    .is_some_and(|entry| below.is_empty() || find(&entry.node, below).is_some());
                in_root || in_variants(&keys)
            }
            [] => false,
        }
    }

    /// The place of the whole entry file, for what is missing in it.
    #[must_use]
    pub fn start(&self) -> Span {
        Span {
            file: self.file,
            start: 0,
            end: 0,
        }
    }
}

/// Refuses what a variant may not change.
fn refuse_fixed_keys(variant: &Entry, report: &mut Report) {
    for keys in shape::NOT_OVERLAYABLE {
        if let Some(entry) = find(&variant.node, keys) {
            report.push(diags::not_overlayable(
                entry.key_span,
                &KeyPath::from(*keys),
            ));
        }
    }
}

/// Finds the entry at some keys.
pub(crate) fn find<'n>(node: &'n Node, keys: &[&str]) -> Option<&'n Entry> {
    let (last, parents) = keys.split_last()?;
    let parent = parents
        .iter()
        .try_fold(node, |node, key| node.as_table()?.get(key))?;
    parent.as_table()?.entry(last)
}
