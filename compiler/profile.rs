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
mod template;
mod toml;

use node::{Entry, Node, Table};

use crate::diagnostic::Report;
use crate::source::{FileId, Sources, Span, World};
use keypath::KeyPath;

/// Everything that the files of a profile say.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The entry file.
    pub file: FileId,
    /// What `extends` and the file itself give together, without the variants.
    pub root: Table,
    /// The overlays, in order of first mention.
    pub variants: Vec<Entry>,
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
        let (file, mut root) = load::load(world, entry, sources, report)?;
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
        })
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

fn find<'n>(node: &'n Node, keys: &[&str]) -> Option<&'n Entry> {
    let (last, parents) = keys.split_last()?;
    let parent = parents
        .iter()
        .try_fold(node, |node, key| node.as_table()?.get(key))?;
    parent.as_table()?.entry(last)
}
