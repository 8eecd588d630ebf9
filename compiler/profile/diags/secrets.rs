//! References to secrets: their names, and the places where they would leak.

use super::values::last;
use crate::diagnostic::{Diagnostic, codes};
use crate::profile::keypath::KeyPath;
use crate::profile::node::NoSecret;
use crate::profile::shape::Leak;
use crate::source::Span;

pub(in crate::profile) fn malformed_secret(
    span: Span,
    words: &str,
    wanted: NoSecret,
) -> Diagnostic {
    let found = Diagnostic::error(
        codes::SECRET_NAME,
        span,
        format!("`${{{words}}}` names no secret that there can be"),
    )
    .label("refused by AWS");
    if words.contains("${") {
        return found
            .label("a reference inside a reference")
            .help("give each variant the whole reference: `vars.token = \"${ssm:/prod/token}\"`, and write `${var.token}` here");
    }
    found.help(format!("write {}", wanted.expected))
}

pub(in crate::profile) fn secret_in_place(span: Span, path: &KeyPath, leak: &Leak) -> Diagnostic {
    let message = format!("`{}` cannot hold a secret", last(path));
    Diagnostic::error(codes::SECRET_PLACE, span, message)
        .label("others would read it")
        .note(leak.why)
        .help(leak.instead)
}
