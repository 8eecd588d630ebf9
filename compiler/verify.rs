//! `parbake verify`: what of the build host is left in an image, and how it differs from what was baked.
//!
//! The same catalogue and the same verdict as the audit of bake.sh, written from the catalogue and not from the shell. Pure: it
//! asks a [`Root`] what is there. Knows no profile and no plan; the image and the bundle say what was placed and what is kept.

mod diags;
mod identity;
mod judge;
mod manifest;
mod record;
mod root;
mod search;

use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
pub use manifest::{Manifest, Placed};
pub use root::{Entry, Kind, Root, Unreadable};

use root::Sight;

/// Where an image keeps the list of what was placed in it, and where a bundle has the same below image/rootfs.
pub const MANIFEST: &str = "/usr/lib/parbake/manifest";

/// What a bundle says of the image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// What it placed.
    pub manifest: Manifest,
    /// Name of the profile.
    pub name: String,
    /// The image digest, `sha256:...`.
    pub digest: String,
}

/// One finding, at a path of the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where: absolute within the root.
    pub path: PathBuf,
    /// What; its span is not set.
    pub diagnostic: Diagnostic,
}

/// All that was found, and what could not be looked at.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// The findings, in the order of the catalogue, then of the manifest.
    pub found: Vec<Found>,
    /// What could not be looked at: nothing can be said about it.
    pub unreadable: Vec<Unreadable>,
    /// Number of baked files that were compared.
    pub files: usize,
}

impl Verdict {
    fn push(&mut self, path: &Path, diagnostic: Diagnostic) {
        self.found.push(Found {
            path: path.to_owned(),
            diagnostic,
        });
    }
}

/// Looks at a root directory; with a bundle, holds it against that instead of its own manifest.
pub fn verify(root: &dyn Root, bundle: Option<&Expected>) -> Verdict {
    let sight = Sight::new(root);
    let mut verdict = Verdict::default();
    let own = bundle.is_none().then(|| Manifest::of(&sight)).flatten();
    let manifest = bundle.map(|bundle| &bundle.manifest).or(own.as_ref());
    let nothing = Manifest::default();
    identity::look(&sight, manifest.unwrap_or(&nothing), &mut verdict);
    match manifest {
        Some(manifest) => manifest::compare(&sight, manifest, &mut verdict),
        None => verdict.push(Path::new(MANIFEST), diags::no_image()),
    }
    record::compare(&sight, bundle, &mut verdict);
    verdict.unreadable = sight.into_unreadable();
    verdict
}
