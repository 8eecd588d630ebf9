//! A directory for old logs that nobody makes.

use std::collections::BTreeSet;

use super::{line, rules};
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// Old logs go to a directory that nobody makes.
    ///
    /// logrotate refuses the rule when the directory of `olddir` is not there, and ends with status 1; the logs grow on. It
    /// has to be on the file system of the logs, too, unless they are copied.
    ///
    /// Bad: `olddir = "/var/log/old"` alone. Good: with `createolddir = "0750 root root"` (logrotate 3.8.9), or made by a
    /// script.
    ///
    /// Source: logrotate 3.21.0 run; logrotate(8), `olddir` and `createolddir`.
    "L0091" "missing-olddir" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut made = None;
    for (_, rule) in rules(subject) {
        let Some(old) = line(rule, "olddir").filter(|_| line(rule, "createolddir").is_none())
        else {
            continue;
        };
        let directory = old.argument.as_deref().unwrap_or_default();
        let made = made.get_or_insert_with(|| directories(subject));
        if made.contains(directory.trim_end_matches('/')) {
            continue;
        }
        let finding = LINT
            .at(&old.cause, format!("nobody makes `{directory}`"))
            .label("must be there when logrotate runs")
            .note("logrotate refuses the rule without it, and the logs grow on")
            .help("add `createolddir = \"0750 root root\"`");
        found.push(finding);
    }
    found
}

/// Lists the directories that the profile's files lie in, and those that its scripts name.
fn directories(subject: &Subject<'_>) -> BTreeSet<String> {
    let host = subject.host;
    let mut made = BTreeSet::new();
    for file in &host.files {
        let mut path = file.name.text.as_str();
        while let Some((directory, _)) = path.rsplit_once('/') {
            made.insert(directory.to_owned());
            path = directory;
        }
    }
    let scripts = host.scripts.iter().filter_map(|script| script.first());
    for text in scripts.filter_map(|script| script.body.as_text()) {
        let words = text.split(|c: char| c.is_whitespace() || "\"';".contains(c));
        made.extend(words.map(|word| word.trim_end_matches('/').to_owned()));
    }
    made
}
