//! Where the samples and their bundles are.

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the package.
pub(crate) fn package_root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A path as messages name it: relative to the package.
pub(crate) fn show(path: &Path) -> String {
    let root = package_root();
    path.strip_prefix(&root)
        .unwrap_or(path)
        .display()
        .to_string()
}

/// One committed bundle, or one that a test made by hand.
pub(crate) struct Bundle {
    pub(crate) name: String,
    pub(crate) dir: PathBuf,
}

impl Bundle {
    /// The launches with their directories, by name.
    pub(crate) fn launches(&self) -> Vec<(String, PathBuf)> {
        directories(&self.dir.join("launch"))
    }

    /// The tree that the bake places; absent where nothing is baked.
    pub(crate) fn rootfs(&self) -> PathBuf {
        self.dir.join("image/rootfs")
    }
}

/// The profiles of all samples, by name.
pub(crate) fn profiles() -> Vec<(String, PathBuf)> {
    let mut found = directories(&package_root().join("samples"));
    for (_, path) in &mut found {
        path.push("profile.toml");
    }
    found.retain(|(_, path)| path.is_file());
    found
}

/// The bundle of every sample, in order.
///
/// # Panics
/// Where a sample has no committed bundle: a reader that reads nothing would pass.
pub(crate) fn bundles() -> Vec<Bundle> {
    let home = package_root().join("samples/bundles");
    let mut found = Vec::new();
    for (name, _) in profiles() {
        let dir = home.join(&name);
        assert!(
            dir.join("manifest.json").is_file(),
            "sample {name} has no bundle"
        );
        found.push(Bundle { name, dir });
    }
    found
}

/// Every regular file below `dir`, in order; none where it is absent.
pub(crate) fn files_under(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> = entries(dir);
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(files_under(&path));
        } else {
            found.push(path);
        }
    }
    found
}

fn directories(dir: &Path) -> Vec<(String, PathBuf)> {
    let mut found: Vec<(String, PathBuf)> = entries(dir)
        .into_iter()
        .filter(|path| path.is_dir())
        .filter_map(|path| Some((path.file_name()?.to_str()?.to_owned(), path)))
        .collect();
    found.sort();
    found
}

fn entries(dir: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(dir) else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect()
}
