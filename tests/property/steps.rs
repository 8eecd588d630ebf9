//! The steps of a bundle as calls: what bake.sh does, and what the user-data has done at boot.

use std::collections::BTreeMap;

use parbake::bundle::Bundle;
use parbake::reader::shell_words;

use super::scopes::parts_text;

/// One call of a step function, with what it reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call {
    /// Function and arguments.
    pub(super) words: Vec<String>,
    /// Its standard input, where it has one.
    pub(super) input: Option<String>,
}

/// The calls of bake.sh, in order.
pub(super) fn baked(bundle: &Bundle) -> Vec<Call> {
    let Some(file) = bundle.files.get("image/bake.sh") else {
        return Vec::new();
    };
    let text = String::from_utf8(file.bytes.clone()).expect("bake.sh is text");
    let mut in_step = false;
    let mut calls = Vec::new();
    let mut lines = text.split('\n');
    while let Some(line) = lines.next() {
        if line.starts_with("step_") && line.ends_with("() {") {
            in_step = true;
        } else if line == "}" {
            in_step = false;
        } else if in_step {
            let (command, input) = here_document(line.trim_start(), &mut lines);
            calls.push(call(command, input));
        }
    }
    calls
}

/// Splits a here-document off a command.
fn here_document<'t>(
    line: &'t str,
    lines: &mut std::str::Split<'t, char>,
) -> (&'t str, Option<String>) {
    let Some((command, mark)) = line.rsplit_once(" <<'") else {
        return (line, None);
    };
    let mark = mark.trim_end_matches('\'');
    let body: Vec<&str> = lines.by_ref().take_while(|line| *line != mark).collect();
    let text = body.iter().map(|line| format!("{line}\n"));
    (command, Some(text.collect()))
}

fn call(command: &str, input: Option<String>) -> Call {
    let words = shell_words::split(command);
    Call {
        words: words.unwrap_or_else(|error| panic!("{command}: {error:?}")),
        input,
    }
}

/// The calls of a launch's boot program, in order.
pub(super) fn booted(bundle: &Bundle, launch: &str) -> Vec<Call> {
    let text = parts_text(bundle, launch);
    let mut put: BTreeMap<String, String> = BTreeMap::new();
    let mut lines = text.split('\n');
    while let Some(line) = lines.next() {
        let (command, input) = here_document(line, &mut lines);
        if let Some(input) = input {
            let words = call(command, None).words;
            put.insert(words[1].clone(), input);
        }
    }
    let steps = put.get("steps").cloned().unwrap_or_default();
    steps.lines().map(|line| step(line, &put)).collect()
}

/// `step ORDER EVERY SECONDS NAME FUNCTION ARGUMENTS... [< FILE]`.
fn step(line: &str, put: &BTreeMap<String, String>) -> Call {
    let (command, file) = match line.rsplit_once(" < ") {
        Some((command, file)) => (command, Some(file)),
        None => (line, None),
    };
    let input = file.map(|file| put[&call(file, None).words[0]].clone());
    let mut call = call(command, input);
    call.words.drain(..5);
    call
}
