//! References, and the variables behind them.

use super::values::{article, last, other_name};
use crate::diagnostic::spelling::nearest;
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::profile::keypath::KeyPath;
use crate::source::Span;

pub(in crate::profile) fn unknown_reference(span: Span, words: &str) -> Diagnostic {
    use crate::profile::node::InstanceValue;
    let mut known: Vec<String> = InstanceValue::NAMES
        .iter()
        .map(|name| format!("instance.{name}"))
        .collect();
    known.push("instance.tag.NAME".to_owned());
    known.push("var.NAME".to_owned());
    known.push("ssm:/PATH".to_owned());
    known.push("secret:NAME#KEY".to_owned());
    let names: Vec<&str> = known.iter().map(String::as_str).collect();
    let found = Diagnostic::error(
        codes::UNKNOWN_REFERENCE,
        span,
        format!("`${{{words}}}` refers to nothing"),
    )
    .label("unknown reference");
    match other_name(words).or_else(|| nearest(words, names.iter().copied())) {
        Some(near) if near.starts_with("instance.") && !near.contains("tag") => found
            .help(format!("did you mean `${{{near}}}`?"))
            .fix(span, format!("${{{near}}}")),
        _ => found.help(format!(
            "references are {}; write `$${{` for a literal `${{`",
            known.join(", ")
        )),
    }
}

pub(in crate::profile) fn unclosed_reference(span: Span) -> Diagnostic {
    Diagnostic::error(codes::UNKNOWN_REFERENCE, span, "`${` without its `}`")
        .label("begins here")
        .help("write `$${` for a literal `${`")
}

pub(in crate::profile) fn reference_in_place(span: Span, path: &KeyPath) -> Diagnostic {
    Diagnostic::error(
        codes::REFERENCE_NOT_ALLOWED,
        span,
        format!("`{}` must be known before the host runs", last(path)),
    )
    .label("only the running host knows this")
    .help("only `${var.NAME}` may stand here")
}

pub(in crate::profile) fn reference_in_key(span: Span, key: &str) -> Diagnostic {
    Diagnostic::error(
        codes::REFERENCE_NOT_ALLOWED,
        span,
        format!("`{key}` must be known before the host runs"),
    )
    .label("a key is written as it is")
    .help("only values hold references: write the name itself, or let a boot script make the file")
}

/// A key with a variable of launch scope, which the names of what is baked would hang on.
pub(crate) fn late_key(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        codes::REFERENCE_NOT_ALLOWED,
        span,
        "a name must be known when the image is made",
    )
    .label(format!("`var.{name}` has launch scope"))
    .help("declare the variable with a plain value: variants may give it others")
}

pub(crate) fn unknown_variable(span: Span, name: &str, known: &[&str]) -> Diagnostic {
    let found = Diagnostic::error(
        codes::UNKNOWN_VARIABLE,
        span,
        format!("there is no variable `{name}`"),
    )
    .label("not in [vars]");
    found
        .help(format!("add `{name} = ...` to [vars]"))
        .did_you_mean(span, name, known, |near| format!("${{var.{near}}}"))
}

pub(crate) fn variable_cycle(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        codes::VARIABLE_CYCLE,
        span,
        format!("the variable `{name}` refers to itself"),
    )
    .label("closes the circle")
    .help("give one of the variables in the circle a value of its own")
}

pub(crate) fn variable_without_value(span: Span, name: &str, variant: Option<&str>) -> Diagnostic {
    let place = variant.map(|variant| format!(" in the variant `{variant}`"));
    let message = format!(
        "the variable `{name}` has no value{}",
        place.unwrap_or_default()
    );
    Diagnostic::error(codes::VARIABLE_WITHOUT_VALUE, span, message)
        .label("no default")
        .help(format!("give `--var {name}=...`, or a default"))
}

pub(crate) fn undeclared_var(name: &str, known: &[&str]) -> Diagnostic {
    let found = Diagnostic::new(
        codes::UNKNOWN_VARIABLE,
        Severity::Error,
        None,
        format!("--var {name}: the profile has no such variable"),
    );
    match nearest(name, known.iter().copied()) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found,
    }
}

/// The value is not named: it may be a secret.
pub(crate) fn var_of_wrong_type(name: &str, wanted: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::WRONG_TYPE,
        span,
        format!("--var {name}: the variable is {}", article(wanted)),
    )
    .label("declared here")
}

pub(crate) fn flattened_variable(name: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::warning(
        codes::FLATTENED_VARIABLE,
        span,
        format!("--var {name} hides the value that this variant gives it"),
    )
    .label("no longer counts")
    .related(first, "declared here")
    .note("all variants now have the same value")
    .help("leave the `--var` out, or the values of the variants")
}

pub(crate) fn text_in_non_text(span: Span, kind: &str) -> Diagnostic {
    Diagnostic::error(
        codes::WRONG_TYPE,
        span,
        format!("{} cannot stand inside a string", article(kind)),
    )
    .label(format!("the variable is {}", article(kind)))
    .help("give the variable a string, a number or a boolean, or let the reference stand alone")
}

pub(crate) fn variable_declaration(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error(
        codes::WRONG_TYPE,
        span,
        format!("this is not a variable: {what}"),
    )
    .label("no part of a declaration")
    .help("write a value, or `{ scope = \"launch\", type = \"string\", default = ... }`")
}
