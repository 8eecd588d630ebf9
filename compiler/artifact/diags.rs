//! Every diagnostic of the outputs, its words in one place.

use super::agree::Disagreement;
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::source::Span;

pub(super) fn readers_disagree(
    span: Span,
    variable: &str,
    value: &str,
    found: &Disagreement,
) -> Diagnostic {
    Diagnostic::error(
        codes::READERS_DISAGREE,
        span,
        format!("the readers of ecs.config do not take `{variable}` as it is written"),
    )
    .label(format!("meant is `{value}`"))
    .note(format!(
        "systemd, for ecs-init, reads {}; ecs-init, for the agent, reads {}",
        found.systemd, found.ecs_init
    ))
    .help("write it without quotes around it, without backslashes and without blanks at its ends")
}

pub(super) fn agent_changes(span: Span, key: &str, text: &str, reading: &str) -> Diagnostic {
    Diagnostic::error(
        codes::CHANGED_AGENT_VALUE,
        span,
        format!("the agent would not take `{key}` as the profile says it"),
    )
    .label(format!("written as `{text}`"))
    .note(reading)
    .help("leave it out for the agent's default, or say a value that the agent takes")
}

pub(super) fn not_in_ecs_config(span: Span, variable: &str, reason: &str) -> Diagnostic {
    Diagnostic::error(codes::READERS_DISAGREE, span, format!("`{variable}` cannot be written so that both readers of ecs.config take it alike"))
        .label(format!("the value {reason}"))
        .note("systemd removes quotes and eats backslashes, ecs-init keeps both; a blank at an end is cut off by each")
}

pub(super) fn not_writable(span: Span, what: &str, reason: &str) -> Diagnostic {
    Diagnostic::error(
        codes::READERS_DISAGREE,
        span,
        format!("{what} cannot hold this as written"),
    )
    .label(format!("the text {reason}"))
}

pub(super) fn no_flag(span: Span, key: &str) -> Diagnostic {
    Diagnostic::error(
        codes::READERS_DISAGREE,
        span,
        format!("`{key}` cannot be said as a flag"),
    )
    .label("dockerd has no flag for this value")
    .help("use `docker.apply-as = \"file\"`")
}

pub(super) fn not_in_mime(span: Span, reason: &str) -> Diagnostic {
    Diagnostic::error(
        codes::READERS_DISAGREE,
        span,
        format!("the user-data cannot be written: {reason}"),
    )
}

pub(super) fn template(span: Span, reason: &str) -> Diagnostic {
    Diagnostic::error(
        codes::TEMPLATE,
        span,
        format!("a template of parbake is broken: {reason}"),
    )
    .help("please report this")
}

pub(super) fn component_too_large(span: Span, size: usize, limit: usize) -> Diagnostic {
    let message = "image/component.yaml is left out: it would be too large for Image Builder";
    Diagnostic::new(
        codes::COMPONENT_TOO_LARGE,
        Severity::Note,
        Some(span),
        message,
    )
    .label(format!(
        "{size} bytes with bake.sh in it, the limit is {limit}"
    ))
    .help("set `image.bake-location` to the place in S3 where you put bake.sh")
}

/// What the user-data of one launch costs, setting by setting.
pub(super) struct TooLarge<'a> {
    pub(super) launch: &'a str,
    pub(super) text: usize,
    pub(super) compressed: usize,
    pub(super) limit: usize,
    pub(super) costs: Vec<(String, usize)>,
}

pub(super) fn too_large(span: Span, found: &TooLarge<'_>) -> Diagnostic {
    let mut table = String::from("bytes before compression, by setting:");
    for (leaf, bytes) in found.costs.iter().take(12) {
        table.push_str(&format!("\n{bytes:>8}  {leaf}"));
    }
    let message = format!(
        "the user-data of `{}` is {} bytes compressed ({} as text)",
        found.launch, found.compressed, found.text
    );
    Diagnostic::new(
        codes::USER_DATA_TOO_LARGE,
        Severity::Error,
        Some(span),
        message,
    )
    .label(format!("EC2 takes {} bytes", found.limit))
    .note(table)
    .help("bake what is fixed (`image.strategy = \"bake\"`), or fetch large contents on the host")
}
