//! How long a file is and how it begins.

use super::{modules, none};

/// Lines that a file may have.
const LONGEST: usize = 300;

/// Files that are tables: their length is that of what they list.
const TABLES: &[&str] = &[
    "profile/shape/host.rs",
    // One function for each diagnostic, words only.
    "host/diags.rs",
    "profile/diags.rs",
    "diagnostic/codes.rs",
];

/// Files over the length that one idea holds together; the list may only become shorter.
const STILL_LONG: &[&str] = &[
    "artifact/document.rs",
    "host/tree.rs",
    "host/vars.rs",
    "profile/check.rs",
    "profile/node.rs",
    "reader/logrotate.rs",
];

/// Lines that even those may not have.
const LONGEST_OF_ALL: usize = 400;

#[test]
fn every_file_has_a_length_that_can_be_read() {
    let long = |module: &super::Module| {
        let lines = module.text.lines().count();
        let path = module.path.as_str();
        let most = if STILL_LONG.contains(&path) {
            LONGEST_OF_ALL
        } else {
            LONGEST
        };
        (lines > most && !TABLES.contains(&path)).then(|| format!("{}: {lines} lines", module.path))
    };
    let found: Vec<String> = modules().iter().filter_map(long).collect();
    none("files over 300 lines", &found);
}

#[test]
fn nine_in_ten_files_are_shorter_and_the_tables_exist() {
    let modules = modules();
    for table in TABLES {
        assert!(
            modules.iter().any(|module| module.path == *table),
            "{table}"
        );
    }
    let long = modules
        .iter()
        .filter(|module| module.text.lines().count() > LONGEST);
    assert!(long.count() * 10 <= modules.len());
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent = |module: &super::Module| {
        let first = module.text.lines().next().unwrap_or_default();
        (!first.starts_with("//! ")).then(|| module.path.clone())
    };
    let found: Vec<String> = modules().iter().filter_map(silent).collect();
    none("modules without `//!` on the first line", &found);
}

#[test]
fn nothing_is_left_to_do_later_in_a_comment() {
    let mut found = Vec::new();
    for module in modules() {
        for (at, line) in module.text.lines().enumerate() {
            if [
                "TODO",
                "FIXME",
                "XXX:",
                "dbg!(",
                "todo!(",
                "unimplemented!(",
            ]
            .iter()
            .any(|word| line.contains(word))
            {
                found.push(format!("{}:{}", module.path, at + 1));
            }
        }
    }
    none("left for later", &found);
}
