//! A root directory as `verify` sees it.

use std::cell::RefCell;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Link,
    /// A socket, a pipe, a device.
    Other,
}

/// What is known of an entry without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// Permission bits.
    pub mode: u32,
    /// Owner.
    pub user: u32,
    /// Group.
    pub group: u32,
    /// Bytes of a regular file.
    pub size: u64,
    /// The file system it is on.
    pub device: u64,
}

/// What could not be looked at, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The path within the root.
    pub path: PathBuf,
    /// The system's words.
    pub why: String,
}

/// A root directory. Paths are absolute within it; links on the way are followed as if it were `/`, the last part of a
/// path never is.
pub trait Root {
    /// Looks at an entry; `None` where there is none.
    ///
    /// # Errors
    /// The system's words.
    fn entry(&self, path: &Path) -> Result<Option<Entry>, String>;

    /// Lists a directory, sorted; empty where there is none.
    ///
    /// # Errors
    /// The system's words.
    fn list(&self, path: &Path) -> Result<Vec<(OsString, Kind)>, String>;

    /// Reads a small regular file whole.
    ///
    /// # Errors
    /// The system's words; also where it is no regular file, or not small.
    fn read(&self, path: &Path) -> Result<Vec<u8>, String>;

    /// SHA-256 of a regular file, in hexadecimal digits.
    ///
    /// # Errors
    /// The system's words; also where it is no regular file.
    fn digest(&self, path: &Path) -> Result<String, String>;
}

/// A root whose refusals are collected: what cannot be looked at counts as absent, and ends the run with a word.
pub(super) struct Sight<'r> {
    root: &'r dyn Root,
    unreadable: RefCell<Vec<Unreadable>>,
}

impl<'r> Sight<'r> {
    pub(super) fn new(root: &'r dyn Root) -> Self {
        Self {
            root,
            unreadable: RefCell::default(),
        }
    }

    pub(super) fn into_unreadable(self) -> Vec<Unreadable> {
        self.unreadable.into_inner()
    }

    pub(super) fn entry(&self, path: &Path) -> Option<Entry> {
        self.taken(path, self.root.entry(path)).flatten()
    }

    pub(super) fn kind(&self, path: &Path) -> Option<Kind> {
        self.entry(path).map(|entry| entry.kind)
    }

    pub(super) fn list(&self, path: &Path) -> Vec<(OsString, Kind)> {
        self.taken(path, self.root.list(path)).unwrap_or_default()
    }

    /// The text of a file that is there; bytes that are no UTF-8 become replacement characters.
    pub(super) fn text(&self, path: &Path) -> Option<String> {
        if self.kind(path)? != Kind::File {
            return None;
        }
        let bytes = self.taken(path, self.root.read(path))?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    pub(super) fn digest(&self, path: &Path) -> Option<String> {
        self.taken(path, self.root.digest(path))
    }

    fn taken<T>(&self, path: &Path, result: Result<T, String>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(why) => {
                let path = path.to_owned();
                self.unreadable.borrow_mut().push(Unreadable { path, why });
                None
            }
        }
    }
}
