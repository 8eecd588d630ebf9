//! Credentials: every made-up one is found, nothing harmless is.

use std::fs;

use parbake::bundle::Bundle;
use parbake::grammar::credential::{Found, find, formats};
use parbake::{Options, compile};

use crate::support::{DiskWorld, package_root, profiles};

const SECRETS: &str = include_str!("made-up-secrets.txt");
const HARMLESS: &str = include_str!("harmless-lines.txt");

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with("# "))
}

/// Each made-up secret with its kind, its marks taken out.
fn secrets() -> Vec<(String, String)> {
    let row = |line: &str| {
        let (kind, text) = line.split_once('\t').expect("kind, tab, line");
        (kind.to_owned(), text.replace('¦', ""))
    };
    lines(SECRETS)
        .filter(|line| !line.starts_with("# ") && line.contains('\t'))
        .map(row)
        .collect()
}

#[test]
fn every_made_up_secret_is_found_and_named() {
    let secrets = secrets();
    assert!(secrets.len() >= 120, "{}", secrets.len());
    let mut missed = Vec::new();
    for (kind, text) in &secrets {
        let found = find(text);
        if !found.iter().any(|found| found.kind == kind) {
            missed.push(format!("{kind}: {text}: {found:?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn every_kind_of_a_vendor_is_in_the_list() {
    let secrets = secrets();
    let listed = |kind: &str| secrets.iter().any(|(listed, _)| listed == kind);
    let missing: Vec<&str> = formats()
        .map(|(_, kind, _)| kind)
        .filter(|kind| !listed(kind))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn nothing_harmless_is_taken_for_one() {
    let harmless: Vec<&str> = lines(HARMLESS).collect();
    assert!(harmless.len() >= 200, "{}", harmless.len());
    let alone = harmless.iter().flat_map(|line| alarms(line));
    let together = alarms(&harmless.join("\n"));
    let alarms: Vec<String> = alone.chain(together).collect();
    assert!(alarms.is_empty(), "{}", alarms.join("\n"));
}

#[test]
fn no_sample_and_no_bundle_of_one_holds_any() {
    for (name, profile) in profiles() {
        let text = fs::read_to_string(&profile).unwrap();
        assert_eq!(alarms(&text), [""; 0], "{name}");
        let directory = profile.parent().unwrap().to_owned();
        let compiled = compile(&DiskWorld(directory), "profile.toml", &Options::default());
        let bundle: Bundle = compiled.bundle.unwrap();
        for (path, file) in &bundle.files {
            let text = String::from_utf8_lossy(&file.bytes);
            assert_eq!(alarms(&text), [""; 0], "{name}/{path}");
        }
    }
    let common = fs::read_to_string(package_root().join("samples/base/common.toml")).unwrap();
    assert_eq!(alarms(&common), [""; 0]);
}

/// What is found in a text that is harmless, for a look at it.
fn alarms(text: &str) -> Vec<String> {
    let show = |found: Found| format!("{}: {}", found.kind, &text[found.at]);
    find(text).into_iter().map(show).collect()
}

/// Draws letters; the same in every run.
struct Letters(u64);

impl Letters {
    const ALL: &'static [u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    fn word(&mut self, length: usize, letters: usize) -> String {
        let mut next = || {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            char::from(Self::ALL[usize::try_from(self.0 >> 33).unwrap() % letters])
        };
        (0..length).map(|_| next()).collect()
    }
}

/// No name and no format gives these away: the rate is what it is, and must not fall.
#[test]
fn most_words_drawn_at_random_are_found_without_a_name() {
    let mut letters = Letters(2026);
    let mut hits = 0;
    for at in 0..1000 {
        let word = letters.word(32 + at % 20, 62);
        hits += usize::from(!find(&format!("app --id {word} --verbose")).is_empty());
    }
    println!("entropy alone finds {hits} of 1000");
    assert!((700..=1000).contains(&hits), "{hits}");
}

/// Certificates, icons and signatures are base64 over many lines, or one long word.
#[test]
fn base64_is_no_secret() {
    let mut letters = Letters(7);
    let mut alarms_found = Vec::new();
    for width in [64, 76] {
        let block: Vec<String> = (0..2000).map(|_| letters.word(width, 64)).collect();
        alarms_found.extend(alarms(&block.join("\n")));
    }
    for _ in 0..2000 {
        let length = 57 + usize::from(letters.word(1, 64).as_bytes()[0]) * 4;
        alarms_found.extend(alarms(&format!(
            "data:image/png;base64,{}",
            letters.word(length, 64)
        )));
    }
    assert_eq!(alarms_found, [""; 0]);
}

#[test]
fn any_text_is_taken_and_every_range_is_in_it() {
    let pieces = [
        "password = ",
        "\"",
        "'",
        "é",
        "-----BEGIN ",
        "PRIVATE KEY",
        "-----",
        "://",
        ":",
        "@",
        "=",
        "--token ",
        "\n",
        " ",
        "sig=",
        "Q~",
        ".atlasv1.",
        "auth",
        "ey",
        ".",
        "AKIA",
        "curl ",
        "-u ",
        "chpasswd",
        "\\",
        "$",
        "a1B2c3D4e5F6g7H8",
    ];
    let mut letters = Letters(1);
    for _ in 0..5000 {
        let text: String = (0..12)
            .map(|_| pieces[usize::from(letters.word(1, 64).as_bytes()[0]) % pieces.len()])
            .collect();
        for found in find(&text) {
            assert!(text.get(found.at.clone()).is_some(), "{text:?} {found:?}");
            assert!(
                text.get(found.hidden.clone()).is_some(),
                "{text:?} {found:?}"
            );
        }
    }
}

/// Twice the text takes about twice the time: what a hostile text could make quadratic.
#[test]
fn hostile_text_is_read_in_linear_time() {
    for piece in [
        "-----BEGIN PRIVATE KEY-----\n",
        "://a:b",
        "--token ",
        "curl -u ",
        "token=",
        "ey",
        "login ",
        "a:b chpasswd ",
        "\"\"\"",
        "====",
        "eyAAAAAAAAAAAAAAAAAAAAA.ey-",
    ] {
        let text = piece.repeat((1 << 20) / piece.len());
        let start = std::time::Instant::now();
        let found = find(&text);
        assert!(
            start.elapsed().as_secs() < 20,
            "{piece:?}: {:?}, {} found",
            start.elapsed(),
            found.len()
        );
    }
}
