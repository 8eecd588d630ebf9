//! `/etc/hosts` lines.
//!
//! Source: hosts(5); glibc 2.36 `resolv/nss_files/files-hosts.c` (blanks separate, `#` begins a comment).

use super::Lines;
use super::unwritable::{Unwritable, refuse_controls};

/// One address with its names, the canonical one first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<T> {
    /// An IPv4 or IPv6 address.
    pub address: String,
    /// At least one name.
    pub names: Vec<String>,
    /// What caused the line.
    pub cause: Option<T>,
}

/// Encodes entries, one line each: the address, then its names, one blank between.
///
/// # Errors
/// The first word that is empty, or that holds a blank, a `#` or a control character.
pub fn encode<T: Clone>(entries: &[Entry<T>]) -> Result<Lines<T>, Unwritable> {
    let mut lines = Lines::new();
    for entry in entries {
        if entry.names.is_empty() {
            return Err(Unwritable::Empty);
        }
        let mut words = vec![word(&entry.address)?];
        for name in &entry.names {
            words.push(word(name)?);
        }
        lines.lines.push((words.join(" "), entry.cause.clone()));
    }
    Ok(lines)
}

fn word(text: &str) -> Result<&str, Unwritable> {
    refuse_controls(text)?;
    if text.is_empty() {
        return Err(Unwritable::Empty);
    }
    if text.contains(char::is_whitespace) {
        return Err(Unwritable::Blank);
    }
    if text.contains('#') {
        return Err(Unwritable::Comment);
    }
    Ok(text)
}
