//! Literals that look like credentials: where one stands in a text and of what kind it is, never its value.
//!
//! Knows no profile. Every search reads the text a bounded number of times, so that all of it is linear.

mod assignment;
mod command;
mod entropy;
mod formats;
mod pattern;
mod private_key;
mod url;
mod value;

use std::ops::Range;

/// A literal that looks like a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it looks like: `GitHub token`.
    pub kind: &'static str,
    /// The bytes to point at.
    pub at: Range<usize>,
    /// The bytes that must not be shown; those of a private key lie behind its first line.
    pub hidden: Range<usize>,
}

impl Found {
    /// A credential whose place and value are the same bytes.
    fn new(kind: &'static str, at: Range<usize>) -> Self {
        Self {
            kind,
            hidden: at.clone(),
            at,
        }
    }
}

/// A way to look for credentials.
type Search = fn(&str, &mut Vec<Found>);

/// The searches, the most certain first: of two that find the same bytes the first names the kind.
const SEARCHES: &[Search] = &[
    private_key::find,
    formats::find,
    url::find,
    assignment::find,
    command::find,
    entropy::find,
];

/// Finds every literal of a text that looks like a credential, by position, none over another.
#[must_use]
pub fn find(text: &str) -> Vec<Found> {
    let mut all: Vec<(usize, Found)> = Vec::new();
    let mut found = Vec::new();
    for (rank, search) in SEARCHES.iter().enumerate() {
        search(text, &mut found);
        all.extend(found.drain(..).map(|found| (rank, found)));
    }
    all.sort_by_key(|(rank, found)| (found.hidden.start.min(found.at.start), *rank));
    let mut kept: Vec<(usize, Found)> = Vec::with_capacity(all.len());
    for (rank, found) in all {
        match kept.last_mut() {
            Some((held, last)) if overlap(last, &found) => take_in(held, last, rank, found),
            Some(_) | None => kept.push((rank, found)),
        }
    }
    kept.into_iter().map(|(_, found)| found).collect()
}

/// Lists the formats of vendors: how each begins, what it is, and who says so.
pub fn formats() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    formats::all()
}

fn overlap(before: &Found, behind: &Found) -> bool {
    behind.at.start.min(behind.hidden.start) < before.at.end.max(before.hidden.end)
}

/// Makes one of two that overlap: the surer one names and places it, the bytes of both are hidden.
fn take_in(held: &mut usize, last: &mut Found, rank: usize, found: Found) {
    let hidden = last.hidden.start.min(found.hidden.start)..last.hidden.end.max(found.hidden.end);
    if rank < *held {
        *held = rank;
        *last = found;
    }
    last.hidden = hidden;
}

/// Returns a range of bytes as text; empty where it cuts a character.
fn slice(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}
