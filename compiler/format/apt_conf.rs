//! apt.conf: `Scope::Name "value";`.
//!
//! Source: apt.conf(5) of apt 2.6: a value stands between double quotes and has no escapes; `//` and `#` begin comments
//! outside of quotes.

use super::Lines;
use super::unwritable::{Unwritable, refuse_controls};

/// One option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting<T> {
    /// The scopes and the name, `Acquire::http::Proxy`.
    pub name: String,
    /// The value.
    pub value: String,
    /// What caused the line.
    pub cause: Option<T>,
}

/// Encodes options, one line each.
///
/// # Errors
/// The first name or value that apt would not take as written.
pub fn encode<T: Clone>(settings: &[Setting<T>]) -> Result<Lines<T>, Unwritable> {
    let mut lines = Lines::new();
    for setting in settings {
        let line = format!("{} \"{}\";", name(&setting.name)?, value(&setting.value)?);
        lines.lines.push((line, setting.cause.clone()));
    }
    Ok(lines)
}

fn name(text: &str) -> Result<&str, Unwritable> {
    if text.is_empty() {
        return Err(Unwritable::Empty);
    }
    let fits = |found: &char| found.is_ascii_alphanumeric() || ":.-_/".contains(*found);
    match text.chars().find(|found| !fits(found)) {
        Some(found) => Err(Unwritable::Syntax(found)),
        None => Ok(text),
    }
}

fn value(text: &str) -> Result<&str, Unwritable> {
    refuse_controls(text)?;
    match text.chars().find(|found| *found == '"') {
        Some(_) => Err(Unwritable::Quote),
        None => Ok(text),
    }
}
