//! A burst rate below the steady one.

use super::Finding;
use super::subject::{Set, Subject};
use crate::reader::agent::{Outcome, rate_pair};

lint! {
    /// `task-metadata-rps-limit` allows a smaller burst than it allows all the time.
    ///
    /// The agent takes any two numbers: first the steady rate, then the burst. The burst is what the bucket holds: with 50, the
    /// fifty-first request of one moment is refused, whatever the rate, and tasks that start together ask in one moment.
    ///
    /// Bad: `task-metadata-rps-limit = "100,50"`. Good: `"100,150"`.
    ///
    /// Source: amazon-ecs-agent 1.105.1, `agent/config/parse.go:295`; golang.org/x/time/rate.
    "L0021" "burst-below-steady" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let limits = subject.ecs("task-metadata-rps-limit");
    limits.filter_map(finding).collect()
}

fn finding(set: Set<'_>) -> Option<Finding> {
    let Outcome::Taken((steady, burst)) = rate_pair(set.as_str()?) else {
        return None;
    };
    if burst >= steady {
        return None;
    }
    let found = LINT.at(&set.cause(), "the burst is below the steady rate");
    Some(
        found
            .label(format!(
                "{steady} a second, but never more than {burst} at once"
            ))
            .note("the order is steady rate, then burst")
            .help(format!("write \"{burst},{steady}\", or raise the burst")),
    )
}
