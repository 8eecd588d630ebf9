//! Writes all files of a bundle into a directory of their own.

use std::collections::BTreeSet;
use std::io;
use std::path::{Component, Path, PathBuf};

use parbake::bundle::Bundle;

use super::filesystem::FileSystem;
use crate::failure::Failure;

/// Refuses a bundle that would be written outside of its own directory.
///
/// The library makes no such bundle; this is the last door before the disk.
pub(crate) fn check_paths(bundle: &Bundle) -> Result<(), Failure> {
    let normal = |path: &str| {
        let mut components = Path::new(path).components();
        components.all(|part| matches!(part, Component::Normal(_))) && !path.is_empty()
    };
    let names_one = normal(&bundle.name) && !bundle.name.contains('/');
    let wrong = bundle.files.keys().find(|path| !normal(path));
    match wrong {
        Some(path) => Err(Failure::new(format!("refusing to write `{path}`"))),
        None if names_one => Ok(()),
        None => Err(Failure::new(format!("refusing to write `{}`", bundle.name))),
    }
}

/// Writes every file, then brings every file and every directory onto the disk.
pub(crate) fn stage(disk: &dyn FileSystem, root: &Path, bundle: &Bundle) -> io::Result<()> {
    let directories = directories(root, bundle);
    for directory in &directories {
        disk.make_dirs(directory)?;
    }
    for (path, file) in &bundle.files {
        disk.write_file(&root.join(path), &file.bytes, file.executable)?;
    }
    for path in bundle.files.keys() {
        disk.sync(&root.join(path))?;
    }
    for directory in directories.iter().rev() {
        disk.sync(directory)?;
    }
    Ok(())
}

/// Returns the root and every directory below it that holds something, outer ones first.
fn directories(root: &Path, bundle: &Bundle) -> BTreeSet<PathBuf> {
    let mut directories = BTreeSet::from([root.to_owned()]);
    for path in bundle.files.keys() {
        let above = Path::new(path).ancestors().skip(1);
        directories.extend(
            above
                .filter(|path| *path != Path::new(""))
                .map(|path| root.join(path)),
        );
    }
    directories
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use parbake::bundle::BundleFile;

    use super::*;

    fn checked(name: &str, path: &str) -> bool {
        let file = BundleFile {
            bytes: Vec::new(),
            executable: false,
        };
        let bundle = Bundle {
            name: name.to_owned(),
            files: BTreeMap::from([(path.to_owned(), file)]),
        };
        check_paths(&bundle).is_ok()
    }

    #[test]
    fn nothing_is_written_outside_of_the_bundle() {
        assert!(checked("web", "image/bake.sh"));
        for path in ["../x", "/etc/passwd", "a/../../x", "", "."] {
            assert!(!checked("web", path), "{path}");
        }
        for name in ["..", "a/b", "", "/"] {
            assert!(!checked(name, "x"), "{name}");
        }
    }
}
