//! Passwords on a command line: `--password X`, `curl -u user:X`, `docker login -p X`, `echo user:X | chpasswd`.

use std::ops::Range;

use super::assignment::{kind, promised};
use super::value::is_password;
use super::{Found, slice};

/// The longest command that is looked at.
const LONGEST: usize = 2048;

/// Programs with a flag of one letter for a password, or for `user:password`.
const SHORT: &[(&str, &[&str])] = &[
    ("curl ", &["-u", "--user", "-U", "--proxy-user"]),
    ("wget ", &["--http-password", "--ftp-password"]),
    ("login ", &["-p"]),
    ("sshpass ", &["-p"]),
    ("mysql ", &["-p"]),
];

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    long_flags(text, found);
    for (program, flags) in SHORT {
        let mut from = 0;
        while let Some(at) = text.get(from..).and_then(|rest| rest.find(program)) {
            from += at + program.len();
            // The words of a line are read once, however many programs stand in it.
            from = short_flags(text, from, flags, found);
        }
    }
    let mut done = 0;
    for (at, _) in text.match_indices("chpasswd") {
        piped(text, done..at, found);
        done = at;
    }
}

/// `--token X`: the name promises, the next word is the value.
fn long_flags(text: &str, found: &mut Vec<Found>) {
    for (at, _) in text.match_indices("--") {
        let rest = slice(text, at + 2..text.len());
        let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let length = rest.bytes().take(64).take_while(part).count();
        let name = rest.get(..length).unwrap_or_default();
        let is_apart = rest.as_bytes().get(length) == Some(&b' ');
        let Some(promise) = Some(name).filter(|_| is_apart).and_then(promised) else {
            continue;
        };
        let behind = rest.get(length..).unwrap_or_default();
        let word = behind.trim_start_matches([' ', '"', '\'', '\\']);
        let start = at + 2 + length + behind.len() - word.len();
        let word = word.split(is_between).next().unwrap_or_default();
        if let Some(kind) = kind(promise, word, name) {
            found.push(Found::new(kind, start..start + word.len()));
        }
    }
}

/// Reads the words of a command and returns where they end.
fn short_flags(text: &str, from: usize, flags: &[&str], found: &mut Vec<Found>) -> usize {
    let mut is_next = false;
    let mut end = from;
    for (start, word) in words(text, from) {
        end = start + word.len();
        let password = match word.split_once(':') {
            Some((user, password)) if !user.is_empty() => password,
            Some(_) | None => word,
        };
        let has_user = password.len() < word.len();
        let of_curl = flags.contains(&"-u");
        if is_next && is_password(password) && (has_user || !of_curl) {
            let start = start + word.len() - password.len();
            found.push(Found::new("password", start..start + password.len()));
        }
        is_next = flags.contains(&word);
    }
    end
}

/// `echo 'root:X' | chpasswd`.
fn piped(text: &str, range: Range<usize>, found: &mut Vec<Found>) {
    let at = range.end;
    let before = slice(text, range.clone());
    let line = before
        .rfind('\n')
        .map_or(range.start, |line| range.start + line + 1);
    let line = line.max(at.saturating_sub(LONGEST));
    for (start, word) in words(text, line).take_while(|(start, _)| *start < at) {
        let Some((user, password)) = word.split_once(':') else {
            continue;
        };
        if !user.is_empty() && is_password(password) {
            let start = start + user.len() + 1;
            found.push(Found::new("password", start..start + password.len()));
        }
    }
}

/// The words of a command from a place to the end of its line, without their quotes.
fn words(text: &str, from: usize) -> impl Iterator<Item = (usize, &str)> {
    let rest = slice(text, from..text.len());
    let mut end = rest.len().min(LONGEST);
    while !rest.is_char_boundary(end) {
        end -= 1;
    }
    let line = rest.get(..end).unwrap_or_default();
    let line = line.split('\n').next().unwrap_or_default();
    let words = line.split(is_between).filter(|word| !word.is_empty());
    words.map(move |word| (from + word.as_ptr() as usize - line.as_ptr() as usize, word))
}

fn is_between(letter: char) -> bool {
    letter.is_whitespace() || "\"'\\;|&<>()".contains(letter)
}
