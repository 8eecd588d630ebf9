//! Real programs as oracles: each runs where it is installed and says so where it is not.

use std::io::Write;
use std::process::{Command, Stdio};

/// Runs a program with bytes on its standard input; `None` where it is not installed.
fn run(program: &str, arguments: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .ok()?;
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "{program}: {}", output.status);
    Some(output.stdout)
}

/// Runs a Python program that reads a JSON document and writes one; skips where a module is missing.
pub(crate) fn python(
    module: &str,
    program: &str,
    input: &serde_json::Value,
) -> Option<serde_json::Value> {
    let guarded = format!(
        "import json, sys\ntry:\n    import {module}\nexcept ImportError:\n    sys.exit(0)\n\
         document = json.load(sys.stdin)\n{program}"
    );
    let output = run("python3", &["-c", &guarded], input.to_string().as_bytes());
    let output = output.filter(|bytes| !bytes.is_empty());
    if output.is_none() {
        eprintln!("skipped: no python3 with the module {module}");
    }
    output.map(|bytes| serde_json::from_slice(&bytes).unwrap())
}

/// Runs a script in bash and returns what it prints.
pub(crate) fn bash(script: &str) -> Option<Vec<u8>> {
    let output = run("bash", &["-s"], script.as_bytes());
    if output.is_none() {
        eprintln!("skipped: no bash");
    }
    output
}
