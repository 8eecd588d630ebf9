//! Finds the paths of a root that a pattern of the catalogue matches, and the files below a path.

use std::path::{Component, Path, PathBuf};

use super::root::{Kind, Sight};
use crate::catalog::pattern::{is_wild, matches_name};

/// What is never walked through by `**`: names that end like a backup are also in the layers of container images.
pub(super) struct Layers<'a> {
    pub(super) data_root: &'a Path,
}

impl Layers<'_> {
    fn has(&self, path: &Path) -> bool {
        let fixed = ["/var/lib/containerd", "/var/log/journal"];
        path == self.data_root || fixed.iter().any(|other| path == Path::new(other))
    }
}

/// Lists what is there and matches, in the order of names.
pub(super) fn matches(sight: &Sight<'_>, pattern: &str, layers: &Layers<'_>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    if let Some((start, end)) = pattern.split_once("/**") {
        // `/var/log/**` takes every name.
        let name = end.strip_prefix('/').unwrap_or("*");
        below(sight, Path::new(start), layers, &mut |path, kind| {
            let last = path.file_name().unwrap_or_default().to_string_lossy();
            if kind != Kind::Directory && matches_name(name, &last) {
                found.push(path.to_owned());
            }
        });
        return found;
    }
    let mut paths = vec![PathBuf::from("/")];
    for part in Path::new(pattern).components() {
        let Component::Normal(part) = part else {
            continue;
        };
        let part = part.to_string_lossy();
        paths = if part.contains(is_wild) {
            let named = |directory: &PathBuf| children(sight, directory, &part);
            paths.iter().flat_map(named).collect()
        } else {
            paths.iter().map(|path| path.join(&*part)).collect()
        };
    }
    paths.retain(|path| sight.entry(path).is_some());
    paths
}

fn children(sight: &Sight<'_>, directory: &Path, pattern: &str) -> Vec<PathBuf> {
    let names = sight.list(directory).into_iter();
    names
        .filter(|(name, _)| matches_name(pattern, &name.to_string_lossy()))
        .map(|(name, _)| directory.join(name))
        .collect()
}

/// Visits everything below a directory that is one itself; links are not followed.
fn below(
    sight: &Sight<'_>,
    directory: &Path,
    layers: &Layers<'_>,
    visit: &mut dyn FnMut(&Path, Kind),
) {
    if sight.kind(directory) != Some(Kind::Directory) {
        return;
    }
    let mut waiting = vec![directory.to_owned()];
    while let Some(directory) = waiting.pop() {
        for (name, kind) in sight.list(&directory) {
            let path = directory.join(name);
            if layers.has(&path) {
                continue;
            }
            visit(&path, kind);
            if kind == Kind::Directory {
                waiting.push(path);
            }
        }
    }
}

/// Lists the files and links at a path or below it. A socket or an empty directory holds no identity.
pub(super) fn files(sight: &Sight<'_>, path: &Path) -> Vec<PathBuf> {
    match sight.kind(path) {
        Some(Kind::File | Kind::Link) => vec![path.to_owned()],
        Some(Kind::Directory) => {
            let mut found = Vec::new();
            // Docker's own directories are looked through here: they are what the item names.
            let nowhere = Layers {
                data_root: Path::new(""),
            };
            below(sight, path, &nowhere, &mut |path, kind| {
                if matches!(kind, Kind::File | Kind::Link) {
                    found.push(path.to_owned());
                }
            });
            found
        }
        Some(Kind::Other) | None => Vec::new(),
    }
}
