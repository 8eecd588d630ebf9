//! Dated names that do not sort by time.

use super::{line, rules};
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// The names of old logs do not sort by time.
    ///
    /// logrotate finds the oldest by the order of names as text. With the day first it deletes whatever sorts first, at the turn
    /// of a month or year the newest logs, and keeps old ones.
    ///
    /// Bad: `dateformat = "-%d%m%Y"`. Good: `dateformat = "-%Y%m%d"`, from the year down.
    ///
    /// Source: logrotate(8), `dateformat`; logrotate 3.21.0 run (accepted).
    "L0087" "date-not-sorted" Ordinary Deny check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let formats = rules(subject).filter_map(|(_, rule)| line(rule, "dateformat"));
    let unsorted = formats.filter(|line| !sorts(line.argument.as_deref().unwrap_or_default()));
    let found = |line: &crate::host::RuleLine| {
        LINT.at(&line.cause, "names of this form do not sort by time")
            .label("the oldest is not the first")
            .note("logrotate takes what sorts first for the oldest, and deletes it")
            .help(
                "write it from the year down: `\"-%Y%m%d\"`, or the seconds since 1970: `\"-%s\"`",
            )
    };
    unsorted.map(found).collect()
}

/// Says whether a format goes from the year down; `%s` sorts on its own, and behind it all is sorted.
fn sorts(format: &str) -> bool {
    let specifiers = format.match_indices('%').filter_map(|(at, _)| {
        let rest = format.get(at + 1..)?;
        rest.chars().next()
    });
    let order = "YmVdHMS";
    let mut next = 0;
    for specifier in specifiers {
        match (specifier, order.find(specifier)) {
            ('s', _) => return true,
            (_, Some(0)) if next == 0 => next = 1,
            (_, Some(at)) if next > 0 && at >= next => next = at + 1,
            (_, Some(_)) => return false,
            (_, None) => {}
        }
    }
    true
}
