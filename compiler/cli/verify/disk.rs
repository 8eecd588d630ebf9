//! A root directory on disk, of which nothing is followed to the outside and nothing is run.
//!
//! The kernel resolves each path inside the directory (`openat2` with `RESOLVE_IN_ROOT`, Linux 5.6): an absolute link or a
//! `..` ends where it would end on the host that boots from it, and no race can lead out.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use parbake::verify::{Entry, Kind, Root};
use rustix::fs::{Dir, FileType, Mode, OFlags, ResolveFlags, fstat, open, openat2};
use rustix::io::Errno;
use sha2::{Digest, Sha256};

use crate::failure::{Failure, reason};

/// Largest file that is read whole: lists of users, of mounts, of files.
const LARGEST: u64 = 16 << 20;

/// A directory that is taken for `/`.
pub(super) struct DiskRoot {
    directory: OwnedFd,
}

impl DiskRoot {
    /// Opens the directory.
    ///
    /// # Errors
    /// [`Failure`] when it is none, or the kernel cannot resolve a path inside it.
    pub(super) fn open(root: &Path) -> Result<Self, Failure> {
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let directory =
            open(root, flags, Mode::empty()).map_err(|error| Failure::read(root, &error.into()))?;
        let root = Self { directory };
        match root.resolve(Path::new("/"), OFlags::PATH) {
            Ok(_) => Ok(root),
            Err(error) => Err(Failure::new(format!(
                "this kernel does not resolve paths inside a directory (openat2, Linux 5.6): {error}"
            ))),
        }
    }

    /// Opens a path inside the directory; the last part is followed unless the flags say otherwise.
    fn resolve(&self, path: &Path, flags: OFlags) -> Result<OwnedFd, Errno> {
        let inside = path.strip_prefix("/").unwrap_or(path);
        let inside = if inside.as_os_str().is_empty() {
            Path::new(".")
        } else {
            inside
        };
        let flags = flags | OFlags::CLOEXEC;
        let resolve = ResolveFlags::IN_ROOT | ResolveFlags::NO_MAGICLINKS;
        loop {
            // The kernel asks to try again where a rename came between.
            match openat2(&self.directory, inside, flags, Mode::empty(), resolve) {
                Err(Errno::AGAIN | Errno::INTR) => {}
                result => return result,
            }
        }
    }

    /// Opens a regular file for reading, without waiting for a pipe.
    fn file(&self, path: &Path) -> Result<File, String> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        let file = File::from(self.resolve(path, flags).map_err(words)?);
        let metadata = file.metadata().map_err(|error| reason(&error))?;
        if metadata.is_file() {
            Ok(file)
        } else {
            Err("it is not a regular file".to_owned())
        }
    }
}

impl Root for DiskRoot {
    fn entry(&self, path: &Path) -> Result<Option<Entry>, String> {
        let found = match self.resolve(path, OFlags::PATH | OFlags::NOFOLLOW) {
            Ok(found) => found,
            Err(error) if is_absent(error) => return Ok(None),
            Err(error) => return Err(words(error)),
        };
        let stat = fstat(&found).map_err(words)?;
        Ok(Some(Entry {
            kind: kind(FileType::from_raw_mode(stat.st_mode)),
            mode: stat.st_mode & 0o7777,
            user: stat.st_uid,
            group: stat.st_gid,
            size: u64::try_from(stat.st_size).unwrap_or_default(),
            device: stat.st_dev,
        }))
    }

    fn list(&self, path: &Path) -> Result<Vec<(OsString, Kind)>, String> {
        // A link to a directory is followed, as a shell does in the middle of a path.
        let directory = match self.resolve(path, OFlags::RDONLY | OFlags::DIRECTORY) {
            Ok(directory) => directory,
            Err(error) if is_absent(error) => return Ok(Vec::new()),
            Err(error) => return Err(words(error)),
        };
        let mut names = Vec::new();
        for entry in Dir::new(directory).map_err(words)? {
            let entry = entry.map_err(words)?;
            let name = OsStr::from_bytes(entry.file_name().to_bytes());
            if name == "." || name == ".." {
                continue;
            }
            // Some file systems do not say.
            let kind = if entry.file_type() == FileType::Unknown {
                match self.entry(&path.join(name))? {
                    Some(entry) => entry.kind,
                    None => continue,
                }
            } else {
                kind(entry.file_type())
            };
            names.push((name.to_owned(), kind));
        }
        names.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(names)
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let mut file = self.file(path)?.take(LARGEST + 1);
        file.read_to_end(&mut bytes)
            .map_err(|error| reason(&error))?;
        if bytes.len() as u64 > LARGEST {
            return Err(format!("it is over {} MiB", LARGEST >> 20));
        }
        Ok(bytes)
    }

    fn digest(&self, path: &Path) -> Result<String, String> {
        let mut file = self.file(path)?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            let read = file.read(&mut buffer).map_err(|error| reason(&error))?;
            match buffer.get(..read) {
                Some([]) | None => break,
                Some(bytes) => hash.update(bytes),
            }
        }
        let digest = hash.finalize();
        Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// No such entry: also where the way to it leads through a file or round in circles.
fn is_absent(error: Errno) -> bool {
    matches!(error, Errno::NOENT | Errno::NOTDIR | Errno::LOOP)
}

fn words(error: Errno) -> String {
    reason(&error.into())
}

fn kind(kind: FileType) -> Kind {
    match kind {
        FileType::RegularFile => Kind::File,
        FileType::Directory => Kind::Directory,
        FileType::Symlink => Kind::Link,
        FileType::Fifo
        | FileType::Socket
        | FileType::CharacterDevice
        | FileType::BlockDevice
        | FileType::Unknown => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use rustix::fs::{CWD, mknodat};

    use super::*;

    #[test]
    fn no_link_leads_out_of_the_root() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret"), "x").unwrap();
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str| directory.path().join(name);
        fs::create_dir_all(at("etc/real")).unwrap();
        fs::write(at("etc/real/file"), "y").unwrap();
        symlink(outside.path(), at("etc/out")).unwrap();
        symlink("../../../../../..", at("etc/up")).unwrap();
        symlink("/etc/real", at("etc/absolute")).unwrap();
        symlink("loop", at("etc/loop")).unwrap();
        let root = DiskRoot::open(directory.path()).unwrap();
        let kind = |path: &str| root.entry(Path::new(path)).unwrap().map(|entry| entry.kind);
        assert_eq!(kind("/etc/out"), Some(Kind::Link));
        assert_eq!(kind("/etc/out/secret"), None);
        assert!(root.read(Path::new("/etc/out/secret")).is_err());
        assert_eq!(kind("/etc/up/etc/real/file"), Some(Kind::File));
        assert_eq!(root.read(Path::new("/etc/absolute/file")).unwrap(), b"y");
        assert_eq!(kind("/etc/loop/x"), None);
        assert_eq!(kind("/etc/real/file/x"), None);
        assert_eq!(root.list(Path::new("/etc/out")), Ok(Vec::new()));
        assert_eq!(
            root.list(Path::new("/etc/absolute")),
            Ok(vec![("file".into(), Kind::File)])
        );
    }

    #[test]
    fn a_pipe_is_not_waited_for_and_a_link_is_not_read() {
        let directory = tempfile::tempdir().unwrap();
        let pipe = directory.path().join("pipe");
        mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        symlink("pipe", directory.path().join("link")).unwrap();
        let root = DiskRoot::open(directory.path()).unwrap();
        let kind = |path: &str| root.entry(Path::new(path)).unwrap().map(|entry| entry.kind);
        assert_eq!(kind("/pipe"), Some(Kind::Other));
        for path in ["/pipe", "/link", "/"] {
            assert!(root.read(Path::new(path)).is_err(), "{path}");
        }
    }
}
