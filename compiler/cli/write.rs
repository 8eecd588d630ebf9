//! Writes bundles: the directory of a bundle is wholly the old one or wholly the new one, whatever
//! happens in between.
//!
//! A new bundle is written beside the old one under a hidden name, then the two directories change
//! places in one step. A file system that cannot exchange gets two renames; the next run puts right
//! what an interruption between them left.

mod disk;
#[cfg(test)]
mod faults;
mod filesystem;
mod owned;
mod stage;
mod tree;

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use parbake::bundle::Bundle;

pub(crate) use disk::Disk;
pub(crate) use filesystem::{FileSystem, Kind};
pub(crate) use tree::{DiskFile, Tree, read_tree};

use crate::failure::Failure;

/// What writing a bundle came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// The directory holds the new bundle.
    Replaced,
    /// It held the same already; nothing was touched.
    Unchanged,
}

/// The three directories that a bundle may be in while it is replaced.
#[derive(Clone, Debug)]
struct Places {
    /// Where all bundles are.
    out: PathBuf,
    /// Where readers look for it.
    bundle: PathBuf,
    /// Where the new one is made, and where an exchange leaves the old one.
    new: PathBuf,
    /// Where the old one waits when there is no exchange.
    old: PathBuf,
}

impl Places {
    fn new(out: &Path, name: &str) -> Self {
        Self {
            out: out.to_owned(),
            bundle: out.join(name),
            new: out.join(format!(".{name}.parbake-new")),
            old: out.join(format!(".{name}.parbake-old")),
        }
    }
}

/// Replaces the directory `<out>/<name>` by a bundle.
///
/// # Errors
/// [`Failure`] when the directory holds something that parbake did not write, in which case nothing
/// was touched, or when the file system fails, in which case the old bundle is still there (or comes
/// back with the next run, where directories cannot be exchanged and the process was ended).
pub(crate) fn write_bundle(
    disk: &dyn FileSystem,
    out: &Path,
    bundle: &Bundle,
) -> Result<Written, Failure> {
    stage::check_paths(bundle)?;
    let places = Places::new(out, &bundle.name);
    let fail = |error: io::Error| Failure::write(&places.bundle, &error);
    disk.make_dirs(out)
        .map_err(|error| Failure::write(out, &error))?;
    let _lock = disk
        .lock(out)
        .map_err(|error| Failure::write(out, &error))?;
    recover(disk, &places).map_err(fail)?;
    let tree = owned::check(disk, &places.bundle)?;
    if tree.as_ref().is_some_and(|tree| tree.holds(bundle)) {
        return Ok(Written::Unchanged);
    }
    replace(disk, &places, bundle, tree.is_some()).map_err(fail)?;
    Ok(Written::Replaced)
}

/// Puts right what an interrupted run left: the old bundle back in its place, the rest removed.
fn recover(disk: &dyn FileSystem, places: &Places) -> io::Result<()> {
    if disk.kind(&places.old)?.is_some() {
        match disk.kind(&places.bundle)? {
            Some(_) => remove(disk, &places.old)?,
            None => disk.rename(&places.old, &places.bundle)?,
        }
    }
    remove(disk, &places.new)
}

/// Makes the new directory, lets it take the place of the old one, and removes the old one.
fn replace(
    disk: &dyn FileSystem,
    places: &Places,
    bundle: &Bundle,
    exists: bool,
) -> io::Result<()> {
    let staged = stage::stage(disk, &places.new, bundle);
    let placed = staged.and_then(|()| match exists {
        true => swap(disk, places),
        false => disk.rename(&places.new, &places.bundle),
    });
    if let Err(error) = placed {
        // The reason is what the user needs; what cannot be removed now, the next run removes.
        let _ = remove(disk, &places.new);
        return Err(error);
    }
    disk.sync(&places.out)?;
    remove(disk, &places.old)?;
    remove(disk, &places.new)
}

/// Lets the new directory take the place of the old one, in one step where the file system can.
fn swap(disk: &dyn FileSystem, places: &Places) -> io::Result<()> {
    match disk.exchange(&places.new, &places.bundle) {
        Err(error) if cannot_exchange(&error) => set_aside(disk, places),
        result => result,
    }
}

/// Moves the old directory aside and the new one in; puts the old one back where that fails.
fn set_aside(disk: &dyn FileSystem, places: &Places) -> io::Result<()> {
    disk.rename(&places.bundle, &places.old)?;
    disk.rename(&places.new, &places.bundle).inspect_err(|_| {
        // Where this fails too, the next run does it.
        let _ = disk.rename(&places.old, &places.bundle);
    })
}

/// True where the file system knows no exchange (renameat2(2): EINVAL, ENOSYS, EOPNOTSUPP).
fn cannot_exchange(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::InvalidInput | ErrorKind::Unsupported
    )
}

/// Removes a file or a directory with all that is in it; what is not there is removed already.
fn remove(disk: &dyn FileSystem, path: &Path) -> io::Result<()> {
    match disk.kind(path)? {
        None => Ok(()),
        Some(Kind::Directory) => {
            for name in disk.list(path)? {
                remove(disk, &path.join(name))?;
            }
            disk.remove_dir(path)
        }
        Some(Kind::File { .. } | Kind::Symlink | Kind::Other) => disk.remove_file(path),
    }
}

#[cfg(test)]
#[path = "write/tests.rs"]
mod tests;
