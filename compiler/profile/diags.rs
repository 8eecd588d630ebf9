//! Every diagnostic of the language, its words in one place. Callers fill fields, they write no text.

mod secrets;
mod values;
mod variables;

use std::fmt::Display;

use super::keypath::KeyPath;
use crate::catalog::logrotate::directive_of_off;
use crate::diagnostic::spelling::nearest;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{ReadError, Span};

pub(super) use secrets::{malformed_secret, secret_in_place};
pub(super) use values::{
    case_clash, duplicate_element, integer_out_of_range, malformed, malformed_key, missing_key,
    nearly, out_of_range, unknown_word, wrong_type,
};
pub(crate) use variables::{
    flattened_variable, late_key, text_in_non_text, undeclared_var, unknown_variable,
    var_of_wrong_type, variable_cycle, variable_declaration, variable_without_value,
};
pub(super) use variables::{
    reference_in_key, reference_in_place, unclosed_reference, unknown_reference,
};

pub(super) fn syntax(span: Span, message: &str) -> Diagnostic {
    let first = message.lines().next().unwrap_or(message);
    let found = Diagnostic::error(codes::SYNTAX, span, format!("this is not TOML: {first}"))
        .label("here reading stops");
    if first.ends_with("expected `\"`") || first.ends_with("expected `'`") {
        return found.help("close it with the quotes that begin it");
    }
    match first.split_once([',', ':']).map_or(first, |(what, _)| what) {
        "duplicate key" => found.help("give the key once"),
        "string values must be quoted" => found.help("put the value in quotes"),
        "key with no value" => found.help("write `key = value`; a section is `[section]`"),
        "invalid unquoted key" => {
            found.help("write `key = value`, with quotes around a key of other characters")
        }
        "missing comma between array elements" => {
            found.help("put `,` between the elements, and `]` behind the last one")
        }
        "unclosed table" | "unclosed array" => found.help("close it with `]`"),
        "unclosed inline table" => found.help("close it with `}`"),
        "unexpected key or value" => found.help("give each key a line of its own"),
        _ => found,
    }
}

pub(super) fn more_syntax(lines: usize) -> String {
    format!("{lines} more lines of this file are not TOML")
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
    .help("take it out of `extends`")
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

pub(super) fn unset_nothing(span: Span, path: &str, known: &[&str]) -> Diagnostic {
    Diagnostic::error(
        codes::UNSET_NOTHING,
        span,
        format!("`unset` names `{path}`, which nothing has set"),
    )
    .label("no such key")
    .note("`unset` drops what `extends`, or the profile under a variant, has set")
    .help("take it out of `unset`")
    .did_you_mean(span, path, &beside(path, known), toml_string)
}

/// Leaves out the tables that a path is in: nobody who names a key means all of its table.
pub(crate) fn beside<'k>(path: &str, known: &[&'k str]) -> Vec<&'k str> {
    let other = |known: &&&str| !path.starts_with(**known);
    known.iter().filter(other).copied().collect()
}

/// Writes a key path as a TOML string.
pub(crate) fn toml_string(path: &str) -> String {
    if path.contains('"') {
        format!("'{path}'")
    } else {
        format!("\"{path}\"")
    }
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

/// The same by a variable, or by `image.late`; `reason` says how.
pub(crate) fn late_image(span: Span, path: &KeyPath, reason: &dyn Display) -> Diagnostic {
    Diagnostic::error(
        codes::NOT_OVERLAYABLE,
        span,
        format!("`{path}` must be the same for every launch"),
    )
    .label(reason.to_string())
    .note("one image serves all launches, and is made with the value of one of them")
    .help("say a value that no launch changes")
}
