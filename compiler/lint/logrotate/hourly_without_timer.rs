//! An hourly rule on a daily timer.

use super::{criterion, rules};
use crate::lint::Finding;
use crate::lint::subject::Subject;
use crate::plan::order::unit_text::Setting;

lint! {
    /// A rule is hourly, and logrotate runs once a day.
    ///
    /// Distributions ship a timer, or a cron job, that is daily. `hourly` does not change it: the log is rotated once a
    /// day, and `rotate = 48` keeps 48 days.
    ///
    /// Bad: `hourly = true` alone. Good: with a drop-in of logrotate.timer that sets `OnCalendar=` and then
    /// `OnCalendar=hourly`.
    ///
    /// Source: Debian 12, logrotate 3.21.0, logrotate.timer; logrotate(8), `hourly`.
    "L0094" "hourly-without-timer" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let launches = 0..subject.host.count();
    let often: Vec<bool> = launches
        .map(|launch| runs_more_often(subject, launch))
        .collect();
    for (launch, rule) in rules(subject) {
        let hourly = criterion(rule).filter(|line| line.word == "hourly");
        let Some(line) = hourly.filter(|_| often.get(launch) == Some(&false)) else {
            continue;
        };
        let finding = LINT
            .at(&line.cause, "logrotate runs once a day")
            .label("rotated once a day all the same")
            .note("the timer that the base ships has `OnCalendar=daily`")
            .help("add a drop-in to [units.\"logrotate.timer\"]: `[Timer]`, `OnCalendar=`, `OnCalendar=hourly`");
        found.push(finding);
    }
    found
}

/// Says whether the profile changes the timer, or runs logrotate itself.
fn runs_more_often(subject: &Subject<'_>, launch: usize) -> bool {
    let mut units = subject.units(launch).into_iter();
    units.any(|unit| unit.name == "logrotate.timer") || has_own_schedule(subject, launch)
}

/// Says whether the profile has a unit or a cron job of its own that runs logrotate.
pub(in crate::lint) fn has_own_schedule(subject: &Subject<'_>, launch: usize) -> bool {
    let units = subject.units(launch);
    let by_unit = units.iter().any(|unit| {
        let runs = |line: &Setting| line.value.contains("logrotate");
        unit.settings.iter().any(runs)
    });
    let is_cron = |path: &str| path.starts_with("/etc/cron");
    let mut files = subject
        .host
        .files
        .iter()
        .filter(|file| is_cron(&file.name.text));
    by_unit
        || files.any(|file| {
            let text = file.at(launch).and_then(|state| state.body.as_text());
            text.is_some_and(|text| text.contains("logrotate"))
        })
}
