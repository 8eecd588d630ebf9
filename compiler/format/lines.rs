//! Text made line by line, each line with a tag that says what caused it.
//!
//! The tag is the caller's type: an encoder carries it along and never looks at it. That is how
//! every line of an output leads back to the profile while no encoder knows what a span is.

/// Lines of text, each with the tag of its cause; `None` marks a structural line (a brace, a header).
///
/// A line never holds a line feed. The text ends with one when it is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines<T> {
    /// The lines in order.
    pub lines: Vec<(String, Option<T>)>,
}

impl<T> Default for Lines<T> {
    fn default() -> Self {
        Self { lines: Vec::new() }
    }
}

impl<T: Clone> Lines<T> {
    /// Makes an empty text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a line that the profile caused.
    pub fn push(&mut self, line: impl Into<String>, cause: T) {
        self.lines.push((line.into(), Some(cause)));
    }

    /// Adds a structural line, which holds no value of the profile.
    pub fn push_plain(&mut self, line: impl Into<String>) {
        self.lines.push((line.into(), None));
    }

    /// Adds every line of a text under one cause; a missing last line feed is added.
    ///
    /// A carriage return stays where it is.
    pub fn push_text(&mut self, text: &str, cause: &T) {
        for line in split(text) {
            self.push(line, cause.clone());
        }
    }

    /// Adds every line of a boilerplate text.
    pub fn push_plain_text(&mut self, text: &str) {
        for line in split(text) {
            self.push_plain(line);
        }
    }

    /// Adds the lines of another text.
    pub fn append(&mut self, other: Self) {
        self.lines.extend(other.lines);
    }

    /// Returns the text, each line ended by a line feed.
    #[must_use]
    pub fn text(&self) -> String {
        let size = self.lines.iter().map(|(line, _)| line.len() + 1).sum();
        let mut text = String::with_capacity(size);
        for (line, _) in &self.lines {
            text.push_str(line);
            text.push('\n');
        }
        text
    }
}

/// Splits a text at its line feeds only: [`str::lines`] would take carriage returns off.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let count = if text.is_empty() { 0 } else { usize::MAX };
    body.split('\n').take(count)
}
