//! The base is past its end of life.

use super::Finding;
use crate::diagnostic::{Diagnostic, codes};
use crate::host::Host;
use crate::plan::Plan;

pub(super) fn check(host: &Host, _: &Plan) -> Vec<Finding> {
    let day = host.base.os.end_of_life.value;
    // The pack's own date stands for today: equal input gives equal output on any day.
    if day > host.base.os.end_of_life.read {
        return Vec::new();
    }
    let cause = &host.base_cause;
    let found = Diagnostic::warning(
        codes::END_OF_LIFE_BASE,
        cause.span,
        format!("{} is past its end of life", host.base.name),
    )
    .label(format!("no security fixes since {day}"))
    .note(format!("source: {}", host.base.os.end_of_life.source))
    .help("move to a newer base, or allow the lint with a reason");
    vec![Finding::new(found, cause)]
}
