//! The encoders: whatever one writes, every reader model and every real reader at hand gives back.

mod documents;
mod env;
mod gzip;
mod line_formats;
mod mime;
mod shell;

use parbake::format::Lines;

/// A text whose lines are tagged with their numbers.
pub(crate) fn numbered<S: AsRef<str>>(lines: &[S]) -> Lines<usize> {
    let mut text = Lines::new();
    for (number, line) in lines.iter().enumerate() {
        text.push(line.as_ref(), number);
    }
    text
}
