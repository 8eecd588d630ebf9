//! `parbake explain`: a diagnostic, a setting, or where a generated line came from.

use parbake::diagnostic::Code;
use parbake::diagnostic::spelling::nearest;
use parbake::reference::{self, Reference};
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
    let subject = arguments.subject.as_str();
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

/// Prints what is known about a code.
fn explain_code(code: &Code) -> Output {
    let doc = code.text();
    let text = format!("{} {}\n\n{doc}\n", code.id, code.name);
    Output {
        human: text.into_bytes(),
        json: json!({ "code": code.id, "name": code.name, "doc": doc }),
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
