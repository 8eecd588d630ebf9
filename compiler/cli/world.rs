//! The disk as the compiler sees it: files by their path relative to the profile's directory.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use parbake::source::{ReadError, World};
use rustix::fs::OFlags;

use crate::failure::reason;

/// Largest file that is read: a host profile names texts and certificates, not disk images.
const LARGEST_MIB: u64 = 64;

/// The files at and around one directory.
#[derive(Clone, Debug)]
pub(crate) struct DiskWorld {
    root: PathBuf,
}

impl DiskWorld {
    /// Makes the world of the profiles in a directory.
    pub(crate) fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }
}

impl World for DiskWorld {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        let file = open(&self.root.join(path)).map_err(|error| {
            if error.kind() == ErrorKind::NotFound {
                ReadError::Missing
            } else {
                ReadError::Unreadable(reason(&error))
            }
        })?;
        read_regular(file)
    }
}

/// Opens without waiting: a pipe that nobody writes to must not hang the run.
fn open(path: &Path) -> io::Result<File> {
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits();
    // The flags of open(2) are an int; the bits used here fit.
    let flags = i32::try_from(flags).unwrap_or_default();
    OpenOptions::new().read(true).custom_flags(flags).open(path)
}

/// Reads a whole file that is one, and not too large.
fn read_regular(file: File) -> Result<Vec<u8>, ReadError> {
    let unreadable = |error: io::Error| ReadError::Unreadable(reason(&error));
    let metadata = file.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(ReadError::Unreadable("it is a directory".to_owned()));
    }
    if !metadata.is_file() {
        return Err(ReadError::Unreadable("it is not a regular file".to_owned()));
    }
    let limit = LARGEST_MIB << 20;
    // One more than the file has, so that its end is seen without another allocation.
    let size = usize::try_from(metadata.len().min(limit)).unwrap_or_default();
    let mut bytes = Vec::with_capacity(size + 1);
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > limit {
        let text = format!("it is over {LARGEST_MIB} MiB");
        return Err(ReadError::Unreadable(text));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use rustix::fs::{CWD, FileType, Mode, mknodat};

    use super::*;

    fn unreadable(text: &str) -> Result<Vec<u8>, ReadError> {
        Err(ReadError::Unreadable(text.to_owned()))
    }

    #[test]
    fn files_are_read_beside_and_above_the_profile_and_by_absolute_path() {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir(directory.path().join("web")).unwrap();
        fs::write(directory.path().join("web/a"), "a").unwrap();
        fs::write(directory.path().join("b"), "b").unwrap();
        let world = DiskWorld::new(&directory.path().join("web"));
        assert_eq!(world.read("a"), Ok(b"a".to_vec()));
        assert_eq!(world.read("../b"), Ok(b"b".to_vec()));
        let absolute = directory.path().join("b");
        assert_eq!(world.read(absolute.to_str().unwrap()), Ok(b"b".to_vec()));
        assert_eq!(world.read("c"), Err(ReadError::Missing));
        assert_eq!(world.read("."), unreadable("it is a directory"));
    }

    #[test]
    fn a_pipe_and_a_device_are_refused_without_waiting() {
        let directory = tempfile::tempdir().unwrap();
        let pipe = directory.path().join("pipe");
        mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        let world = DiskWorld::new(directory.path());
        assert_eq!(world.read("pipe"), unreadable("it is not a regular file"));
        assert_eq!(
            world.read("/dev/zero"),
            unreadable("it is not a regular file")
        );
    }

    #[test]
    fn a_file_over_the_limit_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let file = File::create(directory.path().join("huge")).unwrap();
        file.set_len((LARGEST_MIB << 20) + 1).unwrap();
        let world = DiskWorld::new(directory.path());
        assert_eq!(world.read("huge"), unreadable("it is over 64 MiB"));
    }
}
