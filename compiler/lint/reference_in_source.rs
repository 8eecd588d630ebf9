//! A reference in a file that reaches the host as it is.

use std::ops::Range;

use super::Finding;
use super::subject::Subject;
use crate::host::Body;
use crate::profile::node::{InstanceValue, Secret};
use crate::reader::shell_commands::is_shell_script;

lint! {
    /// A file that `source` names, or a script of another language than the shell's, holds a reference of the profile.
    ///
    /// Such a text reaches the host as it is written, and whoever reads it there finds the letters `${instance.id}`. What a shell
    /// would make of one, `reference-in-script` says; `${var.NAME}` counts where the profile has a variable of that name.
    ///
    /// Bad: `source = "app.conf"`, and in that file `address=${instance.private-ip}`. Good: the text as `content`, where
    /// references are put in; for a script, `env = { ADDRESS = "${instance.private-ip}" }`. What is meant for another reader,
    /// such as a template of Terraform, is allowed at its place.
    ///
    /// Source: this language, `source` and `run`.
    "L0231" "reference-in-source" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let host = subject.host;
    let mut found = Vec::new();
    let files = host.files.iter().flat_map(|file| file.distinct());
    let units = host
        .units
        .iter()
        .flat_map(|unit| std::iter::once(&unit.body).chain(&unit.drop_ins));
    let bodies = files
        .map(|file| &file.body)
        .chain(units.flat_map(|body| body.distinct()));
    for body in bodies.filter(|body| matches!(body, Body::Bytes(..))) {
        let help = "write it as `content`, where references are put in";
        found.extend(finding(subject, body, "this file is taken as it is", help));
    }
    for script in host.scripts.iter().flat_map(|script| script.distinct()) {
        let help = "give it to the script as a variable of `env`";
        found.extend(finding(
            subject,
            &script.body,
            "this script is taken as it is",
            help,
        ));
    }
    found
}

/// The first reference of a body, with the number of the others.
fn finding(subject: &Subject<'_>, body: &Body, what: &str, help: &str) -> Option<Finding> {
    let text = body
        .as_text()
        .filter(|text| !is_shell_script(text.as_bytes()))?;
    let mut all = references(subject, text);
    let first = all.next()?;
    let others = all.count();
    let reference = text.get(first.clone())?;
    let message = format!("{what}, with `{reference}` in it");
    let whole = body.cause();
    let found = match body.place(subject.sources, first.clone()) {
        Some(place) => LINT
            .at_span(place, &whole.leaf, message)
            .label("nothing puts this in"),
        None => {
            let number = text.get(..first.start)?.matches('\n').count() + 1;
            LINT.at(whole, message)
                .label(format!("nothing puts it in, on line {number} of this file"))
        }
    };
    let found = found.help(help);
    Some(match others {
        0 => found,
        1 => found.note("one more stands behind it"),
        _ => found.note(format!("{others} more stand behind it")),
    })
}

/// Where a text has references that this profile would take; `$${` is none.
fn references<'t>(
    subject: &'t Subject<'_>,
    text: &'t str,
) -> impl Iterator<Item = Range<usize>> + 't {
    text.match_indices("${").filter_map(|(at, _)| {
        let behind = text.get(at + 2..)?;
        let words = behind.get(..behind.find(['}', '\n'])?)?;
        let end = at + 2 + words.len() + 1;
        let is_escaped = text.get(..at)?.ends_with('$');
        (!is_escaped && behind.get(words.len()..)?.starts_with('}') && is_reference(subject, words))
            .then_some(at..end)
    })
}

fn is_reference(subject: &Subject<'_>, words: &str) -> bool {
    if let Some(name) = words.strip_prefix("var.") {
        return subject.host.variables.contains(name);
    }
    match words.strip_prefix("instance.") {
        Some(value) => InstanceValue::parse(value).is_some(),
        None => Secret::parse(words).is_some_and(|secret| secret.is_ok()),
    }
}
