//! `parbake explain`: a diagnostic, a setting, or where a generated line came from.

use parbake::diagnostic::Code;
use parbake::diagnostic::spelling::nearest;
use parbake::reference::{self, Listed, Reference};
use serde_json::json;

use crate::arguments::Explain;
use crate::entry;
use crate::failure::Failure;
use crate::origin;
use crate::outcome::Output;

/// Explains what the word means.
///
/// # Errors
/// [`Failure`] when there is nothing to explain.
pub(crate) fn run(arguments: &Explain) -> Result<Output, Failure> {
    match &arguments.subject {
        Some(subject) => explain(subject),
        None => Ok(list()),
    }
}

fn explain(subject: &str) -> Result<Output, Failure> {
    if let Some((file, line)) = origin::split(subject) {
        return origin::explain(file, line);
    }
    if let Some(code) = reference::code(subject) {
        return Ok(explain_code(code));
    }
    match reference::lookup(subject) {
        Some(found) => Ok(explain_setting(&found)),
        None => Err(unknown(subject)),
    }
}

/// Lists every code, a line each.
fn list() -> Output {
    let listed: Vec<Listed> = reference::codes().map(reference::listed).collect();
    let width = listed.iter().map(|row| row.name.len()).max().unwrap_or(0);
    let line = |row: &Listed| {
        let level = row.level;
        format!(
            "{} {level:<7} {:<width$} {}\n",
            row.code, row.name, row.line
        )
    };
    Output {
        human: listed.iter().map(line).collect::<String>().into_bytes(),
        json: json!(listed),
    }
}

/// Prints what is known about a code.
fn explain_code(code: &'static Code) -> Output {
    let doc = code.text();
    let row = reference::listed(code);
    let mut text = format!(
        "{} {} ({}, {})\n\n{doc}\n",
        code.id, code.name, row.kind, row.level
    );
    if !row.set.is_empty() {
        text.push_str(&format!("\nSet: {}\n", row.set));
    }
    Output {
        human: text.into_bytes(),
        json: json!({
            "code": code.id, "name": code.name, "level": row.level, "kind": row.kind, "set": row.set, "doc": doc,
        }),
    }
}

/// Prints what is known about a setting.
fn explain_setting(found: &Reference) -> Output {
    Output {
        human: entry::render(found).into_bytes(),
        json: json!(found),
    }
}

/// Says that there is nothing, and what was perhaps meant.
fn unknown(subject: &str) -> Failure {
    let codes = reference::codes().flat_map(|code| [code.id, code.name]);
    let mut meant = reference::suggest(subject);
    if let Some(code) = nearest(subject, codes) {
        meant.insert(0, code.to_owned());
    }
    let meant = match meant.as_slice() {
        [] => "it is no code, no setting and no FILE:LINE".to_owned(),
        [one] => format!("did you mean `{one}`?"),
        many => format!("did you mean one of `{}`?", many.join("`, `")),
    };
    Failure::new(format!("nothing to explain about `{subject}`; {meant}"))
}
