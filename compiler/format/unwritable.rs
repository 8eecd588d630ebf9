//! What a line format cannot carry, as a value.

use thiserror::Error;

/// Why a text cannot be written in a format; the words fit after the name of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unwritable {
    /// Nothing where something is needed.
    #[error("is empty")]
    Empty,
    /// A line feed or carriage return.
    #[error("holds a line break")]
    LineBreak,
    /// A control character, NUL among them.
    #[error("holds the control character U+{0:04X}")]
    Control(u32),
    /// A code point that the reader takes for bad UTF-8.
    #[error("holds U+{0:04X}, which is not a character")]
    NonCharacter(u32),
    /// A blank (of any script) at the beginning or the end.
    #[error("begins or ends with a blank")]
    OuterBlank,
    /// A blank inside a word.
    #[error("holds a blank")]
    Blank,
    /// A backslash.
    #[error("holds a backslash")]
    Backslash,
    /// A quote where the reader would take it as syntax.
    #[error("holds a quote where the reader takes it as syntax")]
    Quote,
    /// `$` or a back quote in a text that a shell may read.
    #[error("holds `$` or a back quote")]
    Expansion,
    /// A comment mark where the reader would take it as one.
    #[error("holds a mark that begins a comment")]
    Comment,
    /// Another character that is syntax of the format.
    #[error("holds `{0}`, which is syntax here")]
    Syntax(char),
    /// Not a name of the format.
    #[error("is not a name that the reader takes")]
    Name,
    /// A name given twice.
    #[error("is given twice")]
    Duplicate,
    /// The word that ends a script, inside the script.
    #[error("holds a line that the reader takes for the end of the script")]
    ScriptEnd,
}

/// Finds a line break or another control character; a tab counts as one.
///
/// # Errors
/// The first one found.
pub(crate) fn refuse_controls(text: &str) -> Result<(), Unwritable> {
    match text.chars().find(|character| character.is_control()) {
        None => Ok(()),
        Some('\n' | '\r') => Err(Unwritable::LineBreak),
        Some(other) => Err(Unwritable::Control(u32::from(other))),
    }
}

/// Finds a blank at either end, by Unicode's rule: Go's `strings.TrimSpace` takes more than ASCII off.
///
/// # Errors
/// [`Unwritable::OuterBlank`].
pub(crate) fn refuse_outer_blanks(text: &str) -> Result<(), Unwritable> {
    if text.trim() == text {
        Ok(())
    } else {
        Err(Unwritable::OuterBlank)
    }
}
