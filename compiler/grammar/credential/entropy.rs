//! Words drawn at random that no name and no format gives away.
//!
//! Careful rather than keen: digests, identifiers, base64 of anything and names with numbers are no secrets.

use super::value::changes;
use super::{Found, slice};

/// Shorter ones are names and identifiers; of longer ones most are base64 of something.
const LENGTHS: std::ops::RangeInclusive<usize> = 32..=56;

/// The least entropy of a letter, in bits: half of what 40 letters of 62 have at most.
const LEAST_BITS: f64 = 4.2;

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes
            .iter()
            .skip(at)
            .take_while(|byte| is_part(**byte))
            .count();
        if LENGTHS.contains(&length) {
            let word = slice(text, at..at + length);
            if is_random(word) && stands_alone(bytes, at, at + length) {
                found.push(Found::new("random text", at..at + length));
            }
        }
        at += length + 1;
    }
}

/// The letters of base64, of paths and of names: a word with one of the others in it is no token.
fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/=_-.:%~@".contains(&byte)
}

fn is_random(word: &str) -> bool {
    let has = |of: fn(&u8) -> bool| word.bytes().filter(of).count();
    let (digits, small, large) = (
        has(u8::is_ascii_digit),
        has(u8::is_ascii_lowercase),
        has(u8::is_ascii_uppercase),
    );
    digits + small + large == word.len()
        && digits >= 3
        && small >= 6
        && large >= 6
        && changes(word) * 2 >= word.len()
        && bits(word) >= LEAST_BITS
}

/// Returns the Shannon entropy of a letter of a word, in bits.
fn bits(word: &str) -> f64 {
    let mut counts = [0_u8; 128];
    for byte in word.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count = count.saturating_add(1);
        }
    }
    let total = f64::from(u32::try_from(word.len()).unwrap_or(u32::MAX));
    let share = |count: &u8| f64::from(*count) / total;
    let used = counts.iter().filter(|count| **count > 0).map(share);
    used.map(|share| -share * share.log2()).sum()
}

/// A word that is a line of its own among other such lines is a piece of base64.
fn stands_alone(bytes: &[u8], start: usize, end: usize) -> bool {
    let before = bytes.get(..start).unwrap_or_default();
    let behind = bytes.get(end..).unwrap_or_default();
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let left = before.iter().rev().find(|byte| !is_blank(byte));
    let right = behind.iter().find(|byte| !is_blank(byte));
    let is_break = |byte: Option<&u8>| matches!(byte, None | Some(b'\n' | b'\r'));
    !(is_break(left) && is_break(right))
}
