//! The base is past its end of life.

use super::Finding;
use super::subject::Subject;

lint! {
    /// The base is past its end of life: it gets no security fixes.
    ///
    /// The date stands in the base's fact pack, with its source; it is held against the day on which it was read, so that
    /// equal input gives equal output on any day.
    ///
    /// Bad: `host.base = "al2-ecs"`. Good: a newer base, or the lint allowed where there is a plan:
    /// `end-of-life-base = { level = "allow", reason = "moves in spring" }`.
    "L0001" "end-of-life-base" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let base = subject.host.base;
    let end = base.os.end_of_life;
    if end.value > end.read {
        return Vec::new();
    }
    let message = format!("{} is past its end of life", base.name);
    let found = LINT
        .at(&subject.host.base_cause, message)
        .label(format!("no security fixes since {}", end.value))
        .note(format!("source: {}", end.source))
        .help("move to a newer base, or allow the lint with a reason");
    vec![found]
}
