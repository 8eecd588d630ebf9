//! `${...}` in strings: finds the references and checks their words.

use super::diags;
use super::node::{InstanceValue, Piece, Secret, Text};
use crate::diagnostic::Report;
use crate::source::{Sources, Span};

/// Splits a string into literal text and references. `$${` is a literal `${`.
///
/// An unknown or unfinished reference goes into the report and stays in the text as it was written.
pub(super) fn parse(text: &str, at: Span, sources: &Sources, report: &mut Report) -> Text {
    let mut out = Text::default();
    let mut rest = text;
    let mut count = 0;
    while let Some(found) = rest.find("${") {
        let (before, behind) = rest.split_at(found);
        if let Some(literal) = before.strip_suffix('$') {
            out.push_literal(literal);
            out.push_literal("${");
            rest = behind.get(2..).unwrap_or_default();
            count += 1;
            continue;
        }
        out.push_literal(before);
        let place = Places {
            sources,
            whole: at,
            text,
        }
        .reference(count, behind);
        count += 1;
        let Some((words, after)) = behind.get(2..).and_then(|words| words.split_once('}')) else {
            report.push(diags::unclosed_reference(place));
            out.push_literal(behind);
            return out;
        };
        match reference(words, place) {
            Ok(piece) => out.pieces.push(piece),
            Err(diagnostic) => {
                report.push(*diagnostic);
                out.push_literal(&format!("${{{words}}}"));
            }
        }
        rest = after;
    }
    out.push_literal(rest);
    out
}

fn reference(words: &str, span: Span) -> Result<Piece, Box<crate::diagnostic::Diagnostic>> {
    if let Some(name) = words.strip_prefix("var.") {
        let name = name.to_owned();
        return Ok(Piece::Var { name, span });
    }
    if let Some(fact) = words.strip_prefix("instance.") {
        let value = InstanceValue::parse(fact);
        return value
            .map(Piece::Instance)
            .ok_or_else(|| Box::new(diags::unknown_reference(span, words)));
    }
    if let Some(secret) = Secret::parse(words) {
        return secret
            .map(Piece::Secret)
            .map_err(|wanted| Box::new(diags::malformed_secret(span, words, wanted)));
    }
    Err(Box::new(diags::unknown_reference(span, words)))
}

/// Finds the place of a reference in the source of its string.
struct Places<'a> {
    sources: &'a Sources,
    whole: Span,
    text: &'a str,
}

impl Places<'_> {
    /// Returns the bytes of the `count`th `${`; of the whole string where escapes hide it.
    fn reference(&self, count: usize, behind: &str) -> Span {
        let raw = self.sources.text(self.whole);
        if raw.matches("${").count() != self.text.matches("${").count() {
            return self.whole;
        }
        let Some((at, _)) = raw.match_indices("${").nth(count) else {
            return self.whole;
        };
        let length = behind.find('}').map_or(2, |end| end + 1);
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let start = self.whole.start.saturating_add(narrow(at));
        let end = start.saturating_add(narrow(length)).min(self.whole.end);
        Span {
            file: self.whole.file,
            start,
            end,
        }
    }
}
