//! Diagnostics of settings that do not go together.

use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

pub(in crate::host) fn external_without_region(span: Span) -> Diagnostic {
    let message = "a host outside EC2 needs `aws-default-region`";
    Diagnostic::error(codes::EXTERNAL_WITHOUT_REGION, span, message)
        .label("no metadata service to ask")
        .note("the agent exits with 1, and ecs-init starts it again for ever")
        .help("add `aws-default-region = \"...\"` to [ecs]")
}

pub(in crate::host) fn tags_switched_off(span: Span, reference: &str) -> Diagnostic {
    let message = format!("`{reference}` is asked for, and the metadata has no tags");
    Diagnostic::error(codes::TAGS_SWITCHED_OFF, span, message)
        .label("keeps them out")
        .note("the boot step that needs it fails on each host, and the host never joins")
        .help("leave `tags` out: parbake switches them on where they are used")
}

pub(in crate::host) fn health_check_overlaps(
    span: Span,
    timeout: i64,
    interval: i64,
) -> Diagnostic {
    let message = "the health check's timeout is not below its interval";
    Diagnostic::error(codes::HEALTH_CHECK_OVERLAPS, span, message)
        .label(format!("waits {timeout} s, asks every {interval} s"))
        .note("the load balancer's API refuses it: \"Health check interval must be greater than the timeout\"")
        .help("shorten the timeout, or ask less often")
}
