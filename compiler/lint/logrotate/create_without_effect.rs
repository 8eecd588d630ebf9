//! `create` beside a copy.

use super::{line, rules};
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// `create` has no effect beside `copytruncate` or `copy`.
    ///
    /// Both leave the log in its place, with the mode and owner that it has; logrotate makes no new one and says nothing.
    ///
    /// Bad: `create = "0640 root adm"` with `copytruncate = true`. Good: one of the two.
    ///
    /// Source: logrotate(8), `copytruncate` and `copy`; logrotate 3.21.0 run.
    "L0088" "create-without-effect" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (_, rule) in rules(subject) {
        let copies = line(rule, "copytruncate").or_else(|| line(rule, "copy"));
        if let (Some(create), Some(copies)) = (line(rule, "create"), copies) {
            let message = format!("`create` has no effect beside `{}`", copies.word);
            let finding = LINT
                .at(&create.cause, message)
                .label("no new log is made")
                .related(copies.cause.span, "the old one stays in its place")
                .help("leave `create` out");
            found.push(finding);
        }
    }
    found
}
