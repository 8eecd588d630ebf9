//! A boot that may take longer than its Auto Scaling group waits.

use super::Finding;
use super::subject::Subject;
use crate::host::leaf::Cause;
use crate::host::{Order, ScriptPhase, ScriptState};

lint! {
    /// The boot scripts may take longer than the Auto Scaling group gives a new host.
    ///
    /// Scripts before the agent hold the join back, each for up to its `timeout`. When `health-check-grace-period` is over
    /// first, a host that is still at work counts as unhealthy and is replaced, by one that is then replaced as well. When
    /// `default-instance-warmup` is over first, an idle host counts in the group's figures, and the group grows for nothing.
    /// Only what the profile states is compared: the periods, and the timeouts that are written down.
    ///
    /// Bad: `scaling.health-check-grace-period = 120` with a boot script of `timeout = "5m"`. Good: `360`, or a shorter timeout.
    ///
    /// Source: EC2 Auto Scaling user guide, "Set the health check grace period" and "Set the default instance warmup".
    "L0051" "boot-over-the-groups-time" Ordinary Warn check
}

/// The periods, each with what happens when it ends too early.
const PERIODS: &[(&str, &str)] = &[
    (
        "health-check-grace-period",
        "a host that is still at work counts as unhealthy and is replaced, again and again",
    ),
    (
        "default-instance-warmup",
        "a host that has not joined yet counts in the group's figures, and the group grows for nothing",
    ),
];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let launches = 0..subject.host.count();
    let of_launch = |launch| {
        let found =
            move |(key, note): &(&'static str, &'static str)| finding(subject, launch, key, note);
        PERIODS.iter().filter_map(found)
    };
    launches.flat_map(of_launch).collect()
}

fn finding(subject: &Subject<'_>, launch: usize, key: &str, note: &str) -> Option<Finding> {
    let data = subject.host.scaling.get(launch)?;
    let period = u64::try_from(data.get(&[key])?.as_integer()?).ok()?;
    let scripts = subject.host.scripts.iter();
    let states = scripts.filter_map(|script| script.at(launch));
    let timed: Vec<(u64, &Cause)> = states.filter_map(stated_time).collect();
    let total: u64 = timed.iter().map(|(seconds, _)| seconds).sum();
    if total <= period {
        return None;
    }
    let (_, longest) = timed.iter().max_by_key(|(seconds, _)| *seconds)?;
    let found = LINT.at(
        &data.cause(&[key])?,
        "the boot scripts may take longer than the group waits",
    );
    Some(
        found
            .label(format!("over after {period} s"))
            .related(
                longest.span,
                format!("boot scripts may take {total} s in all"),
            )
            .note(note)
            .help(format!("give it {total} or more, or the scripts less")),
    )
}

/// How long a script may hold the join back, where the profile says so.
fn stated_time(state: &ScriptState) -> Option<(u64, &Cause)> {
    let holds = state.phase == ScriptPhase::Boot && state.order != Order::AfterAgent;
    let cause = state.timeout_cause.as_ref()?;
    holds.then_some((state.timeout_seconds, cause))
}
