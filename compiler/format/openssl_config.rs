//! Configuration files of openssl: sections of `name = value`.
//!
//! Source: openssl config(5), the same from 1.0.2 to 3.5: quotes, `\`, `$` and `#` are syntax anywhere in a value, blanks at its ends are
//! cut off.

use super::Lines;
use super::unwritable::{Unwritable, refuse_controls, refuse_outer_blanks};

/// One section, in the order of its settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section<T> {
    /// Its name.
    pub name: &'static str,
    /// Its settings.
    pub settings: Vec<Setting<T>>,
}

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting<T> {
    /// Its name, `CN` or `DNS.1`.
    pub name: String,
    /// Its value; `${...}` stands for what is put in before openssl reads it.
    pub value: String,
    /// What caused the line.
    pub cause: Option<T>,
}

impl<T> Setting<T> {
    /// Makes a setting.
    pub fn new(name: impl Into<String>, value: impl Into<String>, cause: Option<T>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            cause,
        }
    }
}

/// Encodes sections in their order.
///
/// # Errors
/// The first value that openssl would not take as it stands, with its cause.
pub fn encode<T: Clone>(sections: &[Section<T>]) -> Result<Lines<T>, (Option<T>, Unwritable)> {
    let mut lines = Lines::new();
    for section in sections {
        lines.push_plain(format!("[{}]", section.name));
        for setting in &section.settings {
            value(&setting.value).map_err(|reason| (setting.cause.clone(), reason))?;
            let line = format!("{} = {}", setting.name, setting.value);
            lines.lines.push((line, setting.cause.clone()));
        }
    }
    Ok(lines)
}

fn value(text: &str) -> Result<(), Unwritable> {
    refuse_controls(text)?;
    refuse_outer_blanks(text)?;
    if text.is_empty() {
        return Err(Unwritable::Empty);
    }
    if text.contains('\\') {
        return Err(Unwritable::Backslash);
    }
    if text.contains(['"', '\'']) {
        return Err(Unwritable::Quote);
    }
    if text.contains('#') {
        return Err(Unwritable::Comment);
    }
    if text.replace("${", "").contains('$') {
        return Err(Unwritable::Expansion);
    }
    Ok(())
}
