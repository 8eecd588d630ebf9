//! The one module that quotes a word for the shell.
//!
//! Source: POSIX.1-2017, Shell Command Language, sections 2.2 (quoting), 2.4 (reserved words) and
//! 2.7.4 (here-documents).

use super::Lines;

/// Words that are syntax where a command may stand (POSIX 2.4 and bash's own).
const RESERVED: [&str; 19] = [
    "case", "coproc", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if", "in",
    "select", "then", "time", "until", "while", "{", "}",
];

/// Quotes a text as one word; a text of plain characters stays as it is.
///
/// Line breaks and non-ASCII stay readable inside single quotes. No shell can hold a NUL in a word:
/// the caller has refused it.
#[must_use]
pub fn word(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Picks a here-document delimiter that is the first word of no line of the body: `PARBAKE_EOF`, then
/// `PARBAKE_EOF_2` and so on.
///
/// The delimiter is to be used quoted (`<<'PARBAKE_EOF'`), so that nothing is expanded; it also holds
/// for `<<-`, which takes leading tabs off. A shell would only end at a line that equals it; shellcheck
/// takes an indented one, or one with more behind it, for a mistake (SC1039, SC1118 to SC1122).
#[must_use]
pub fn delimiter<T>(body: &Lines<T>) -> String {
    let taken = |candidate: &str| {
        body.lines
            .iter()
            .any(|(line, _)| first_word(line) == candidate)
    };
    let mut candidate = "PARBAKE_EOF".to_owned();
    let mut number = 1;
    while taken(&candidate) {
        number += 1;
        candidate = format!("PARBAKE_EOF_{number}");
    }
    candidate
}

fn first_word(line: &str) -> &str {
    let line = line.trim_start();
    let is_of_word = |next: char| next.is_ascii_alphanumeric() || next == '_';
    line.split(|next| !is_of_word(next)).next().unwrap_or(line)
}

fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-./:@%+,=".contains(&byte))
        && !is_assignment(text)
        && !RESERVED.contains(&text)
}

/// `NAME=value` as the first word would set a variable instead of being run.
fn is_assignment(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, _)| {
        name.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+'))
    })
}
