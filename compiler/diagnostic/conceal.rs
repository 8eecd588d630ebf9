//! Keeps secrets out of what is shown, whoever shows it.

use super::Diagnostic;
use crate::source::Span;

/// A text that must not be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Where it stands, if it stands in a file that was read.
    pub span: Option<Span>,
    /// The text.
    pub text: String,
}

/// Shorter texts are hidden only where they stand as words: `pass` is a part of many.
const SHORT: usize = 6;

/// Takes secrets out of the words of diagnostics; a repair that holds one is dropped.
pub fn conceal(diagnostics: &mut [Diagnostic], secrets: &[Secret]) {
    if secrets.is_empty() {
        return;
    }
    for found in diagnostics {
        let texts = [&mut found.message, &mut found.label].into_iter();
        let more = [&mut found.note, &mut found.help].into_iter().flatten();
        let related = found.related.iter_mut().map(|related| &mut related.label);
        for text in texts.chain(more).chain(related) {
            *text = masked(text, secrets);
        }
        let holds = |text: &str| masked(text, secrets) != text;
        if found
            .fix
            .as_ref()
            .is_some_and(|fix| holds(&fix.replacement))
        {
            found.fix = None;
        }
    }
}

/// Returns a text with a star for each byte of a secret, so that places in it stay true.
#[must_use]
pub fn masked(text: &str, secrets: &[Secret]) -> String {
    let mut shown = text.to_owned();
    for line in secrets.iter().flat_map(|secret| secret.text.lines()) {
        let word = line.trim();
        if !word.is_empty() && shown.contains(word) {
            shown = without(&shown, word);
        }
    }
    shown
}

fn without(text: &str, word: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut done = 0;
    for (at, _) in text.match_indices(word) {
        let part = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let behind = text
            .get(at + word.len()..)
            .and_then(|text| text.chars().next());
        let is_whole = !part(before) && !part(behind);
        if word.len() < SHORT && !is_whole {
            continue;
        }
        shown.push_str(text.get(done..at).unwrap_or_default());
        shown.push_str(&"*".repeat(word.len()));
        done = at + word.len();
    }
    shown.push_str(text.get(done..).unwrap_or_default());
    shown
}
