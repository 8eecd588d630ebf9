//! A reference where only a shell reads it.

use super::Finding;
use super::program::{Program, When};
use crate::lint::subject::Subject;
use crate::profile::node::Secret;

lint! {
    /// A shell script that is taken verbatim holds a reference of the profile.
    ///
    /// A script's `run` and `source`, and a file with `source` or `interpolate = false`, reach the host as they are written.
    /// bash and dash end at `${instance.id}` and `${var.cluster}`: bad substitution. bash takes `${ssm:/checkout/token}` as a
    /// part of its variable `ssm`, which is not set: it goes on with an empty text and says nothing.
    ///
    /// Bad: `run = "... --name ${instance.id}"`. Good: `env = { ID = "${instance.id}" }`, and `"$ID"` in the script. Text that the
    /// script only writes down stands in single quotes, or in a here-document with a quoted delimiter; the lint is quiet there.
    ///
    /// Source: measured with bash 5.2.15 and dash 0.5.12; bash's manual, "Shell Parameter Expansion", `${parameter:offset}`.
    "L0230" "reference-in-script" Ordinary Deny check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for program in subject
        .programs
        .iter()
        .filter(|program| program.is_script())
    {
        for expansion in &program.script.expansions {
            let words = expansion.words.as_str();
            let Some(outcome) = outcome(program, words) else {
                continue;
            };
            let message = format!(
                "{} holds `${{{words}}}`, which nothing puts in",
                program.name
            );
            let finding = program.at(&LINT, subject, &expansion.range, (message, outcome));
            found.push(finding.help(help(program, words)));
        }
    }
    found
}

/// What the shell makes of it; `None` where it is a word of the shell's own.
fn outcome(program: &Program<'_>, words: &str) -> Option<&'static str> {
    if words.starts_with("instance.") || words.starts_with("var.") {
        return Some("the shell ends here: bad substitution");
    }
    let (variable, operator) = words.split_once(':')?;
    // `${secret:-none}` and `${secret:0:4}` are the shell's.
    let is_shells = operator.starts_with(|c: char| "-=?+ ".contains(c) || c.is_ascii_digit());
    let is_reference = Secret::parse(words).is_some_and(|secret| secret.is_ok());
    (is_reference && !is_shells && !program.script.sets(variable))
        .then_some("bash puts an empty text here, dash ends: bad substitution")
}

fn help(program: &Program<'_>, words: &str) -> String {
    let last = words
        .rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .find(|part| !part.is_empty());
    let name = last.unwrap_or("VALUE").to_ascii_uppercase();
    let env = format!(
        "`env = {{ {name} = \"${{{words}}}\" }}` beside the script, and `\"${name}\"` in it"
    );
    match program.when {
        // Only a variable can be known when the image is made.
        When::Bake if !words.starts_with("var.") => format!("say `phase = \"boot\"`, {env}"),
        When::Bake | When::Boot(..) => format!("say {env}"),
        When::CloudFinal | When::Unknown => {
            "let parbake put it in: `content` without `interpolate = false`, where `$${` is the shell's own"
                .to_owned()
        }
    }
}
