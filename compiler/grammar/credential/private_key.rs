//! Blocks of private keys: PEM, OpenPGP, SSH2, PuTTY.

use super::{Found, slice};

/// The longest head of a block: `-----BEGIN RSA PRIVATE KEY-----` and the like.
const LONGEST_HEAD: usize = 120;

/// The longest block: a key of 16384 bits has 13 kB.
const LONGEST_BLOCK: usize = 16 << 10;

/// How a block begins, and what ends its head.
///
/// Source: RFC 7468 section 10; RFC 9580 section 6.2; RFC 4716 section 3; PuTTY manual 0.83, appendix C.
const HEADS: &[(&str, &str)] = &[
    ("-----BEGIN ", "-----"),
    ("---- BEGIN ", " ----"),
    ("PuTTY-User-Key-File-", ":"),
];

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    for (head, close) in HEADS {
        for (at, _) in text.match_indices(head) {
            if let Some(block) = block(text, at, head, close) {
                found.push(block);
            }
        }
    }
}

fn block(text: &str, at: usize, head: &str, close: &str) -> Option<Found> {
    let inner = at + head.len();
    let near = slice(text, inner..boundary(text, inner + LONGEST_HEAD));
    let length = near.find(close)?;
    let name = near.get(..length)?;
    let is_private = name.ends_with("PRIVATE KEY") || name.ends_with("PRIVATE KEY BLOCK");
    let is_putty = head.starts_with("PuTTY") && name.bytes().all(|byte| byte.is_ascii_digit());
    if name.contains('\n') || !(is_private || is_putty) {
        return None;
    }
    let at = at..inner + length + close.len();
    let hidden = at.end..end(text, at.end);
    Some(Found {
        kind: "private key",
        at,
        hidden,
    })
}

/// Returns where a block that begins before a place ends; the longest there is where nothing says so.
fn end(text: &str, from: usize) -> usize {
    let rest = slice(text, from..boundary(text, from + LONGEST_BLOCK));
    let ends = ["-----END", "---- END", "-----BEGIN", "\"\"\"", "'''"];
    let nearest = ends.iter().filter_map(|word| rest.find(word)).min();
    nearest.map_or(from + rest.len(), |length| from + length)
}

/// Returns the first boundary of a character at or behind an offset.
fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (at..=text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len())
}
