//! From TOML text to a tree with places. The only module that sees TOML.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diags;
use super::node::{Entry, Node, Table, Text, Value};
use crate::diagnostic::Report;
use crate::source::{FileId, Span};

/// How many lines that are not TOML are shown: a file of another kind has as many as it has lines.
const MOST: usize = 10;

/// Reads a text; every syntax error goes into the report, and what could be read comes back.
pub(super) fn parse(text: &str, file: FileId, report: &mut Report) -> Table {
    let (table, errors) = DeTable::parse_recoverable(text);
    let stops = stops(text, file, &errors);
    let more = stops.len().saturating_sub(MOST);
    for (index, (at, message)) in stops.values().take(MOST).enumerate() {
        let found = diags::syntax(*at, message);
        let is_last = index + 1 == MOST && more > 0;
        report.push(if is_last {
            found.note(diags::more_syntax(more))
        } else {
            found
        });
    }
    let mut reader = Reader {
        text,
        file,
        report,
        stops,
    };
    reader.table(table.get_ref())
}

/// The first syntax error of each line, by where the line ends: what follows on the line is the same mistake, read
/// on from where the reading stopped.
type Stops = BTreeMap<u32, (Span, String)>;

fn stops(text: &str, file: FileId, errors: &[toml::de::Error]) -> Stops {
    let mut stops = Stops::new();
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        if is_behind(&stops, span(file, &range)) {
            continue;
        }
        let behind = text.get(range.start..).unwrap_or_default();
        let rest = behind.find('\n').unwrap_or(behind.len());
        let end = span(file, &(range.start..range.start + rest)).end;
        let found = (span(file, &range), error.message().to_owned());
        stops.entry(end).or_insert(found);
    }
    stops
}

/// Says whether the reading of the line has stopped before a place.
fn is_behind(stops: &Stops, at: Span) -> bool {
    let line = stops.range(at.start..).next();
    line.is_some_and(|(_, (stop, _))| stop.start <= at.start)
}

struct Reader<'r> {
    text: &'r str,
    file: FileId,
    report: &'r mut Report,
    stops: Stops,
}

impl Reader<'_> {
    fn table(&mut self, table: &DeTable<'_>) -> Table {
        let mut entries: Vec<Entry> = Vec::with_capacity(table.len());
        for (key, value) in table {
            if let Some(node) = self.node(value) {
                entries.push(Entry {
                    key: key.get_ref().to_string(),
                    key_span: span(self.file, &key.span()),
                    node,
                });
            }
        }
        // The parser keeps its keys sorted; a profile is read in the order in which it was written.
        entries.sort_by_key(|entry| entry.key_span);
        Table { entries }
    }

    fn node(&mut self, spanned: &Spanned<DeValue<'_>>) -> Option<Node> {
        let at = span(self.file, &spanned.span());
        // What the parser made of the rest of a line that it could not read is no value of the profile.
        if is_behind(&self.stops, at) {
            return None;
        }
        let value = match spanned.get_ref() {
            DeValue::String(text) => {
                let written = self.text.get(spanned.span()).unwrap_or_default();
                Value::Text(Text::literal(with_line_feeds(text, written)))
            }
            DeValue::Boolean(value) => Value::Bool(*value),
            DeValue::Integer(number) => {
                match i64::from_str_radix(number.as_str(), number.radix()) {
                    Ok(number) => Value::Integer(number),
                    Err(_) => return self.refuse(diags::integer_too_large(at)),
                }
            }
            DeValue::Float(number) => match number.as_str().parse::<f64>() {
                Ok(number) if number.is_finite() => Value::Float(number),
                _ => return self.refuse(diags::float_not_finite(at)),
            },
            DeValue::Datetime(_) => return self.refuse(diags::datetime(at)),
            DeValue::Array(items) => {
                Value::List(items.iter().filter_map(|item| self.node(item)).collect())
            }
            DeValue::Table(table) => Value::Table(self.table(table)),
        };
        Some(Node::new(value, at))
    }

    fn refuse(&mut self, diagnostic: crate::diagnostic::Diagnostic) -> Option<Node> {
        self.report.push(diagnostic);
        None
    }
}

/// Takes the carriage returns out of line ends that an editor wrote; those of `\r` stay.
///
/// A host would refuse `#!/bin/sh` with one behind it, and one checkout of a profile would give other
/// bytes than the next. TOML 1.0.0, "String": a newline may be normalised.
fn with_line_feeds<'t>(text: &'t str, written: &str) -> Cow<'t, str> {
    if written.contains("\r\n") {
        Cow::Owned(text.replace("\r\n", "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

fn span(file: FileId, range: &Range<usize>) -> Span {
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span {
        file,
        start: narrow(range.start),
        end: narrow(range.end),
    }
}
