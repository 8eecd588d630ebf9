//! What went wrong outside of the profile: input and output, usage. One line each, exit status 2.

use std::fmt;
use std::io;
use std::path::Path;

use crate::text::printable;

/// One line that says what could not be done, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure(String);

impl Failure {
    /// Takes a line: lower case, no full stop.
    pub(crate) fn new(line: impl AsRef<str>) -> Self {
        Self(printable(line.as_ref()))
    }

    /// Says that a file or directory could not be written.
    pub(crate) fn write(path: &Path, error: &io::Error) -> Self {
        Self::new(format!(
            "cannot write {}: {}",
            path.display(),
            reason(error)
        ))
    }

    /// Says that a file or directory could not be read.
    pub(crate) fn read(path: &Path, error: &io::Error) -> Self {
        Self::new(format!("cannot read {}: {}", path.display(), reason(error)))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Returns the system's words for an error, without its number.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error") {
        Some((words, _)) => words.to_owned(),
        None => text,
    }
}
