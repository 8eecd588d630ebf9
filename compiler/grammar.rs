//! The grammars of one-line texts: what [`Grammar`] means, in one place.
//!
//! Knows no profile. A text that still holds `${...}` is the caller's to resolve first.

pub mod aws;
pub mod credential;
mod image;
mod names;
mod network;
mod ssh;
mod stores;
mod table;
mod values;

use std::fmt;

use crate::catalog::types::Grammar;

pub use image::ImageParts;

/// What a text should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The form with an example: `` `START-END`, two ports, such as `49153-65535` ``.
    pub what: &'static str,
}

impl fmt::Display for Expected {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "expected {}", self.what)
    }
}

/// Checks a text against a grammar. Control characters and line breaks fit none.
///
/// # Errors
/// What the grammar wants instead.
pub fn check(grammar: Grammar, text: &str) -> Result<(), Expected> {
    let rule = table::rule(grammar);
    if !text.contains(is_break_or_control) && (rule.accepts)(text) {
        Ok(())
    } else {
        Err(Expected { what: rule.what })
    }
}

/// Returns a regular expression (ECMA 262) for the JSON Schema, where one can tell.
///
/// It accepts whatever [`check`] accepts, and may accept more.
#[must_use]
pub fn pattern(grammar: Grammar) -> Option<&'static str> {
    table::rule(grammar).pattern
}

/// U+2028 and U+2029 end a line for JavaScript and YAML 1.1.
const fn is_break_or_control(character: char) -> bool {
    matches!(character, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}')
}
