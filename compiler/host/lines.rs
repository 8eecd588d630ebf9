//! The lines of a file, unit or script, each with its place in the profile.

use std::borrow::Cow;
use std::sync::Arc;

use crate::host::Body;
use crate::host::leaf::Cause;
use crate::source::{Sources, Span, text_lines};

/// A line with its place.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// The line without its line feed.
    pub(crate) text: String,
    /// Where it stands: the whole body where the lines cannot be told apart.
    pub(crate) cause: Cause,
}

/// Lists the lines of a body; none where it is no text.
pub(crate) fn lines(body: &Body, sources: &Sources) -> Vec<Line> {
    let cause = body.cause();
    let text = match body {
        Body::Text(text, _) => Cow::Owned(text.display()),
        Body::Bytes(bytes, _) => String::from_utf8_lossy(bytes),
    };
    let texts: Vec<&str> = text.lines().collect();
    let spans = match body {
        Body::Text(..) => text_lines(sources, cause.span, texts.len()),
        Body::Bytes(..) => lines_of_file(body, &text, sources),
    };
    let line = |(at, text): (usize, &str)| Line {
        text: text.to_owned(),
        cause: Cause {
            span: spans.get(at).copied().unwrap_or(cause.span),
            leaf: Arc::clone(&cause.leaf),
        },
    };
    texts.into_iter().enumerate().map(line).collect()
}

/// The place of each line of a file beside the profile; none where its bytes are not UTF-8.
fn lines_of_file(body: &Body, text: &str, sources: &Sources) -> Vec<Span> {
    let mut start = 0;
    let place = |line: &str| {
        let range = start..start + line.trim_end_matches(['\r', '\n']).len();
        start += line.len();
        body.place(sources, range)
    };
    if body.as_bytes() != Some(text.as_bytes()) {
        return Vec::new();
    }
    text.split_inclusive('\n').map_while(place).collect()
}

impl Line {
    /// The words of the line, as blanks separate them.
    pub(crate) fn words(&self) -> Vec<&str> {
        self.text.split_whitespace().collect()
    }
}
