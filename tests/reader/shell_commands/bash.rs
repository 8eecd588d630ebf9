//! The same scripts read by bash: it takes what the reader calls whole, and runs the commands that the reader names.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use parbake::reader::shell_commands::{is_shell_script, read};
use proptest::prelude::*;

use crate::support::package_root;

/// Says whether bash would take a script.
fn bash_takes(text: &[u8]) -> bool {
    let mut bash = Command::new("bash")
        .args(["-O", "extglob", "-n"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    bash.stdin.take().unwrap().write_all(text).unwrap();
    let output = bash.wait_with_output().unwrap();
    // Some mistakes at the very end leave the status at zero; an unended here-document is a warning only.
    let said = String::from_utf8_lossy(&output.stderr);
    output.status.success() && said.lines().all(|line| line.contains("warning:"))
}

fn scripts_below(directory: &Path, found: &mut Vec<Vec<u8>>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            scripts_below(&path, found);
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        if is_shell_script(&bytes) || path.extension().is_some_and(|extension| extension == "sh") {
            found.push(bytes);
        }
    }
}

#[test]
fn parbakes_own_scripts_are_whole_and_full_of_commands() {
    let mut scripts = Vec::new();
    for directory in ["templates", "tests/shell", "tests/real", "samples"] {
        scripts_below(&package_root().join(directory), &mut scripts);
    }
    assert!(scripts.len() > 30, "{}", scripts.len());
    for bytes in scripts {
        let script = read(&bytes);
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
        assert!(script.is_whole, "{head}");
        assert!(bash_takes(&bytes), "{head}");
    }
}

/// Scripts of the commands c0 to c9 in constructs of every kind.
fn script(depth: u32) -> BoxedStrategy<String> {
    let simple = (0..10, prop::sample::select(ARGUMENTS))
        .prop_map(|(number, words)| format!("c{number}{words}"));
    simple
        .prop_recursive(depth, 24, 3, |inner| {
            let pair = (inner.clone(), inner.clone());
            prop_oneof![
                (pair.clone(), prop::sample::select(JOINTS))
                    .prop_map(|((a, b), joint)| format!("{a}{joint}{b}")),
                pair.clone()
                    .prop_map(|(a, b)| format!("if {a}; then\n{b}\nfi")),
                pair.clone()
                    .prop_map(|(a, b)| format!("for x in 1 \"$({a})\"; do {b}; done")),
                pair.clone()
                    .prop_map(|(a, b)| format!("case x in y) {a} ;; *)\n{b}\nesac")),
                pair.prop_map(|(a, b)| format!("f() {{ {a}\n}}\nf\n{b}")),
                inner.clone().prop_map(|a| format!("( {a} )")),
                inner.clone().prop_map(|a| format!("{{ {a}; }} >/dev/null")),
                inner.clone().prop_map(|a| format!("x=$( {a} )")),
                // A delimiter of its own: in another body the same line would end that one.
                (inner, 0..u32::MAX).prop_map(|(a, number)| {
                    format!(
                        "{{ cat >/dev/null <<E{number}\nc9 is no command $( {a} )\nE{number}\n}}"
                    )
                }),
            ]
        })
        .boxed()
}

const JOINTS: &[&str] = &["\n", "; ", " && ", " || ", " | ", " # c1\n"];

const ARGUMENTS: &[&str] = &[
    "",
    " a",
    " 'c1; c2'",
    " \"$(c3)\"",
    " `c4`",
    " <<<x",
    " 2>&1",
    " \\; c1",
    " ${x:-$(c5)}",
];

/// Runs a script in which c0 to c9 are programs that write their names down.
fn run(text: &str) -> BTreeSet<String> {
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join("log");
    for number in 0..10 {
        let stub = directory.path().join(format!("c{number}"));
        // Each succeeds and fails by turns would hide branches, so all succeed.
        fs::write(
            &stub,
            format!("#!/bin/sh\necho c{number} >>{}\n", log.display()),
        )
        .unwrap();
        fs::set_permissions(&stub, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let path = format!("{}:/usr/bin:/bin", directory.path().display());
    let status = Command::new("bash")
        .args(["-c", text])
        .env("PATH", path)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.code().is_some());
    let names = fs::read_to_string(&log).unwrap_or_default();
    names.lines().map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_bash_runs_is_what_the_reader_names(text in script(3)) {
        let script = read(text.as_bytes());
        prop_assert!(script.is_whole, "{text}");
        prop_assert!(bash_takes(text.as_bytes()), "{text}");
        let named: BTreeSet<String> = script.commands.iter().filter_map(|command| command.name()).collect();
        for name in run(&text) {
            prop_assert!(named.contains(&name), "{name} runs, and is not named:\n{text}");
        }
        // Nothing is named that the text holds only in quotes, comments and here-documents.
        let quoted = !text.contains("c9") || text.matches("c9").count() > text.matches("c9 is").count();
        prop_assert!(quoted || !named.contains("c9"), "{text}");
    }

    #[test]
    fn what_bash_takes_is_whole(tokens in prop::collection::vec(prop::sample::select(super::TOKENS), 0..12)) {
        let text = tokens.concat();
        // bash -n leaves an empty `[[` to the run.
        if !text.contains("[[") && bash_takes(text.as_bytes()) {
            prop_assert!(read(text.as_bytes()).is_whole, "{text:?}");
        }
    }
}
