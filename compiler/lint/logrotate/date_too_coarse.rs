//! Dated names that two rotations share.

use super::{criterion, line, rules};
use crate::host::LogrotateRule;
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// Old logs are named by a date that two rotations can share.
    ///
    /// logrotate does not overwrite the first: it says "destination already exists, skipping rotation" and ends with status 1, and
    /// the log grows on. Without `dateformat` the name has the day (`-%Y%m%d`), with `hourly` the hour; `size` and
    /// `maxsize` rotate whenever logrotate runs.
    ///
    /// Bad: `dateext = true` with `size = "50M"`. Good: with `dateformat = "-%Y%m%d-%s"`.
    ///
    /// Source: logrotate 3.21.0 run; logrotate(8), `dateext` and `dateformat`.
    "L0086" "date-too-coarse" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (_, rule) in rules(subject) {
        let Some(dated) = line(rule, "dateext") else {
            continue;
        };
        let format = line(rule, "dateformat");
        let default = if criterion(rule).is_some_and(|line| line.word == "hourly") {
            "-%Y%m%d%H"
        } else {
            "-%Y%m%d"
        };
        let written = format
            .and_then(|line| line.argument.as_deref())
            .unwrap_or(default);
        let Some((why, wanted)) = wanted(rule, format.is_some()) else {
            continue;
        };
        if written.match_indices('%').any(|(at, _)| {
            let specifier = written.get(at + 1..).and_then(|rest| rest.chars().next());
            specifier.is_some_and(|specifier| wanted.contains(specifier))
        }) {
            continue;
        }
        let place = format.unwrap_or(dated);
        let finding = LINT
            .at(
                &place.cause,
                format!("two rotations can share the name `{written}`"),
            )
            .label(why)
            .note("logrotate skips the second rotation and ends with status 1; the log grows on")
            .help("write `dateformat = \"-%Y%m%d-%s\"`");
        found.push(finding);
    }
    found
}

/// What a rule needs in a name, one of it: why, and the specifiers that are fine enough.
fn wanted(rule: &LogrotateRule, has_format: bool) -> Option<(&'static str, &'static str)> {
    if line(rule, "maxsize").is_some() {
        return Some(("`maxsize` rotates whenever logrotate runs", "HMSs"));
    }
    match criterion(rule)?.word {
        "size" => Some(("`size` rotates whenever logrotate runs", "HMSs")),
        "hourly" => Some(("rotated every hour", "HMSs")),
        "daily" if has_format => Some(("rotated every day", "dHMSs")),
        "weekly" if has_format => Some(("rotated every week", "VdHMSs")),
        "monthly" if has_format => Some(("rotated every month", "mVdHMSs")),
        _ => None,
    }
}
