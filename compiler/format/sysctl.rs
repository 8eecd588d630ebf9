//! sysctl.d files.
//!
//! Source: sysctl.d(5); systemd v252 `src/sysctl/sysctl.c`, `parse_file` (split at the first `=`,
//! both sides stripped, `#` and `;` begin a comment line, a leading `-` means "ignore failures").

use super::Lines;
use super::unwritable::{Unwritable, refuse_controls, refuse_outer_blanks};

/// One kernel setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting<T> {
    /// The key, `net.core.somaxconn`.
    pub key: String,
    /// The value, one line.
    pub value: String,
    /// What caused the line.
    pub cause: Option<T>,
}

/// Encodes settings, one line each: `key = value`.
///
/// # Errors
/// The first key or value that the readers would not take as written.
pub fn encode<T: Clone>(settings: &[Setting<T>]) -> Result<Lines<T>, Unwritable> {
    let mut lines = Lines::new();
    for setting in settings {
        let line = format!("{} = {}", key(&setting.key)?, value(&setting.value)?);
        lines.lines.push((line, setting.cause.clone()));
    }
    Ok(lines)
}

fn key(text: &str) -> Result<&str, Unwritable> {
    refuse_controls(text)?;
    if text.is_empty() {
        return Err(Unwritable::Empty);
    }
    if text.contains(char::is_whitespace) {
        return Err(Unwritable::Blank);
    }
    if text.starts_with(['#', ';']) {
        return Err(Unwritable::Comment);
    }
    if text.starts_with('-') {
        return Err(Unwritable::Syntax('-'));
    }
    match text.chars().find(|found| "=*?[".contains(*found)) {
        Some(found) => Err(Unwritable::Syntax(found)),
        None => Ok(text),
    }
}

/// A tab inside a value is fine (`net.ipv4.ip_local_port_range` is shown with one) but is refused
/// with the other control characters: a blank means the same to the kernel.
fn value(text: &str) -> Result<&str, Unwritable> {
    refuse_controls(text)?;
    refuse_outer_blanks(text)?;
    if text.is_empty() {
        return Err(Unwritable::Empty);
    }
    Ok(text)
}
