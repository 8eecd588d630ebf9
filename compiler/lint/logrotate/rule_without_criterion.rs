//! A rule that says neither when nor how many.

use super::{CRITERIA, rules};
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// A rule says neither when a log is rotated nor how many old ones are kept.
    ///
    /// /etc/logrotate.conf decides then: weekly with four old logs on most distributions. Where it says nothing, logrotate's
    /// own defaults hold: a log over 1 MiB is deleted, with no old one kept.
    ///
    /// Bad: `paths = ["/var/log/web.log"]` alone, or with `compress = true`. Good: with `daily = true` and `rotate = 7`.
    ///
    /// Source: logrotate 3.21.0 run ("1048576 bytes (no old logs will be kept)"); /etc/logrotate.conf of Debian 12.
    "L0085" "rule-without-criterion" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (_, rule) in rules(subject) {
        let says = |word: &str| {
            CRITERIA.contains(&word) || matches!(word, "rotate" | "maxsize" | "minsize")
        };
        let is_silent = !rule.lines.iter().any(|line| says(line.word));
        if let Some((_, cause)) = rule.paths.first().filter(|_| is_silent) {
            let finding = LINT
                .at(cause, "this rule says neither when nor how many")
                .label("rotated as /etc/logrotate.conf says")
                .note("where that says nothing, a log over 1 MiB is deleted and no old one kept")
                .help("add `daily = true` and `rotate = 7`, say");
            found.push(finding);
        }
    }
    found
}
