//! A log driver and options that do not go together. Each is told what comes of it.

use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

/// Where a mistake of a log driver stands, and what Docker makes of it.
#[derive(Clone, Copy)]
pub(in crate::host) struct At {
    pub(in crate::host) span: Span,
    pub(in crate::host) comes_of: &'static str,
}

impl At {
    fn says(self, message: String) -> Diagnostic {
        Diagnostic::error(codes::LOGGING, self.span, message).note(self.comes_of)
    }
}

pub(in crate::host) fn unknown_log_driver(at: At, name: &str, known: &[&str]) -> Diagnostic {
    at.says(format!("this base's Docker has no log driver `{name}`"))
        .label("unknown driver")
        .did_you_mean(at.span, name, known, |near| format!("\"{near}\""))
}

pub(in crate::host) fn foreign_log_option(
    at: At,
    driver: &str,
    key: &str,
    known: &[&str],
) -> Diagnostic {
    at.says(format!("the log driver `{driver}` has no option `{key}`"))
        .label("foreign option")
        .did_you_mean(at.span, key, known, str::to_owned)
}

pub(in crate::host) fn log_option_missing(at: At, driver: &str, keys: &[&str]) -> Diagnostic {
    let names: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    let values: Vec<String> = keys
        .iter()
        .map(|key| format!("`{key} = \"...\"`"))
        .collect();
    let needed = names.join(" and ");
    at.says(format!("the log driver `{driver}` needs {needed}"))
        .label(format!("no {} in log-opts", names.join(", no ")))
        .help(format!("add {} to log-opts", values.join(" and ")))
}

pub(in crate::host) fn buffer_while_blocking(at: At) -> Diagnostic {
    at.says("`max-buffer-size` needs `mode = \"non-blocking\"`".to_owned())
        .label("a blocking driver has no buffer")
        .help("add `mode = \"non-blocking\"` to log-opts, or take this out")
}
