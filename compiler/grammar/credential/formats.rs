//! Credentials of known vendors: they begin with a word of their own, or hold one.

mod table;

use super::pattern::{Format, Letters, is_varied};
use super::{Found, slice};
use table::FORMATS;

/// A format with its own word inside: letters, the word, letters.
struct Inner {
    before: (Letters, usize),
    word: &'static str,
    behind: (Letters, usize, usize),
    kind: &'static str,
}

/// Source: gitleaks 8.30 config/gitleaks.toml, `azure-ad-client-secret`, `hashicorp-tf-api-token`, `telegram-bot-api-token`.
const INNER: &[Inner] = &[
    Inner {
        before: (Letters::Token, 4),
        word: "Q~",
        behind: (Letters::Token, 31, 34),
        kind: "Azure client secret",
    },
    Inner {
        before: (Letters::Alnum, 14),
        word: ".atlasv1.",
        behind: (Letters::Token, 60, 70),
        kind: "HCP Terraform token",
    },
    Inner {
        before: (Letters::Digits, 8),
        word: ":AA",
        behind: (Letters::Url, 33, 33),
        kind: "Telegram token",
    },
];

/// The bytes that a prefix of the table may begin with.
const FIRST: [bool; 256] = first_bytes();

#[expect(
    clippy::indexing_slicing,
    reason = "only for a constant: a wrong index does not compile"
)]
const fn first_bytes() -> [bool; 256] {
    let mut first = [false; 256];
    let mut at = 0;
    while at < FORMATS.len() {
        first[FORMATS[at].prefix.as_bytes()[0] as usize] = true;
        at += 1;
    }
    first
}

/// Lists the formats that begin with a word of their own: the word, the kind, the source.
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    FORMATS
        .iter()
        .map(|format| (format.prefix, format.kind, format.source))
}

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut before = 0_u8;
    while let Some(byte) = bytes.get(at).copied() {
        let begins = FIRST.get(usize::from(byte)) == Some(&true) && !before.is_ascii_alphanumeric();
        if let Some((format, length)) = begins.then(|| longest(bytes, at)).flatten() {
            let range = at..at + length;
            if !is_of_a_manual(slice(text, range.clone())) {
                found.push(Found::new(format.kind, range));
            }
            at += length;
            before = b'a';
            continue;
        }
        before = byte;
        at += 1;
    }
    for inner in INNER {
        find_inner(text, inner, found);
    }
}

/// Finds the format that takes the most of what stands at a place.
fn longest(bytes: &[u8], at: usize) -> Option<(&'static Format, usize)> {
    let rest = bytes.get(at..)?;
    let first = rest.first()?;
    let start = FORMATS.partition_point(|format| format.prefix.as_bytes().first() < Some(first));
    let of_first = FORMATS.get(start..)?.iter();
    let of_first = of_first.take_while(|format| format.prefix.as_bytes().first() == Some(first));
    of_first
        .filter_map(|format| Some((format, format.length(rest)?)))
        .max_by_key(|(_, length)| *length)
}

/// AWS ends the keys of its manuals in these words.
///
/// Source: gitleaks 8.30 config/gitleaks.toml, rule `aws-access-token`, allowlist `.+EXAMPLE$`.
pub(super) fn is_of_a_manual(text: &str) -> bool {
    text.ends_with("EXAMPLE") || text.ends_with("EXAMPLEKEY")
}

fn find_inner(text: &str, inner: &Inner, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    for (at, word) in text.match_indices(inner.word) {
        let (letters, least, most) = inner.behind;
        let behind = bytes.iter().skip(at + word.len()).take(most);
        let length = behind.take_while(|byte| letters.has(**byte)).count();
        let Some(start) = at.checked_sub(inner.before.1) else {
            continue;
        };
        let before = bytes.get(start..at).unwrap_or_default();
        let body = at + word.len()..at + word.len() + length;
        let fits = length >= least
            && before.iter().all(|byte| inner.before.0.has(*byte))
            && is_varied(bytes.get(body.clone()).unwrap_or_default());
        if fits {
            found.push(Found::new(inner.kind, start..body.end));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formats_are_sorted_and_each_has_a_source() {
        for pair in FORMATS.windows(2) {
            assert!(pair[0].prefix < pair[1].prefix, "{}", pair[1].prefix);
        }
        for format in FORMATS {
            assert!(!format.source.is_empty() && !format.kind.is_empty());
            assert!(!format.parts.is_empty(), "{}", format.prefix);
        }
    }
}
