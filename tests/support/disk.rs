//! The files of a profile, for the library.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use parbake::source::{ReadError, World};

/// Reads from a directory of the disk.
pub(crate) struct DiskWorld(pub(crate) PathBuf);

impl World for DiskWorld {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        fs::read(self.0.join(path)).map_err(|error| {
            if error.kind() == ErrorKind::NotFound {
                ReadError::Missing
            } else {
                ReadError::Unreadable(error.to_string())
            }
        })
    }
}
