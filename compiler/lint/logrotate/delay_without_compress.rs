//! `delaycompress` without `compress`.

use super::{line, rules};
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// `delaycompress` has no effect without `compress`.
    ///
    /// It only says that the newest old log is not compressed yet. Without `compress`, which distributions leave off, none
    /// ever is, and the disk holds ten times as much.
    ///
    /// Bad: `delaycompress = true` alone. Good: with `compress = true`.
    ///
    /// Source: logrotate(8), `delaycompress`; logrotate 3.21.0 run; /etc/logrotate.conf of Debian 12.
    "L0089" "delay-without-compress" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let alone = rules(subject).filter(|(_, rule)| line(rule, "compress").is_none());
    let delays = alone.filter_map(|(_, rule)| line(rule, "delaycompress"));
    let found = |delay: &crate::host::RuleLine| {
        LINT.at(
            &delay.cause,
            "`delaycompress` has no effect without `compress`",
        )
        .label("nothing is compressed")
        .help("add `compress = true`, or leave it out")
    };
    delays.map(found).collect()
}
