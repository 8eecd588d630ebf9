//! The files of a bundle's directory, as they are on disk.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use parbake::bundle::{Bundle, BundleFile};

use super::filesystem::{FileSystem, Kind};

/// One entry of the directory that is not a directory itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DiskFile {
    /// A regular file.
    Regular(BundleFile),
    /// A symbolic link, a pipe, a device: nothing that parbake writes.
    Irregular,
}

/// All entries by their path relative to the directory, with `/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tree(pub(crate) BTreeMap<String, DiskFile>);

impl Tree {
    /// True where the tree is exactly the bundle: names, bytes, modes.
    pub(crate) fn holds(&self, bundle: &Bundle) -> bool {
        let same = |(path, file): (&String, &BundleFile)| {
            self.0.get(path) == Some(&DiskFile::Regular(file.clone()))
        };
        self.0.len() == bundle.files.len() && bundle.files.iter().all(same)
    }
}

/// Reads a directory and all below it; symbolic links are not followed.
pub(crate) fn read_tree(disk: &dyn FileSystem, root: &Path) -> io::Result<Tree> {
    let mut tree = Tree::default();
    read_below(disk, root, "", &mut tree)?;
    Ok(tree)
}

/// Reads the directory `<root>/<prefix>`.
fn read_below(disk: &dyn FileSystem, root: &Path, prefix: &str, tree: &mut Tree) -> io::Result<()> {
    for name in disk.list(&root.join(prefix))? {
        let name = name.to_string_lossy();
        let path = match prefix {
            "" => name.into_owned(),
            _ => format!("{prefix}/{name}"),
        };
        let file = match disk.kind(&root.join(&path))? {
            Some(Kind::Directory) => {
                read_below(disk, root, &path, tree)?;
                continue;
            }
            Some(Kind::File { executable }) => DiskFile::Regular(BundleFile {
                bytes: disk.read(&root.join(&path))?,
                executable,
            }),
            Some(Kind::Symlink | Kind::Other) => DiskFile::Irregular,
            // Gone since it was listed, or a name that is not UTF-8: nothing that parbake wrote.
            None => DiskFile::Irregular,
        };
        tree.0.insert(path, file);
    }
    Ok(())
}
