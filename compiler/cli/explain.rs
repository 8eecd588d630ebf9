//! `parbake explain`: a diagnostic, a setting, or where a generated line came from.

use parbake::diagnostic::{CODES, Code};
use serde_json::json;

use crate::arguments::Explain;
use crate::failure::Failure;
use crate::origin;
use crate::outcome::Output;
use crate::text::nearest;

/// What is known about one setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The setting under its best name.
    pub(crate) title: String,
    /// What it is: Markdown.
    pub(crate) text: String,
}

/// Explains what the word means.
///
/// # Errors
/// [`Failure`] when there is nothing to explain.
pub(crate) fn run(arguments: &Explain) -> Result<Output, Failure> {
    let subject = arguments.subject.as_str();
    if let Some((file, line)) = origin::split(subject) {
        return origin::explain(file, line);
    }
    if let Some(code) = Code::find(subject) {
        return Ok(explain_code(code));
    }
    match setting(subject) {
        Some(reference) => Ok(explain_setting(&reference)),
        None => Err(unknown(subject)),
    }
}

/// Looks a setting up: a variable of the agent, a key of the profile or of daemon.json, a directive.
fn setting(_word: &str) -> Option<Reference> {
    None
}

/// The names of all settings, for suggestions.
fn settings() -> Vec<&'static str> {
    Vec::new()
}

/// Prints what is known about a code.
fn explain_code(code: &Code) -> Output {
    let text = format!("{} {}\n\n{}\n", code.id, code.name, code.doc.trim_end());
    Output {
        human: text.into_bytes(),
        json: json!({ "code": code.id, "name": code.name, "doc": code.doc }),
    }
}

/// Prints what is known about a setting.
fn explain_setting(reference: &Reference) -> Output {
    let text = format!("{}\n\n{}\n", reference.title, reference.text.trim_end());
    Output {
        human: text.into_bytes(),
        json: json!({ "setting": reference.title, "doc": reference.text }),
    }
}

/// Says that there is nothing, and what was perhaps meant.
fn unknown(subject: &str) -> Failure {
    let codes = CODES.iter().flat_map(|code| [code.id, code.name]);
    let meant = match nearest(subject, codes.chain(settings())) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "it is no code, no setting and no FILE:LINE".to_owned(),
    };
    Failure::new(format!("nothing to explain about `{subject}`; {meant}"))
}
