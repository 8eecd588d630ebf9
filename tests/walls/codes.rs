//! The register of codes: each unique, in order, explained, and used.

use parbake::diagnostic::{CODES, Code};
use parbake::lint::LINTS;
use parbake::reference;

use super::{modules, none};
use crate::support::{files_under, package_root};

#[test]
fn ids_are_unique_and_in_order_within_their_letter() {
    let codes: Vec<&Code> = reference::codes().collect();
    let letters: Vec<&str> = codes.iter().map(|code| &code.id[..1]).collect();
    let mut seen: Vec<&str> = letters.clone();
    seen.dedup();
    assert_eq!(seen, ["P", "O", "V", "L"], "the letters stand together");
    for pair in codes.windows(2) {
        let same_letter = pair[0].id[..1] == pair[1].id[..1];
        assert!(
            !same_letter || pair[0].id < pair[1].id,
            "{} before {}",
            pair[0].id,
            pair[1].id
        );
    }
    for code in codes {
        let digits = &code.id[1..];
        assert!(
            digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()),
            "{}",
            code.id
        );
    }
}

#[test]
fn names_are_unique_and_in_kebab_case() {
    let codes: Vec<&Code> = reference::codes().collect();
    for (at, code) in codes.iter().enumerate() {
        let is_kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(code.name.chars().all(is_kebab), "{}", code.name);
        assert!(
            codes[..at].iter().all(|before| before.name != code.name),
            "{}",
            code.name
        );
        assert_eq!(reference::code(code.id), Some(*code));
        assert_eq!(reference::code(code.name), Some(*code));
    }
}

#[test]
fn every_code_is_explained() {
    for code in reference::codes() {
        assert!(
            code.doc.len() > 30 && code.doc.contains('.'),
            "{}: {}",
            code.id,
            code.doc
        );
    }
}

/// What the list says of a code is what the cases show.
#[test]
fn the_level_of_a_mistake_is_that_of_its_cases() {
    let cases = files_under(&package_root().join("tests/cases"));
    let snapshots = cases.iter().filter(|path| path.ends_with("check.snap"));
    let text: String = snapshots
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    for code in CODES {
        let level = reference::listed(code).level;
        let others = ["error", "warning", "note"].into_iter();
        for other in others.filter(|other| *other != level) {
            let shown = text.contains(&format!("{other}[{}]", code.id));
            assert!(!shown, "{} is listed as {level}", code.id);
        }
    }
}

/// A user decides by these whether to change the profile or to allow the lint.
#[test]
fn every_lint_says_what_is_bad_and_what_is_good() {
    for lint in LINTS {
        let doc = lint.code.text();
        for word in ["Bad: ", "Good: "] {
            assert!(doc.contains(word), "{} lacks {word}:\n{doc}", lint.code.id);
        }
        let paragraphs = doc.split("\n\n").count();
        assert!(paragraphs >= 3, "{}: what, why, bad and good", lint.code.id);
        let first = doc.split("\n\n").next().unwrap_or_default();
        assert!(first.ends_with('.'), "{}: {first}", lint.code.id);
    }
}

/// `not-utf8` is `NOT_UTF8` in the code.
fn constant(code: &Code) -> String {
    code.name.to_uppercase().replace('-', "_")
}

#[test]
fn every_code_is_used() {
    let modules = modules();
    let used = |code: &&&Code| {
        let name = format!("codes::{}", constant(code));
        let is_end =
            |text: &str| !text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        modules.iter().any(|module| {
            module
                .text
                .match_indices(&name)
                .any(|(at, _)| is_end(&module.text[at + name.len()..]))
        })
    };
    let unused = CODES.iter().filter(|code| !used(code));
    let found: Vec<String> = unused
        .map(|code| format!("{} {}", code.id, code.name))
        .collect();
    none("codes that nothing reports", &found);
}
