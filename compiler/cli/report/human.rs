//! Diagnostics the way rustc shows them, and one line that counts them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use parbake::diagnostic::Severity;
use parbake::diagnostic::conceal::{Secret, masked};
use parbake::source::{FileId, SourceFile, Span};

use super::Finding;
use crate::compilation::Subject;
use crate::text::{count, printable, without_c1};

/// Renders all findings and the line that counts them; nothing where there are none.
pub(crate) fn render(findings: &[Finding<'_>], color: bool) -> String {
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut text = String::new();
    for finding in findings {
        text.push_str(&renderer.render(&[group(finding)]));
        text.push_str("\n\n");
    }
    if let Some((level, line)) = summary(findings) {
        let title = level.primary_title(line);
        text.push_str(&renderer.render(&[Group::with_title(title)]));
        text.push('\n');
    }
    text
}

/// Builds the picture of one finding.
fn group<'a>(finding: &Finding<'a>) -> Group<'a> {
    let found = finding.diagnostic;
    let title = level(found.severity)
        .primary_title(printable(&found.message))
        .id(found.code.id);
    let mut group = match finding.compilation.subject {
        Subject::Profile => Group::with_title(title).elements(snippets(finding)),
        // The file as a whole is meant; its text is not shown.
        Subject::Root => {
            let path = finding
                .place
                .as_ref()
                .map(|place| printable(&place.file).into());
            Group::with_title(title).elements(path.map(|path: Cow<'_, str>| Origin::from(path)))
        }
    };
    if let Some(note) = &found.note {
        group = group.element(Level::NOTE.message(printable(note)));
    }
    if let Some(help) = &found.help {
        group = group.element(Level::HELP.message(printable(help)));
    }
    group
}

/// Builds one snippet per file, that of the diagnostic itself first.
fn snippets<'a>(finding: &Finding<'a>) -> Vec<Snippet<'a, Annotation<'a>>> {
    let found = finding.diagnostic;
    let Some(primary) = found.span else {
        return Vec::new();
    };
    let mut marks: BTreeMap<FileId, Vec<Mark<'a>>> = BTreeMap::new();
    let mut mark = |span: Span, kind, label: &'a str| {
        let mark = Mark { span, kind, label };
        marks.entry(span.file).or_default().push(mark);
    };
    mark(primary, AnnotationKind::Primary, &found.label);
    for related in &found.related {
        mark(related.span, AnnotationKind::Context, &related.label);
    }
    let first = marks.remove(&primary.file).map(|own| (primary.file, own));
    first
        .into_iter()
        .chain(marks)
        .filter_map(|(file, marks)| snippet(finding, file, &marks))
        .collect()
}

/// A span to underline.
struct Mark<'a> {
    span: Span,
    kind: AnnotationKind,
    label: &'a str,
}

/// Builds the snippet of one file.
fn snippet<'a>(
    finding: &Finding<'a>,
    id: FileId,
    marks: &[Mark<'a>],
) -> Option<Snippet<'a, Annotation<'a>>> {
    let file = finding.compilation.compiled.sources.get(id)?;
    let window = Window::around(file, marks);
    let annotations = marks.iter().map(|mark| {
        let annotation = mark.kind.span(window.range(mark.span));
        let label = (!mark.label.is_empty()).then(|| printable(mark.label));
        annotation.label(label)
    });
    let text = window.without(&finding.compilation.compiled.secrets, id);
    let shown = if finding.diagnostic.conceals {
        let ends = marks.iter().map(|mark| window.range(mark.span).end);
        concealed(&text, ends.max().unwrap_or(0))
    } else {
        without_c1(&text)
    };
    let snippet = Snippet::source(shown)
        .line_start(window.first_line)
        .path(printable(&finding.compilation.shown(&file.name)))
        .annotations(annotations);
    Some(snippet)
}

/// Shows lines up to the end of the place, which is a key, and hides the letters behind it.
fn concealed(text: &str, end: usize) -> String {
    let (key, value) = text.split_at(floor(text, end));
    let hide = |letter: char| {
        if letter.is_alphanumeric() {
            '*'
        } else {
            letter
        }
    };
    format!(
        "{}{}",
        without_c1(key),
        value.chars().map(hide).collect::<String>()
    )
}

/// The whole lines that a set of spans touches; the renderer need not see the rest of the file.
struct Window<'a> {
    text: &'a str,
    start: usize,
    first_line: usize,
}

impl<'a> Window<'a> {
    /// Cuts the lines out of a file.
    fn around(file: &'a SourceFile, marks: &[Mark<'_>]) -> Self {
        let text = file.text.as_str();
        let starts = marks.iter().map(|mark| mark.span.start as usize);
        let ends = marks.iter().map(|mark| mark.span.end as usize);
        let first = floor(text, starts.min().unwrap_or(0));
        let last = floor(text, ends.max().unwrap_or(0)).max(first);
        let before = text.get(..first).unwrap_or_default();
        let after = text.get(last..).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let end = after.find('\n').map_or(text.len(), |at| last + at);
        let lines = text.get(start..end).unwrap_or_default();
        Self {
            text: lines.strip_suffix('\r').unwrap_or(lines),
            start,
            first_line: file.position(u32::try_from(start).unwrap_or(u32::MAX)).line as usize,
        }
    }

    /// Returns the lines with a star for each byte of a secret.
    fn without(&self, secrets: &[Secret], file: FileId) -> String {
        let mut text = masked(self.text, secrets);
        let here = secrets.iter().filter_map(|secret| secret.span);
        let here = here.filter(|span| span.file == file && span.end as usize > self.start);
        for span in here {
            let range = self.range(span);
            let hidden = text.get(range.clone()).unwrap_or_default();
            let stars: String = hidden
                .chars()
                .map(|letter| match letter {
                    '\n' => "\n".to_owned(),
                    _ => "*".repeat(letter.len_utf8()),
                })
                .collect();
            text.replace_range(range, &stars);
        }
        text
    }

    /// Moves a span into the window, onto whole characters.
    fn range(&self, span: Span) -> Range<usize> {
        let at = |offset: u32| floor(self.text, (offset as usize).saturating_sub(self.start));
        let start = at(span.start);
        start..at(span.end).max(start)
    }
}

/// Returns the largest boundary of a character that is not behind an offset.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

/// Returns the renderer's level for a severity.
fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

/// Counts errors and warnings; notes are not counted.
fn summary(findings: &[Finding<'_>]) -> Option<(Level<'static>, String)> {
    let of = |severity| {
        let found = findings.iter();
        let matching = found.filter(|finding| finding.diagnostic.severity == severity);
        matching.count()
    };
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let mut profiles: Vec<_> = findings
        .iter()
        .map(|finding| &finding.compilation.profile)
        .collect();
    profiles.sort();
    profiles.dedup();
    let noun = findings
        .first()
        .map_or(Subject::Profile, |finding| finding.compilation.subject);
    let place = format!(" in {}", count(profiles.len(), noun.noun()));
    let (level, what) = match (errors, warnings) {
        (0, 0) => return None,
        (0, _) => (Level::WARNING, count(warnings, "warning")),
        (_, 0) => (Level::ERROR, count(errors, "error")),
        _ => {
            let both = format!(
                "{} and {}",
                count(errors, "error"),
                count(warnings, "warning")
            );
            (Level::ERROR, both)
        }
    };
    Some((level, what + &place + fixable(findings).as_str()))
}

/// Says how many mistakes a command can mend.
fn fixable(findings: &[Finding<'_>]) -> String {
    let fixes = findings
        .iter()
        .filter(|finding| finding.diagnostic.fix.is_some());
    match fixes.count() {
        0 => String::new(),
        number => format!("; `parbake check --fix` mends {number}"),
    }
}

#[cfg(test)]
#[path = "human_tests.rs"]
mod tests;
