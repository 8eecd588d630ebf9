//! Literals of a profile that look like credentials: found in the text as it was written, comments included.

use super::keypath::KeyPath;
use super::node::{Node, Table, Value};
use crate::grammar::credential::{self, Found};
use crate::source::{FileId, Span};

/// A literal that looks like a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspect {
    /// What it looks like.
    pub kind: &'static str,
    /// The place to point at.
    pub span: Span,
    /// The bytes that must not be shown.
    pub hidden: Span,
    /// The value itself: no output may hold it.
    pub value: String,
    /// The key that it belongs to; a comment belongs to the key before it.
    pub leaf: KeyPath,
    /// Whether it stands in a comment, which no host gets.
    pub in_comment: bool,
}

/// Finds the suspects of one file.
pub(super) fn suspects(text: &str, file: FileId, table: &Table) -> Vec<Suspect> {
    let written = credential::find(text);
    if written.is_empty() && !text.contains('\\') {
        return Vec::new();
    }
    let mut pieces = Vec::new();
    collect(table, &KeyPath::default(), &mut pieces);
    pieces.sort_by_key(|piece| piece.span);
    let mut suspects: Vec<Suspect> = written
        .into_iter()
        .map(|found| suspect(text, file, &pieces, found))
        .collect();
    suspects.extend(escaped(text, &pieces, &suspects));
    suspects.sort_by_key(|suspect| suspect.span);
    suspects
}

/// A key or a value with its place.
struct Piece<'t> {
    span: Span,
    path: KeyPath,
    /// The string, where the piece is one.
    string: Option<&'t str>,
}

fn collect<'t>(table: &'t Table, path: &KeyPath, pieces: &mut Vec<Piece<'t>>) {
    for entry in &table.entries {
        let path = path.child(&entry.key);
        pieces.push(Piece {
            span: entry.key_span,
            path: path.clone(),
            string: None,
        });
        collect_node(&entry.node, &path, pieces);
    }
}

fn collect_node<'t>(node: &'t Node, path: &KeyPath, pieces: &mut Vec<Piece<'t>>) {
    match &node.value {
        Value::Table(table) => collect(table, path, pieces),
        Value::List(items) => items
            .iter()
            .for_each(|item| collect_node(item, path, pieces)),
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Text(_) => {
            pieces.push(Piece {
                span: node.span,
                path: path.clone(),
                string: node.as_str(),
            });
        }
    }
}

fn suspect(text: &str, file: FileId, pieces: &[Piece<'_>], found: Found) -> Suspect {
    let span = |range: &std::ops::Range<usize>| Span {
        file,
        start: narrow(range.start),
        end: narrow(range.end),
    };
    let (at, hidden) = (span(&found.at), span(&found.hidden));
    let behind = pieces.partition_point(|piece| piece.span.start <= at.start);
    let piece = behind.checked_sub(1).and_then(|at| pieces.get(at));
    let is_inside = piece.is_some_and(|piece| at.start < piece.span.end);
    let line = text.get(..found.at.start).unwrap_or_default();
    let line = line.rsplit('\n').next().unwrap_or_default();
    Suspect {
        kind: found.kind,
        span: at,
        hidden,
        value: text.get(found.hidden).unwrap_or_default().to_owned(),
        leaf: piece.map(|piece| own(&piece.path)).unwrap_or_default(),
        in_comment: !is_inside && line.contains('#'),
    }
}

/// Finds what only shows when the escapes of a string are read.
fn escaped(text: &str, pieces: &[Piece<'_>], known: &[Suspect]) -> Vec<Suspect> {
    let mut suspects = Vec::new();
    for piece in pieces {
        let Some(string) = piece.string else { continue };
        let raw = text.get(piece.span.start as usize..piece.span.end as usize);
        let Some(raw) = raw.filter(|raw| raw.starts_with('"') && raw.contains('\\')) else {
            continue;
        };
        let is_known = |suspect: &Suspect| {
            piece.span.start <= suspect.span.start && suspect.span.start < piece.span.end
        };
        let after = known.partition_point(|suspect| suspect.span < piece.span);
        if known.get(after).is_some_and(is_known) {
            continue;
        }
        for found in credential::find(string) {
            suspects.push(of_string(piece, raw, string, found));
        }
    }
    suspects
}

/// Places what was found in a string: exactly where it stands as it is, else at the whole string.
fn of_string(piece: &Piece<'_>, raw: &str, string: &str, found: Found) -> Suspect {
    let place = |range: std::ops::Range<usize>| {
        let words = string.get(range).unwrap_or_default();
        let at = raw.find(words).filter(|_| !words.is_empty());
        at.map_or(piece.span, |at| Span {
            file: piece.span.file,
            start: piece.span.start.saturating_add(narrow(at)),
            end: piece.span.start.saturating_add(narrow(at + words.len())),
        })
    };
    Suspect {
        kind: found.kind,
        span: place(found.at),
        hidden: place(found.hidden.clone()),
        value: string.get(found.hidden).unwrap_or_default().to_owned(),
        leaf: own(&piece.path),
        in_comment: false,
    }
}

/// Returns a path without the variant that it is of: `[lints]` names leaves of the host.
fn own(path: &KeyPath) -> KeyPath {
    match path.keys() {
        [first, _, below @ ..] if first == "variants" && !below.is_empty() => {
            let keys: Vec<&str> = below.iter().map(String::as_str).collect();
            KeyPath::from(keys.as_slice())
        }
        _ => path.clone(),
    }
}

fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
