//! What logrotate says of the arguments of directives, once the lines are read.
//!
//! Source: logrotate 3.21.0 `config.c` (`readConfigFile`, `readModeUidGid`, `readPath`, `readAddress`), each complaint
//! seen on logrotate 3.21.0 and 3.22.0 with `-d`.

use std::collections::BTreeSet;

use super::{Configuration, Directive, size};

/// The words for how often; the last one of a stanza counts, and logrotate says so.
const OFTEN: [&str; 6] = ["daily", "hourly", "monthly", "size", "weekly", "yearly"];

/// Returns what logrotate would complain of, in order.
#[must_use]
pub fn complaints(configuration: &Configuration) -> Vec<String> {
    let mut found = of_lines(&configuration.globals);
    let mut paths = BTreeSet::new();
    for stanza in &configuration.stanzas {
        let twice = stanza.paths.iter().filter(|path| !paths.insert(*path));
        if !is_set(
            "ignoreduplicates",
            &configuration.globals,
            &stanza.directives,
        ) {
            found.extend(twice.map(|path| format!("duplicate log entry for {path}")));
        }
        found.extend(of_lines(&stanza.directives));
    }
    found
}

fn is_set(word: &str, globals: &[Directive], lines: &[Directive]) -> bool {
    globals.iter().chain(lines).any(|line| line.word == word)
}

fn of_lines(lines: &[Directive]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut often: Option<&str> = None;
    for line in lines {
        if !fits(&line.word, &line.argument) {
            found.push(format!("bad argument of {}: {}", line.word, line.argument));
        }
        if OFTEN.contains(&line.word.as_str()) {
            if let Some(before) = often.filter(|before| *before != line.word) {
                found.push(format!(
                    "'{}' overrides previously specified '{before}'",
                    line.word
                ));
            }
            often = Some(&line.word);
        }
    }
    found
}

fn fits(word: &str, argument: &str) -> bool {
    match word {
        "rotate" => number(argument).is_some_and(|number| number >= -1),
        "maxage" | "minage" | "shredcycles" | "start" => {
            number(argument).is_some_and(|number| number >= 0)
        }
        "size" | "minsize" | "maxsize" => size(argument).is_some(),
        "weekly" => argument.is_empty() || matches!(argument.as_bytes(), [b'0'..=b'7']),
        "create" | "createolddir" => {
            // The mode may be left out; what is no octal number is the owner.
            let mut words = argument.split_ascii_whitespace();
            let first = words.next().unwrap_or_default();
            let has_mode = first.chars().all(|digit| digit.is_digit(8));
            words.count() <= if has_mode { 2 } else { 1 }
        }
        // "no user for su", "no group for su" where one is missing (3.21 and 3.22 run).
        "su" => argument.split_ascii_whitespace().count() == 2,
        "compresscmd" | "compressext" | "uncompresscmd" | "olddir" | "mail" | "include" => {
            !argument.contains([' ', '\t'])
        }
        _ => true,
    }
}

/// `strtol` with base 0, to the end of the text.
fn number(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, radix) = match (digits.strip_prefix("0x"), digits.strip_prefix('0')) {
        (Some(digits), _) => (digits, 16),
        (None, Some(digits)) if !digits.is_empty() => (digits, 8),
        (None, _) => (digits, 10),
    };
    if !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    i64::from_str_radix(digits, radix)
        .ok()
        .map(|number| sign * number)
}
