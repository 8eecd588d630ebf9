//! The bundle: every file that a build writes, with its mode and the cause of each line.
//!
//! Knows no profile and no plan; the command writes it to disk.

use std::collections::BTreeMap;

/// One file of the bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleFile {
    /// The bytes, as they will be on disk.
    pub bytes: Vec<u8>,
    /// True for programs: mode 0755 instead of 0644.
    pub executable: bool,
}

/// All files of one profile, by path relative to `<out>/<name>/`, with `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// Name of the profile, and of the bundle's directory.
    pub name: String,
    /// The files in byte order of their paths.
    pub files: BTreeMap<String, BundleFile>,
}
