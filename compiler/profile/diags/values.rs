//! A value, or a key of the user's choice, that the language does not take.

use crate::catalog::{Field, Type};
use crate::diagnostic::{Diagnostic, codes};
use crate::profile::check::Near;
use crate::profile::keypath::KeyPath;
use crate::source::Span;

pub(in crate::profile) fn wrong_type(
    span: Span,
    path: &KeyPath,
    found: &str,
    wanted: &Type,
) -> Diagnostic {
    let wanted = describe(wanted);
    let key = last(path);
    Diagnostic::error(
        codes::WRONG_TYPE,
        span,
        format!("`{key}` takes {wanted}, not {}", article(found)),
    )
    .label(format!("expected {wanted}"))
}

pub(super) fn article(kind: &str) -> String {
    let an = kind.starts_with(['a', 'i', 'o', 'u', 'e']);
    format!("{} {kind}", if an { "an" } else { "a" })
}

/// Names a type for people.
fn describe(ty: &Type) -> String {
    match ty {
        Type::Bool => "true or false".to_owned(),
        Type::Integer { .. } => "a whole number".to_owned(),
        Type::Float { .. } => "a number".to_owned(),
        Type::Text(_) | Type::Multiline | Type::Verbatim => "a string".to_owned(),
        Type::Enum(words) => format!("one of {}", quoted(words)),
        Type::Duration { .. } => "a duration such as \"10m\"".to_owned(),
        Type::List { of, .. } => format!("a list of {}", plural(of)),
        Type::Map { .. } | Type::Table(_) => "a table".to_owned(),
        Type::OneOf(types) => {
            let words: Vec<_> = types.iter().map(describe).collect();
            words.join(", or ")
        }
        Type::Any => "any value".to_owned(),
    }
}

/// Names many of a type.
fn plural(ty: &Type) -> String {
    match ty {
        Type::Integer { .. } => "whole numbers".to_owned(),
        Type::Float { .. } => "numbers".to_owned(),
        Type::Text(_) | Type::Multiline | Type::Verbatim => "strings".to_owned(),
        Type::Enum(words) => format!("the words {}", quoted(words)),
        Type::Map { .. } | Type::Table(_) => "tables".to_owned(),
        Type::Bool | Type::Duration { .. } | Type::List { .. } | Type::OneOf(_) | Type::Any => {
            format!("elements, each {}", describe(ty))
        }
    }
}

fn quoted(words: &[&str]) -> String {
    let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

pub(super) fn last(path: &KeyPath) -> &str {
    path.keys().last().map_or("the value", String::as_str)
}

pub(in crate::profile) fn integer_out_of_range(
    span: Span,
    path: &KeyPath,
    min: i64,
    max: i64,
    unit: &str,
) -> Diagnostic {
    out_of_range(span, path, &min.to_string(), &max.to_string(), unit)
}

pub(in crate::profile) fn out_of_range(
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

/// Names the bounds of a number or a duration; the largest of 64 bits is none.
fn bounds(min: &str, max: &str, unit: &str) -> String {
    const NO_LIMIT: &str = "9223372036854775807";
    if max.starts_with(NO_LIMIT) || max == f64::MAX.to_string() {
        return format!("must be at least {min}{unit}");
    }
    format!("must be {min} to {max}{unit}")
}

pub(in crate::profile) fn unknown_word(
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
pub(super) fn other_name(word: &str) -> Option<&'static str> {
    match word {
        "amd64" | "x64" | "x86-64" => Some("x86_64"),
        "aarch64" => Some("arm64"),
        "instance.zone" | "instance.az" => Some("instance.availability-zone"),
        "instance.ip" => Some("instance.private-ip"),
        _ => None,
    }
}

pub(in crate::profile) fn malformed(span: Span, path: &KeyPath, expected: &str) -> Diagnostic {
    Diagnostic::error(
        codes::MALFORMED,
        span,
        format!("`{}` is malformed", last(path)),
    )
    .label(format!("expected {expected}"))
}

/// Says what a text of the wrong form was probably meant to be.
pub(in crate::profile) fn nearly(found: Diagnostic, span: Span, near: Near) -> Diagnostic {
    match near {
        Near::Text(text) => {
            let written = format!("\"{text}\"");
            found
                .help(format!("did you mean `{written}`?"))
                .fix(span, written)
        }
        Near::Untagged(name) => {
            found.help(format!("name the tag; Docker would take `{name}:latest`"))
        }
        Near::DigestAlone => found
            .note("an image that was pulled by its digest alone has no tag to be found or kept by")
            .help("put the tag before the digest: `name:tag@sha256:...`"),
    }
}

pub(in crate::profile) fn malformed_key(span: Span, key: &str, expected: &str) -> Diagnostic {
    Diagnostic::error(codes::MALFORMED, span, format!("`{key}` cannot stand here"))
        .label(format!("expected {expected}"))
}

pub(in crate::profile) fn missing_key(span: Span, path: &KeyPath, field: &Field) -> Diagnostic {
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

/// `from` is the end of the element before, where the comma stands.
pub(in crate::profile) fn duplicate_element(span: Span, first: Span, from: u32) -> Diagnostic {
    Diagnostic::error(
        codes::DUPLICATE,
        span,
        "this element stands in the list twice",
    )
    .label("again")
    .related(first, "first here")
    .note("a set holds each element once")
    .help("take it out")
    .fix(
        Span {
            start: from,
            ..span
        },
        "",
    )
}

pub(in crate::profile) fn case_clash(span: Span, key: &str, first: Span) -> Diagnostic {
    Diagnostic::error(
        codes::NAME_CLASH,
        span,
        format!("`{key}` differs from another name only in case"),
    )
    .label("the same file name on some file systems")
    .related(first, "the other one")
    .help("rename one of the two")
}
