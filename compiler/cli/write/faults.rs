//! A file system that fails at a chosen call, over the real one.

use std::cell::Cell;
use std::ffi::OsString;
use std::io;
use std::path::Path;

use rustix::io::Errno;

use super::disk::Disk;
use super::filesystem::{FileSystem, Kind, Lock};

/// What happens at the chosen call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// That call returns an error; the calls after it work.
    Error,
    /// The process is ended: neither that call nor any after it does anything.
    Killed,
}

/// The real file system up to a call.
pub(crate) struct Faulty {
    /// Which call fails, from 0.
    pub(crate) at: usize,
    /// How it fails.
    pub(crate) fault: Fault,
    /// The error that it returns.
    pub(crate) errno: Errno,
    /// Whether directories can be exchanged.
    pub(crate) exchanges: bool,
    /// The calls so far.
    pub(crate) calls: Cell<usize>,
}

impl Faulty {
    /// A file system without a fault.
    pub(crate) fn sound() -> Self {
        Self {
            at: usize::MAX,
            fault: Fault::Error,
            errno: Errno::IO,
            exchanges: true,
            calls: Cell::new(0),
        }
    }

    /// Counts a call, and fails it where it is its turn.
    fn call(&self) -> io::Result<()> {
        let call = self.calls.get();
        self.calls.set(call + 1);
        let fails = match self.fault {
            Fault::Error => call == self.at,
            Fault::Killed => call >= self.at,
        };
        match fails {
            true => Err(self.errno.into()),
            false => Ok(()),
        }
    }
}

impl FileSystem for Faulty {
    fn kind(&self, path: &Path) -> io::Result<Option<Kind>> {
        self.call()?;
        Disk.kind(path)
    }

    fn list(&self, directory: &Path) -> io::Result<Vec<OsString>> {
        self.call()?;
        Disk.list(directory)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.call()?;
        Disk.read(path)
    }

    fn make_dirs(&self, path: &Path) -> io::Result<()> {
        self.call()?;
        Disk.make_dirs(path)
    }

    fn write_file(&self, path: &Path, bytes: &[u8], executable: bool) -> io::Result<()> {
        let first_to_fail = self.calls.get() == self.at;
        self.call().inspect_err(|_| {
            if first_to_fail {
                // A full disk and a kill leave half a file.
                Disk.write_file(path, &bytes[..bytes.len() / 2], executable)
                    .unwrap();
            }
        })?;
        Disk.write_file(path, bytes, executable)
    }

    // Nothing here survives a power cut anyway, and thousands of syncs would take minutes.
    fn sync(&self, _path: &Path) -> io::Result<()> {
        self.call()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.call()?;
        Disk.rename(from, to)
    }

    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        self.call()?;
        match self.exchanges {
            true => Disk.exchange(one, other),
            false => Err(Errno::INVAL.into()),
        }
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.call()?;
        Disk.remove_file(path)
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.call()?;
        Disk.remove_dir(path)
    }

    fn lock(&self, directory: &Path) -> io::Result<Box<dyn Lock>> {
        self.call()?;
        Disk.lock(directory)
    }
}
