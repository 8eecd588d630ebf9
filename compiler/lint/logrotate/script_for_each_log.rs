//! A script that runs once for each log.

use super::glob::is_pattern;
use super::{line, rules};
use crate::host::LogrotateRule;
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// A script runs once for each log of the rule.
    ///
    /// A reload in `postrotate` is done as often as there are logs, each time before the next one is moved. With
    /// `sharedscripts` it runs once, when all are moved, and not at all when none was.
    ///
    /// Bad: `paths = ["/var/log/web/*.log"]` with a `postrotate` that sends a signal. Good: with `sharedscripts = true`; a script
    /// that uses `$1`, the log, is meant to run for each.
    ///
    /// Source: logrotate(8), `sharedscripts` and `postrotate`.
    "L0090" "script-for-each-log" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let many = |rule: &LogrotateRule| {
        rule.paths.len() > 1 || rule.paths.iter().any(|(path, _)| is_pattern(path))
    };
    let rules = rules(subject).map(|(_, rule)| rule);
    let mut found = Vec::new();
    for rule in rules.filter(|rule| many(rule) && line(rule, "sharedscripts").is_none()) {
        let scripts = ["prerotate", "postrotate"]
            .into_iter()
            .filter_map(|word| line(rule, word));
        for script in scripts {
            let text = script.argument.as_deref().unwrap_or_default();
            if text.contains("$1") || text.contains("${1") || text.contains("$@") {
                continue;
            }
            let finding = LINT
                .at(
                    &script.cause,
                    format!("`{}` runs once for each log", script.word),
                )
                .label("as often as there are logs")
                .help("add `sharedscripts = true`");
            found.push(finding);
        }
    }
    found
}
