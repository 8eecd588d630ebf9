//! Known mistakes: each a few lines of a profile, with the code that must stand at the marked line, and nothing else.
//!
//! The files under `tests/mistakes` hold the entries. An entry begins with `## what somebody thought`, and `# <- CODE`
//! ends the line at fault. `## [debian-12] ...` takes another base. A mistake that breaks its line for TOML, or that
//! must stand first in a file, has a case of its own under `tests/cases`.

use std::collections::BTreeSet;
use std::fs;

use parbake::lint::LINTS;

use crate::support::{files_under, judged_files, messages, package_root, show};

/// What every entry is laid into: two lines before it, and the host behind it.
const HEAD: &str = "edition = \"2026\"\nname = \"web\"\n";

/// The base where an entry names none.
const BASE: &str = "al2023-ecs";

/// Files that an entry may name.
const BESIDE: &[(&str, &[u8])] = &[("files/motd", b"hello\n"), ("files/tool", b"\x7fELF\xff\0")];

/// The least number of entries.
const LEAST: usize = 150;

const MARK: &str = " # <- ";

struct Mistake {
    /// Where it stands, for a look at a failure.
    place: String,
    base: String,
    snippet: String,
    /// `CODE:LINE` of the marked lines, counted from the first line of the snippet.
    expected: Vec<String>,
}

#[test]
fn every_known_mistake_is_one_diagnostic_at_its_line() {
    let mistakes = mistakes();
    let wrong: Vec<String> = mistakes.iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(mistakes.len() >= LEAST, "{} mistakes", mistakes.len());
}

#[test]
fn every_lint_has_a_known_mistake() {
    let expected = mistakes().into_iter().flat_map(|mistake| mistake.expected);
    let known: BTreeSet<String> = expected
        .filter_map(|mark| Some(mark.split_once(':')?.0.to_owned()))
        .collect();
    let missing: Vec<&str> = LINTS
        .iter()
        .map(|lint| lint.code.id)
        .filter(|id| !known.contains(*id))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn no_mistake_stands_twice() {
    let mut seen = BTreeSet::new();
    for mistake in mistakes() {
        let is_new = seen.insert((mistake.base, mistake.snippet));
        assert!(is_new, "{}", mistake.place);
    }
}

fn mistakes() -> Vec<Mistake> {
    let files = files_under(&package_root().join("tests/mistakes"));
    let mut found = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        for (at, entry) in text.split("\n## ").enumerate().skip(1) {
            let (title, snippet) = entry.split_once('\n').unwrap();
            found.push(mistake(
                &format!("{} entry {at}: {title}", show(&path)),
                title,
                snippet,
            ));
        }
    }
    found
}

fn mistake(place: &str, title: &str, snippet: &str) -> Mistake {
    let base = title
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'));
    let mut plain = String::new();
    let mut expected = Vec::new();
    for (at, line) in snippet.trim_end().lines().enumerate() {
        let (line, codes) = line.split_once(MARK).unwrap_or((line, ""));
        expected.extend(
            codes
                .split_whitespace()
                .map(|code| format!("{code}:{}", at + 1)),
        );
        plain.push_str(line);
        plain.push('\n');
    }
    assert_eq!(expected.len(), 1, "{place}: one line is marked, once");
    Mistake {
        place: place.to_owned(),
        base: base.map_or(BASE, |(base, _)| base).to_owned(),
        snippet: plain,
        expected,
    }
}

fn wrong(mistake: &Mistake) -> Option<String> {
    let host = if mistake.snippet.starts_with("host = ") {
        String::new()
    } else {
        format!("[host]\nbase = \"{}\"\n", mistake.base)
    };
    let profile = format!("{HEAD}{}{host}", mistake.snippet);
    let mut files = BESIDE.to_vec();
    files.push(("profile.toml", profile.as_bytes()));
    let compiled = judged_files(&files);
    let before = HEAD.lines().count();
    // A lint says what compiles and surprises: where something is refused, it is another mistake.
    let is_lint = |code: &str| code.starts_with('L');
    let of_lint = mistake.expected.iter().any(|expected| is_lint(expected));
    let found: Vec<String> = compiled
        .diagnostics
        .iter()
        .filter(|found| of_lint || !is_lint(found.code.id))
        .map(|found| {
            let span = found.span.unwrap();
            let source = compiled.sources.get(span.file).unwrap();
            let line = source.position(span.start).line as usize;
            format!("{}:{}", found.code.id, line.saturating_sub(before))
        })
        .collect();
    (found != mistake.expected).then(|| {
        format!(
            "{}\n  expected {:?}, found {found:?}\n  {}",
            mistake.place,
            mistake.expected,
            messages(&compiled).join("\n  ")
        )
    })
}
