//! What systemd makes of the units and drop-ins of the profile, at the line that it would not take.

use crate::diagnostic::{Diagnostic, Report, codes};
use crate::host::{Body, Host, Unit};
use crate::reader::systemd_unit::{Effect, File, Finding, read};
use crate::source::{Sources, Span, text_lines};

/// Reads every unit and drop-in as systemd does.
pub(in crate::artifact) fn check(host: &Host, sources: &Sources, report: &mut Report) {
    // What a unit without its kind would mean to systemd says nothing more.
    let named = |unit: &&Unit| !report.refuses(unit.name.span);
    let units: Vec<&Unit> = host.units.iter().filter(named).collect();
    for unit in units {
        let name = unit.name.text.as_str();
        for body in unit.body.states.iter().flatten() {
            content(body, File::Unit(name), sources, report);
        }
        for drop_in in &unit.drop_ins {
            for body in drop_in.states.iter().flatten() {
                content(body, File::DropIn(name), sources, report);
            }
        }
    }
}

fn content(body: &Body, file: File<'_>, sources: &Sources, report: &mut Report) {
    let (text, lines) = match body {
        Body::Text(text, cause) => {
            let shown = text.display();
            let count = shown
                .strip_suffix('\n')
                .unwrap_or(&shown)
                .split('\n')
                .count();
            (shown, text_lines(sources, cause.span, count))
        }
        Body::Bytes(bytes, _) => (String::from_utf8_lossy(bytes).into_owned(), Vec::new()),
    };
    for finding in read(file, &text) {
        let place = Place::of(&finding, &text, &lines, body.cause().span, sources);
        report.push(diagnostic(&finding, &place));
    }
}

/// Where a finding stands.
struct Place<'t> {
    span: Span,
    /// The line, with its number, where the span does not show it.
    line: Option<(usize, &'t str)>,
    /// The bytes that are wrong, where the span is exactly them.
    bytes: Option<&'t str>,
}

impl<'t> Place<'t> {
    fn of(
        finding: &Finding,
        text: &'t str,
        lines: &[Span],
        whole: Span,
        sources: &Sources,
    ) -> Self {
        let Some(number) = finding.line else {
            return Self {
                span: whole,
                line: None,
                bytes: None,
            };
        };
        let line = text.split('\n').nth(number).unwrap_or_default();
        let Some(span) = lines.get(number) else {
            return Self {
                span: whole,
                line: Some((number + 1, line)),
                bytes: None,
            };
        };
        // Where the source spells the line otherwise (an escape, a reference), its bytes are others.
        let bytes = line
            .get(finding.bytes.clone())
            .filter(|_| sources.text(*span) == line);
        let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) else {
            return Self {
                span: *span,
                line: None,
                bytes: None,
            };
        };
        let at = |offset: usize| {
            span.start
                .saturating_add(u32::try_from(offset).unwrap_or(u32::MAX))
        };
        let exact = Span {
            file: span.file,
            start: at(finding.bytes.start),
            end: at(finding.bytes.end),
        };
        Self {
            span: exact,
            line: None,
            bytes: Some(bytes),
        }
    }
}

fn diagnostic(finding: &Finding, place: &Place<'_>) -> Diagnostic {
    let (code, label, note) = match finding.effect {
        Effect::Refused => (
            codes::REFUSED_UNIT,
            "systemd does not load the unit",
            "`systemctl start` would fail with \"bad unit file setting\"",
        ),
        Effect::Ignored => (
            codes::IGNORED_UNIT_LINE,
            "ignored",
            "systemd would log a warning and go on without it",
        ),
    };
    let label = match place.line {
        Some((number, line)) => format!("{label}: line {number}, `{line}`"),
        None => label.to_owned(),
    };
    let found = Diagnostic::error(code, place.span, finding.says.as_str())
        .label(label)
        .note(note);
    match place.bytes {
        Some(word) if !finding.known.is_empty() => {
            found.did_you_mean(place.span, word, &finding.known, str::to_owned)
        }
        Some(_) | None => found,
    }
}
