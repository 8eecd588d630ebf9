//! What in a bundle's directory is parbake's own, so that nothing else is ever removed.
//!
//! Own is what the SHA256SUMS on disk lists, and SHA256SUMS itself. An own file that somebody has
//! edited is still own: the next build is what brings it back.

use std::collections::BTreeSet;
use std::path::Path;

use super::filesystem::{FileSystem, Kind};
use super::tree::{DiskFile, Tree, read_tree};
use crate::failure::Failure;

/// The list of a bundle's files.
const LIST: &str = "SHA256SUMS";

/// Reads a bundle's directory; `None` where there is none yet.
///
/// # Errors
/// [`Failure`] when it is not a directory, holds a file that parbake did not write, or cannot be read.
pub(crate) fn check(disk: &dyn FileSystem, bundle: &Path) -> Result<Option<Tree>, Failure> {
    let refuse = |what: &str| Failure::new(format!("cannot write {}: {what}", bundle.display()));
    let kind = disk.kind(bundle);
    match kind.map_err(|error| Failure::read(bundle, &error))? {
        None => return Ok(None),
        Some(Kind::Directory) => {}
        Some(Kind::Symlink) => return Err(refuse("it is a symbolic link")),
        Some(Kind::File { .. } | Kind::Other) => return Err(refuse("it is not a directory")),
    }
    let tree = read_tree(disk, bundle).map_err(|error| Failure::read(bundle, &error))?;
    match foreign(&tree) {
        Some(path) => Err(refuse(&format!(
            "{} is not parbake's; move it out of the bundle",
            bundle.join(path).display()
        ))),
        None => Ok(Some(tree)),
    }
}

/// Returns the first entry that parbake did not write.
fn foreign(tree: &Tree) -> Option<&str> {
    let own = listed(tree);
    let is_own = |path: &str, file: &DiskFile| {
        matches!(file, DiskFile::Regular(_)) && (path == LIST || own.contains(path))
    };
    let entries = tree.0.iter();
    let mut foreign = entries.filter(|(path, file)| !is_own(path, file));
    foreign.next().map(|(path, _)| path.as_str())
}

/// Returns the names that the list on disk has; lines that are not of its form (a merge conflict's)
/// are passed over.
fn listed(tree: &Tree) -> BTreeSet<String> {
    let Some(DiskFile::Regular(list)) = tree.0.get(LIST) else {
        return BTreeSet::new();
    };
    let text = String::from_utf8_lossy(&list.bytes);
    let names = text.lines().filter_map(|line| {
        let (digest, name) = line.split_once("  ")?;
        let is_digest = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_digest.then(|| name.to_owned())
    });
    names.collect()
}

#[cfg(test)]
mod tests {
    use parbake::bundle::BundleFile;

    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        let file = |text: &str| {
            DiskFile::Regular(BundleFile {
                bytes: text.as_bytes().to_vec(),
                executable: false,
            })
        };
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), file(text)));
        Tree(files.collect())
    }

    #[test]
    fn what_the_list_names_is_own_also_in_the_middle_of_a_merge() {
        let digest = "0".repeat(64);
        let list = format!("<<<<<<< ours\n{digest}  a\n=======\n{digest}  b/c\n>>>>>>> theirs\n");
        assert_eq!(
            foreign(&tree(&[(LIST, &list), ("a", "edited"), ("b/c", "")])),
            None
        );
        assert_eq!(
            foreign(&tree(&[(LIST, &list), ("a", ""), ("notes", "")])),
            Some("notes")
        );
    }

    #[test]
    fn without_a_list_everything_is_foreign() {
        assert_eq!(foreign(&tree(&[("a", "")])), Some("a"));
        assert_eq!(foreign(&tree(&[])), None);
    }
}
