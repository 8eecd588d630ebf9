//! Two words that say when, of which one counts.

use super::{CRITERIA, rules};
use crate::host::RuleLine;
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// A rule says twice when a log is rotated, and only the last word counts.
    ///
    /// A time (`hourly` to `yearly`) and `size` exclude each other, and so do two times: logrotate prints a note and goes on
    /// with the last one. With `size` last a small log is never rotated, however old.
    ///
    /// Bad: `daily = true` with `size = "50M"`. Good: `daily = true` with `maxsize = "50M"` (at the latest then) or
    /// `minsize = "50M"` (not before).
    ///
    /// Source: logrotate 3.21.0 run; logrotate(8), `size`, `minsize`, `maxsize`.
    "L0081" "time-and-size" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (_, rule) in rules(subject) {
        let said: Vec<&RuleLine> = rule
            .lines
            .iter()
            .filter(|line| CRITERIA.contains(&line.word))
            .collect();
        let [lost, .., last] = said.as_slice() else {
            continue;
        };
        let message = format!("`{}` has no effect beside `{}`", lost.word, last.word);
        let finding = LINT
            .at(&lost.cause, message)
            .label("lost")
            .related(last.cause.span, "the last one counts");
        let help = if last.word == "size" {
            "write `maxsize` for `size` to rotate by time and above a size, or leave the time out"
        } else if lost.word == "size" {
            "write `maxsize` for `size` to rotate by time and above a size"
        } else {
            "keep one of the two"
        };
        found.push(finding.help(help));
    }
    found
}
