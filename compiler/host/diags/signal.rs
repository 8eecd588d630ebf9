//! `boot.signal` that does not name one receiver.

use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

/// What a signal may say.
const RECEIVERS: &str = "`{ command = \"...\" }`, `{ stack = \"...\", resource = \"...\" }` or `{ auto-scaling-group = \"...\", lifecycle-hook = \"...\" }`";

pub(in crate::host) fn no_receiver(span: Span) -> Diagnostic {
    Diagnostic::error(codes::SIGNAL_RECEIVER, span, "`boot.signal` names nobody")
        .label("nobody would be told")
        .help(format!("write {RECEIVERS}, or leave it out"))
}

/// Each of both is the place and the name of a key.
pub(in crate::host) fn two_receivers(second: (Span, &str), first: (Span, &str)) -> Diagnostic {
    let (key, other) = (second.1, first.1);
    Diagnostic::error(
        codes::SIGNAL_RECEIVER,
        second.0,
        format!("`{key}` and `{other}` exclude each other"),
    )
    .label("this one")
    .related(first.0, "and this one")
    .note("a boot is told to one receiver")
    .help(format!(
        "keep one: {RECEIVERS}; `unset = [\"boot.signal.{other}\"]` drops what another file, or the profile under a variant, says"
    ))
}

pub(in crate::host) fn half_a_receiver(span: Span, key: &str, missing: &str) -> Diagnostic {
    let (label, value) = match missing {
        "resource" => ("which of the stack's resources waits?", "LOGICAL-ID"),
        "lifecycle-hook" => ("in which of the group's hooks does it wait?", "NAME"),
        _ => ("whose is it?", "NAME"),
    };
    Diagnostic::error(
        codes::SIGNAL_RECEIVER,
        span,
        format!("`{key}` needs `{missing}` beside it"),
    )
    .label(label)
    .help(format!("add `{missing} = \"{value}\"`"))
}
