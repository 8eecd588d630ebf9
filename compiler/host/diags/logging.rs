//! A log driver and options that do not go together. Each is told what comes of it.

use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

pub(in crate::host) fn unknown_log_driver(
    span: Span,
    name: &str,
    known: &[&str],
    comes_of: &str,
) -> Diagnostic {
    Diagnostic::error(
        codes::LOGGING,
        span,
        format!("this base's Docker has no log driver `{name}`"),
    )
    .label("unknown driver")
    .note(comes_of)
    .did_you_mean(span, name, known, |near| format!("\"{near}\""))
}

pub(in crate::host) fn foreign_log_option(
    span: Span,
    driver: &str,
    key: &str,
    known: &[&str],
    comes_of: &str,
) -> Diagnostic {
    Diagnostic::error(
        codes::LOGGING,
        span,
        format!("the log driver `{driver}` has no option `{key}`"),
    )
    .label("foreign option")
    .note(comes_of)
    .did_you_mean(span, key, known, str::to_owned)
}

pub(in crate::host) fn log_option_missing(
    span: Span,
    driver: &str,
    keys: &[&str],
    comes_of: &str,
) -> Diagnostic {
    let names: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    let values: Vec<String> = keys
        .iter()
        .map(|key| format!("`{key} = \"...\"`"))
        .collect();
    let message = format!("the log driver `{driver}` needs {}", names.join(" and "));
    Diagnostic::error(codes::LOGGING, span, message)
        .label(format!("no {} in log-opts", names.join(", no ")))
        .note(comes_of)
        .help(format!("add {} to log-opts", values.join(" and ")))
}

pub(in crate::host) fn buffer_while_blocking(span: Span, comes_of: &str) -> Diagnostic {
    Diagnostic::error(
        codes::LOGGING,
        span,
        "`max-buffer-size` needs `mode = \"non-blocking\"`",
    )
    .label("a blocking driver has no buffer")
    .note(comes_of)
    .help("add `mode = \"non-blocking\"` to log-opts, or take this out")
}
