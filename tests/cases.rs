//! One directory per case, `tests/cases/<name of a code>/<case>/`: a profile, and beside it what
//! `parbake check` says about it, exit status on the last line.
//!
//! A file `args` holds more arguments. Names say what is promised: `quiet-...` and `allowed...` say
//! nothing. New words are taken by `INSTA_UPDATE=always cargo test cases`, after reading them.

use std::fs;
use std::path::{Path, PathBuf};

use parbake::{Aim, Options, compile, reference};

use crate::support::{DiskWorld, Run, package_root, parbake};

/// Codes that no profile can bring about, each with the reason.
const WITHOUT_A_CASE: &[(&str, &str)] = &[
    (
        "architecture",
        "every base so far has machine images for both architectures",
    ),
    (
        "no-way-to-secrets",
        "every base so far has a curl that signs or a package of the AWS command line; tests/catalog/facts.rs has one without",
    ),
    ("identity-left", VERIFY),
    ("secret-left", VERIFY),
    ("stale-left", VERIFY),
    ("weight-left", VERIFY),
    ("no-image", VERIFY),
    ("baked-file-missing", VERIFY),
    ("baked-file-changed", VERIFY),
    ("baked-file-access", VERIFY),
    ("kept-changed", VERIFY),
    ("other-image", VERIFY),
    (
        "boot-order",
        "a fault of parbake's own fact packs, never of a profile",
    ),
    (
        "component-too-large",
        "about the bundle, which a check does not make: tests/feeds.rs brings it about",
    ),
    (
        "template",
        "a fault of parbake's own templates, never of a profile",
    ),
];

/// Why the findings of `verify` have none.
const VERIFY: &str = "about a root directory, not a profile: tests/verify.rs brings each about";

/// Directories of cases that are about no single code.
const OTHER_FOLDERS: &[&str] = &["every-key"];

#[test]
fn each_case_says_what_its_snapshot_says() {
    insta::glob!("cases/*/*/profile.toml", |profile| {
        let directory = profile.parent().unwrap();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(directory);
        settings.set_prepend_module_to_snapshot(false);
        settings.remove_snapshot_suffix();
        settings.set_omit_expression(true);
        settings.remove_input_file();
        settings.bind(|| insta::assert_snapshot!("check", check(directory)));
    });
}

#[test]
fn each_case_brings_about_the_code_of_its_folder() {
    for (name, directories) in folders() {
        if OTHER_FOLDERS.contains(&name.as_str()) {
            continue;
        }
        let code =
            reference::code(&name).unwrap_or_else(|| panic!("tests/cases/{name} names no code"));
        for directory in directories {
            let case = directory.file_name().unwrap().to_str().unwrap();
            let said = check(&directory);
            let place = directory.display();
            if is_silent(case) {
                assert_eq!(said, "-> 0\n", "{place} should be silent");
            } else {
                assert!(
                    said.contains(&format!("[{}]", code.id)),
                    "{place} lacks {}:\n{said}",
                    code.id
                );
            }
        }
    }
}

#[test]
fn a_check_says_what_a_build_says() {
    let cases = folders().into_iter();
    for directory in cases.filter_map(|(_, directories)| directories.into_iter().next()) {
        let world = DiskWorld(directory.clone());
        let found = |aim| {
            let options = Options {
                aim,
                ..Options::default()
            };
            compile(&world, "profile.toml", &options).diagnostics
        };
        let place = directory.display();
        assert_eq!(found(Aim::Diagnostics), found(Aim::Bundle), "{place}");
    }
}

#[test]
fn each_code_has_a_case() {
    let folders = folders();
    for code in reference::codes() {
        let cases: Vec<&str> = folders
            .iter()
            .filter(|(name, _)| name == code.name)
            .flat_map(|(_, directories)| directories)
            .map(|directory| directory.file_name().unwrap().to_str().unwrap())
            .collect();
        let fires = cases.iter().any(|case| !is_silent(case));
        let is_excused = WITHOUT_A_CASE.iter().any(|(name, _)| *name == code.name);
        assert_eq!(
            fires, !is_excused,
            "`{}`: a case that fires, or an excuse",
            code.name
        );
        if code.id.starts_with('L') {
            for kind in ["quiet-", "allowed"] {
                assert!(
                    cases.iter().any(|case| case.starts_with(kind)),
                    "the lint `{}` lacks a case {kind}",
                    code.name
                );
            }
        }
    }
}

/// What the command says about a case, as plain text, and its exit status.
fn check(directory: &Path) -> String {
    let more = fs::read_to_string(directory.join("args")).unwrap_or_default();
    let arguments = ["check", "profile.toml"].into_iter();
    let output = parbake(directory, arguments.chain(more.split_whitespace())).output();
    let run = Run::from(output.unwrap());
    assert_eq!(run.stdout, "", "{}", directory.display());
    format!("{}-> {}\n", run.stderr, run.status.unwrap())
}

fn is_silent(case: &str) -> bool {
    case.starts_with("quiet-") || (case.starts_with("allowed") && !case.ends_with("elsewhere"))
}

/// The folders under tests/cases with their cases, in order.
fn folders() -> Vec<(String, Vec<PathBuf>)> {
    let below = |directory: &Path| {
        let entries = fs::read_dir(directory).unwrap();
        let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        found.retain(|path| path.is_dir());
        found.sort();
        found
    };
    let mut found = Vec::new();
    for folder in below(&package_root().join("tests/cases")) {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let mut cases = below(&folder);
        cases.retain(|case| case.join("profile.toml").is_file());
        assert!(!cases.is_empty(), "tests/cases/{name} holds no case");
        found.push((name, cases));
    }
    found
}
