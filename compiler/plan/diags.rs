//! Every diagnostic of the plan, its words in one place.

use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

pub(super) fn path_conflict(span: Span, path: &str, first: Span) -> Diagnostic {
    Diagnostic::error(
        codes::PATH_CONFLICT,
        span,
        format!("`{path}` is written twice"),
    )
    .label("here")
    .related(first, "and here")
    .note("the later step would win, and only the order of steps says which that is")
}

pub(super) fn reserved_path(span: Span, path: &str, instead: &str) -> Diagnostic {
    Diagnostic::error(
        codes::PATH_CONFLICT,
        span,
        format!("`{path}` is parbake's to write"),
    )
    .label("not here")
    .help(format!("use {instead}"))
}

pub(super) fn architecture(span: Span, base: &str, arch: &str) -> Diagnostic {
    Diagnostic::error(
        codes::ARCHITECTURE,
        span,
        format!("{base} has no machine image for {arch}"),
    )
    .label("this base")
}

pub(super) fn no_agent_here(span: Span, base: &str) -> Diagnostic {
    Diagnostic::error(
        codes::ARCHITECTURE,
        span,
        format!(
            "the agent's package for {base} needs a region that is known when the image is made"
        ),
    )
    .label("this base has no package of its own")
    .help("set `ecs.aws-default-region`")
}
