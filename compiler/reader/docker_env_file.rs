//! `docker run --env-file`, for the agent started by hand.
//!
//! Source: docker/cli v28.2.2 `pkg/kvfile/kvfile.go`.

use std::collections::BTreeMap;

/// Why the command refuses a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// A line is not UTF-8.
    InvalidUtf8,
    /// A line without a name.
    NoName,
    /// A name with a blank in it.
    BlankInName,
}

/// What the container gets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// The variables; of a name given twice the last value.
    pub variables: BTreeMap<String, String>,
    /// Bare names: their values come from the caller's own environment.
    pub inherited: Vec<String>,
}

/// Reads a file.
///
/// # Errors
/// [`Refused`], for the first line at fault; no container is made then.
pub fn read(bytes: &[u8]) -> Result<Environment, Refused> {
    let mut environment = Environment::default();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    for line in bytes.split(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = std::str::from_utf8(line).map_err(|_| Refused::InvalidUtf8)?;
        let line = line.trim_start();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, value) = match line.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (line, None),
        };
        if name.is_empty() {
            return Err(Refused::NoName);
        }
        if name.contains([' ', '\t']) {
            return Err(Refused::BlankInName);
        }
        match value {
            Some(value) => {
                let (name, value) = (name.to_owned(), value.to_owned());
                environment.variables.insert(name, value);
            }
            None => environment.inherited.push(name.to_owned()),
        }
    }
    Ok(environment)
}
