//! Every diagnostic of the language, its words in one place. Callers fill fields, they write no text.

use super::keypath::KeyPath;
use crate::catalog::logrotate::directive_of_off;
use crate::catalog::{Field, Type};
use crate::diagnostic::spelling::nearest;
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::source::{ReadError, Span};

pub(super) fn syntax(span: Span, message: &str) -> Diagnostic {
    let first = message.lines().next().unwrap_or(message);
    Diagnostic::error(codes::SYNTAX, span, format!("this is not TOML: {first}"))
}

pub(super) fn integer_too_large(span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::OUT_OF_RANGE,
        span,
        "this number does not fit 64 bits",
    )
    .label("out of range")
}

pub(super) fn float_not_finite(span: Span) -> Diagnostic {
    Diagnostic::error(codes::OUT_OF_RANGE, span, "no setting takes `inf` or `nan`")
        .label("not a number that a reader takes")
}

pub(super) fn datetime(span: Span) -> Diagnostic {
    Diagnostic::error(codes::WRONG_TYPE, span, "no setting is a date")
        .label("a date")
        .help("put it in quotes if it is meant as text")
}

pub(super) fn not_utf8(span: Span, name: &str, offset: usize) -> Diagnostic {
    Diagnostic::error(codes::NOT_UTF8, span, format!("`{name}` is not UTF-8"))
        .label(format!("the byte at offset {offset} begins no character"))
        .help("save the file as UTF-8")
}

pub(super) fn control_character(span: Span, c: char) -> Diagnostic {
    let code = c as u32;
    Diagnostic::error(
        codes::CONTROL_CHARACTER,
        span,
        format!("control character U+{code:04X} in a value"),
    )
    .label("no reader of this value takes it")
    .help("take it out; only tabs and line feeds are text, and only in contents and scripts")
}

pub(super) fn unreadable(span: Span, path: &str, error: &ReadError) -> Diagnostic {
    let code = if *error == ReadError::Missing {
        codes::FILE_MISSING
    } else {
        codes::FILE_UNREADABLE
    };
    Diagnostic::error(code, span, format!("cannot read `{path}`: {error}"))
        .label("named here")
        .help("paths are relative to the file that names them")
}

pub(super) fn extends_cycle(span: Span, path: &str) -> Diagnostic {
    Diagnostic::error(
        codes::EXTENDS_CYCLE,
        span,
        format!("`{path}` extends itself"),
    )
    .label("closes the circle")
}

pub(super) fn unknown_key(
    span: Span,
    path: &KeyPath,
    key: &str,
    known: &[&'static str],
) -> Diagnostic {
    let place = if path.keys().is_empty() {
        "a profile".to_owned()
    } else {
        format!("[{path}]")
    };
    let found = Diagnostic::error(
        codes::UNKNOWN_KEY,
        span,
        format!("{place} has no key `{key}`"),
    )
    .label("unknown key");
    // Likeness alone would turn `nocompress = true` into its opposite.
    if let Some(directive) = directive_of_off(key).filter(|row| known.contains(&row.field.key)) {
        return found.help(format!("say `{} = false`", directive.field.key));
    }
    if nearest(key, known.iter().copied()).is_none() && known.len() <= 12 {
        return found.help(format!("it has: {}", known.join(", ")));
    }
    found.did_you_mean(span, key, known, str::to_owned)
}

pub(super) fn wrong_type(span: Span, path: &KeyPath, found: &str, wanted: &Type) -> Diagnostic {
    let wanted = describe(wanted);
    let key = last(path);
    Diagnostic::error(
        codes::WRONG_TYPE,
        span,
        format!("`{key}` is {wanted}, not {}", article(found)),
    )
    .label(format!("expected {wanted}"))
}

fn article(kind: &str) -> String {
    let an = kind.starts_with(['a', 'i', 'o', 'u', 'e']);
    format!("{} {kind}", if an { "an" } else { "a" })
}

/// Names a type for people.
pub(crate) fn describe(ty: &Type) -> String {
    match ty {
        Type::Bool => "true or false".to_owned(),
        Type::Integer { .. } => "a whole number".to_owned(),
        Type::Float { .. } => "a number".to_owned(),
        Type::Text(_) | Type::Multiline | Type::Verbatim => "a string".to_owned(),
        Type::Enum(words) => format!("one of {}", quoted(words)),
        Type::Duration { .. } => "a duration such as \"10m\"".to_owned(),
        Type::List { of, .. } => format!("a list, each {}", describe(of)),
        Type::Map { .. } | Type::Table(_) => "a table".to_owned(),
        Type::OneOf(types) => {
            let words: Vec<_> = types.iter().map(describe).collect();
            words.join(", or ")
        }
        Type::Any => "any value".to_owned(),
    }
}

fn quoted(words: &[&str]) -> String {
    let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

fn last(path: &KeyPath) -> &str {
    path.keys().last().map_or("the value", String::as_str)
}

pub(super) fn integer_out_of_range(
    span: Span,
    path: &KeyPath,
    min: i64,
    max: i64,
    unit: &str,
) -> Diagnostic {
    out_of_range(span, path, &min.to_string(), &max.to_string(), unit)
}

pub(super) fn out_of_range(
    span: Span,
    path: &KeyPath,
    min: &str,
    max: &str,
    unit: &str,
) -> Diagnostic {
    let unit = if unit.is_empty() {
        String::new()
    } else {
        format!(" ({unit})")
    };
    Diagnostic::error(
        codes::OUT_OF_RANGE,
        span,
        format!("`{}` is out of range", last(path)),
    )
    .label(bounds(min, max, &unit))
}

pub(super) fn empty_is_default(span: Span, key: &str, default: &str) -> Diagnostic {
    let message = format!("an empty `{key}` is not empty to the agent");
    Diagnostic::error(codes::EMPTY_IS_DEFAULT, span, message)
        .label("the default holds instead")
        .note(format!("the agent goes on with {default}"))
        .help("leave it out, or name what you want")
}

/// Names the bounds of a number or a duration; the largest of 64 bits is none.
fn bounds(min: &str, max: &str, unit: &str) -> String {
    const NO_LIMIT: &str = "9223372036854775807";
    if max.starts_with(NO_LIMIT) || max == f64::MAX.to_string() {
        return format!("must be at least {min}{unit}");
    }
    format!("must be {min} to {max}{unit}")
}

pub(super) fn unknown_word(
    span: Span,
    path: &KeyPath,
    word: &str,
    words: &[&'static str],
) -> Diagnostic {
    let found = Diagnostic::error(
        codes::UNKNOWN_WORD,
        span,
        format!("`{}` does not take `{word}`", last(path)),
    )
    .label(format!("expected one of {}", quoted(words)));
    let write = |near: &str| format!("\"{near}\"");
    match other_name(word).filter(|name| words.contains(name)) {
        Some(name) => found
            .help(format!("did you mean `{}`?", write(name)))
            .fix(span, write(name)),
        None => found.did_you_mean(span, word, words, write),
    }
}

/// Finds what a name of another vendor means here, where likeness alone would mislead: `amd64` looks
/// most like `arm64`.
fn other_name(word: &str) -> Option<&'static str> {
    match word {
        "amd64" | "x64" | "x86-64" => Some("x86_64"),
        "aarch64" => Some("arm64"),
        "instance.zone" | "instance.az" => Some("instance.availability-zone"),
        "instance.ip" => Some("instance.private-ip"),
        _ => None,
    }
}

pub(super) fn malformed(span: Span, path: &KeyPath, expected: &str) -> Diagnostic {
    Diagnostic::error(
        codes::MALFORMED,
        span,
        format!("`{}` is malformed", last(path)),
    )
    .label(format!("expected {expected}"))
}

pub(super) fn malformed_key(span: Span, key: &str, expected: &str) -> Diagnostic {
    Diagnostic::error(codes::MALFORMED, span, format!("`{key}` cannot stand here"))
        .label(format!("expected {expected}"))
}

pub(super) fn missing_key(span: Span, path: &KeyPath, field: &Field) -> Diagnostic {
    let place = if path.keys().is_empty() {
        "the profile".to_owned()
    } else {
        format!("[{path}]")
    };
    let found = Diagnostic::error(
        codes::MISSING_KEY,
        span,
        format!("{place} lacks `{}`", field.key),
    )
    .label("required here");
    if let ([section], "cluster") = (path.keys(), field.key)
        && section == "ecs"
    {
        return found
            .note("without it the agent joins the cluster `default`, and makes it where there is none")
            .help("add `cluster = \"...\"`; joining `default` must be said aloud");
    }
    if let Type::Table(_) = field.ty {
        return found.help(format!("add the section `[{}]`", path.child(field.key)));
    }
    found.help(format!(
        "add `{} = ...`: {}",
        field.key,
        describe(&field.ty)
    ))
}

pub(super) fn duplicate_element(span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(
        codes::DUPLICATE,
        span,
        "this element stands in the list twice",
    )
    .label("again")
    .related(first, "first here")
}

pub(super) fn case_clash(span: Span, key: &str, first: Span) -> Diagnostic {
    Diagnostic::error(
        codes::NAME_CLASH,
        span,
        format!("`{key}` differs from another name only in case"),
    )
    .label("the same file name on some file systems")
    .related(first, "the other one")
}

pub(super) fn unknown_reference(span: Span, words: &str) -> Diagnostic {
    use super::node::InstanceValue;
    let mut known: Vec<String> = InstanceValue::NAMES
        .iter()
        .map(|name| format!("instance.{name}"))
        .collect();
    known.push("instance.tag.NAME".to_owned());
    known.push("var.NAME".to_owned());
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

pub(super) fn unclosed_reference(span: Span) -> Diagnostic {
    Diagnostic::error(codes::UNKNOWN_REFERENCE, span, "`${` without its `}`")
        .label("begins here")
        .help("write `$${` for a literal `${`")
}

pub(super) fn secret_not_supported(span: Span, words: &str) -> Diagnostic {
    Diagnostic::error(
        codes::SECRET_NOT_SUPPORTED,
        span,
        format!("`${{{words}}}`: this version resolves no secrets yet"),
    )
    .label("a secret reference")
    .help("fetch it in a boot script for now")
}

pub(super) fn reference_in_place(span: Span, path: &KeyPath) -> Diagnostic {
    Diagnostic::error(
        codes::REFERENCE_NOT_ALLOWED,
        span,
        format!("`{}` must be known before the host runs", last(path)),
    )
    .label("only the running host knows this")
    .help("only `${var.NAME}` may stand here")
}

pub(super) fn reference_in_key(span: Span, key: &str) -> Diagnostic {
    Diagnostic::error(
        codes::REFERENCE_NOT_ALLOWED,
        span,
        format!("`{key}` must be known before the host runs"),
    )
    .label("a key is written as it is")
    .help("only values hold references: write the name itself, or let a boot script make the file")
}

pub(crate) fn unknown_variable(span: Span, name: &str, known: &[&str]) -> Diagnostic {
    let found = Diagnostic::error(
        codes::UNKNOWN_VARIABLE,
        span,
        format!("there is no variable `{name}`"),
    )
    .label("not in [vars]");
    match nearest(name, known.iter().copied()) {
        Some(near) => found.help(format!("did you mean `${{var.{near}}}`?")),
        None => found.help(format!("add `{name} = ...` to [vars]")),
    }
}

pub(crate) fn variable_cycle(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        codes::VARIABLE_CYCLE,
        span,
        format!("the variable `{name}` refers to itself"),
    )
    .label("closes the circle")
}

pub(crate) fn variable_without_value(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        codes::VARIABLE_WITHOUT_VALUE,
        span,
        format!("the variable `{name}` has no value"),
    )
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

pub(crate) fn var_of_wrong_type(name: &str, value: &str, wanted: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::WRONG_TYPE,
        span,
        format!("--var {name}={value}: the variable is {}", article(wanted)),
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
}

pub(crate) fn text_in_non_text(span: Span, kind: &str) -> Diagnostic {
    Diagnostic::error(
        codes::WRONG_TYPE,
        span,
        format!("{} cannot stand inside a string", article(kind)),
    )
    .label("give the variable a string, a number or a boolean, or let it stand alone")
}

pub(crate) fn variable_declaration(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error(
        codes::WRONG_TYPE,
        span,
        format!("this is not a variable: {what}"),
    )
    .label("a value, or `{ scope = \"launch\", type = \"string\", default = ... }`")
}

pub(super) fn unset_nothing(span: Span, path: &str) -> Diagnostic {
    Diagnostic::error(
        codes::UNSET_NOTHING,
        span,
        format!("`unset` names `{path}`, which nothing has set"),
    )
    .label("no such key")
}

pub(super) fn not_overlayable(span: Span, path: &KeyPath) -> Diagnostic {
    Diagnostic::error(
        codes::NOT_OVERLAYABLE,
        span,
        format!("a variant cannot change `{path}`"),
    )
    .label("one image serves all variants")
    .help("set it in the profile itself")
}
