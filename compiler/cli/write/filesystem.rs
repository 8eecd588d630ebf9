//! Everything the writer does to a file system, as one small trait, so that tests can let each call
//! fail.

use std::ffi::OsString;
use std::io;
use std::path::Path;

/// What is at a path; symbolic links are not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A regular file.
    File {
        /// Its owner may execute it.
        executable: bool,
    },
    /// A directory.
    Directory,
    /// A symbolic link, wherever it leads.
    Symlink,
    /// A pipe, a device, a socket.
    Other,
}

/// A lock that ends when it is dropped.
pub(crate) trait Lock {}

/// The calls of the writer.
pub(crate) trait FileSystem {
    /// Says what is at a path, `None` for nothing.
    fn kind(&self, path: &Path) -> io::Result<Option<Kind>>;
    /// Lists the names in a directory, sorted.
    fn list(&self, directory: &Path) -> io::Result<Vec<OsString>>;
    /// Reads a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// Makes a directory and those above it, where they are missing.
    fn make_dirs(&self, path: &Path) -> io::Result<()>;
    /// Makes a new file with its content.
    fn write_file(&self, path: &Path, bytes: &[u8], executable: bool) -> io::Result<()>;
    /// Brings the content of a file, or the names in a directory, onto the disk for good.
    fn sync(&self, path: &Path) -> io::Result<()>;
    /// Moves a directory to a free name.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Lets two directories change places in one step.
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()>;
    /// Removes anything but a directory.
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// Removes an empty directory.
    fn remove_dir(&self, path: &Path) -> io::Result<()>;
    /// Waits until no other run writes bundles into a directory.
    fn lock(&self, directory: &Path) -> io::Result<Box<dyn Lock>>;
}
