//! Bad input: whatever a profile holds, the answer is a diagnostic at its place, in words.

mod broken_text;
mod hostile_size;
mod mutated;
mod unfit_values;

use parbake::Compiled;

use crate::support::{findings, judged, messages};

/// A profile that compiles, to which one mistake is added; it ends in a section of no other use.
const GOOD: &str = "\
edition = \"2026\"
name = \"web\"
[host]
base = \"al2023-ecs\"
[ecs]
cluster = \"web\"
";

/// Adds lines to the good profile, which has six, and judges the outcome.
fn with(lines: &str) -> Compiled {
    judged(format!("{GOOD}{lines}"))
}

/// Expects exactly these findings, each `name-of-the-code:line`, and one of them with these words.
fn expect(compiled: &Compiled, expected: &[&str], words: &str) {
    let all = messages(compiled);
    assert_eq!(findings(compiled), expected, "{all:#?}");
    assert!(
        words.is_empty() || all.iter().any(|message| message.contains(words)),
        "{words:?} is not in {all:#?}"
    );
}

#[test]
fn the_good_profile_is_good() {
    expect(&with(""), &[], "");
}
