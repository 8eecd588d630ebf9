//! The lines of a file, unit or script, each with its place in the profile.

use std::borrow::Cow;
use std::sync::Arc;

use crate::host::Body;
use crate::host::leaf::Cause;
use crate::source::{Sources, text_lines};

/// A line with its place.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// The line without its line feed.
    pub(super) text: String,
    /// Where it stands: the whole body where the lines cannot be told apart.
    pub(super) cause: Cause,
}

/// Lists the lines of a body; none where it is no text.
pub(super) fn lines(body: &Body, sources: &Sources) -> Vec<Line> {
    let (text, is_in_profile) = match body {
        Body::Text(text, _) => (Cow::Owned(text.display()), true),
        Body::Bytes(bytes, _) => (String::from_utf8_lossy(bytes), false),
    };
    let cause = body.cause();
    let texts: Vec<&str> = text.lines().collect();
    let spans = if is_in_profile {
        text_lines(sources, cause.span, texts.len())
    } else {
        Vec::new()
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

impl Line {
    /// The words of the line, as blanks separate them.
    pub(super) fn words(&self) -> Vec<&str> {
        self.text.split_whitespace().collect()
    }
}
