//! One log in two rules.

use std::collections::BTreeMap;

use super::glob::{covers, is_pattern};
use super::line;
use crate::host::leaf::Cause;
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// A log is in two rules of logrotate, or in one that the base ships.
    ///
    /// logrotate reads the files of /etc/logrotate.d in the order of their names; the first that names a log has it, every
    /// further mention is an error: the rule loses that log, and each run ends with status 1, so that logrotate.service
    /// stands as failed. parbake's files are named `parbake-NAME`.
    ///
    /// Bad: `[logrotate.cloud-init]` for `/var/log/cloud-init.log` on ubuntu-24.04. Good: leave it to the base's rule, or
    /// replace that file with `[files."/etc/logrotate.d/cloud-init"]`.
    ///
    /// Source: logrotate 3.21.0 run ("duplicate log entry"); the fact packs, `logrotate.shipped`.
    "L0084" "duplicate-log" Ordinary Warn check
}

/// One path of one rule.
struct Entry<'a> {
    file: String,
    path: &'a str,
    /// Where the profile says so; `None` for a rule of the base.
    cause: Option<&'a Cause>,
    ignores_duplicates: bool,
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let launches = 0..subject.host.count();
    launches
        .flat_map(|launch| in_launch(subject, launch))
        .collect()
}

fn in_launch(subject: &Subject<'_>, launch: usize) -> Vec<Finding> {
    // Logs of different directories are different logs, so each is held against those of its own only.
    let mut directories: BTreeMap<&str, Vec<Entry<'_>>> = BTreeMap::new();
    for entry in entries(subject, launch) {
        let directory = entry
            .path
            .rsplit_once('/')
            .map_or("", |(directory, _)| directory);
        directories.entry(directory).or_default().push(entry);
    }
    let mut found = Vec::new();
    for mut entries in directories.into_values() {
        entries.sort_by(|a, b| a.file.cmp(&b.file));
        found.extend(in_directory(&entries));
    }
    found
}

/// Lists the paths of the profile's rules and of those that the base ships and the profile does not replace.
fn entries<'a>(subject: &Subject<'a>, launch: usize) -> Vec<Entry<'a>> {
    let host = subject.host;
    let mut all = Vec::new();
    for rule in &host.logrotate {
        let Some(state) = rule.at(launch) else {
            continue;
        };
        let paths = state.paths.iter().map(|(path, cause)| Entry {
            file: format!("/etc/logrotate.d/parbake-{}", rule.name.text),
            path,
            cause: Some(cause),
            ignores_duplicates: line(state, "ignoreduplicates").is_some(),
        });
        all.extend(paths);
    }
    for shipped in host.base.logrotate.shipped.value {
        if host.files.iter().any(|file| file.name.text == shipped.file) {
            continue;
        }
        all.extend(shipped.paths.iter().map(|path| Entry {
            file: shipped.file.to_owned(),
            path,
            cause: None,
            ignores_duplicates: false,
        }));
    }
    all
}

/// Looks for two mentions of one log: names against names by look-up, names against the few patterns one by one.
fn in_directory(entries: &[Entry<'_>]) -> Vec<Finding> {
    let mut named: BTreeMap<&str, &Entry<'_>> = BTreeMap::new();
    let patterns: Vec<&Entry<'_>> = entries
        .iter()
        .filter(|entry| is_pattern(entry.path))
        .collect();
    let mut found = Vec::new();
    for entry in entries {
        if let Some(first) = named.get(entry.path) {
            found.extend(finding(first, entry));
            continue;
        }
        named.insert(entry.path, entry);
        if is_pattern(entry.path) {
            continue;
        }
        for pattern in patterns
            .iter()
            .filter(|pattern| covers(pattern.path, entry.path))
        {
            let is_first = pattern.file <= entry.file;
            let (first, then) = if is_first {
                (*pattern, entry)
            } else {
                (entry, *pattern)
            };
            found.extend(finding(first, then));
        }
    }
    found
}

fn finding(first: &Entry<'_>, then: &Entry<'_>) -> Option<Finding> {
    if first.ignores_duplicates {
        return None;
    }
    // The log itself, where the other mention is a pattern.
    let log = if is_pattern(then.path) {
        first.path
    } else {
        then.path
    };
    let start = |cause, message: String| LINT.at(cause, message);
    match (first.cause, then.cause) {
        (Some(before), Some(cause)) if first.file == then.file => Some(
            start(cause, format!("`{log}` is twice in one rule"))
                .label("the second mention")
                .related(before.span, "covers it already")
                .note("logrotate calls it an error and ends each run with status 1")
                .help("leave one of the two out"),
        ),
        (Some(before), Some(cause)) => Some(
            start(cause, format!("`{log}` is in two rules"))
                .label("loses it")
                .related(before.span, "the first in the order of file names has it")
                .note("logrotate calls it an error and ends each run with status 1")
                .help("name each log in one rule"),
        ),
        (None, Some(cause)) => Some(
            start(cause, format!("the base rotates `{log}` already"))
                .label(format!(
                    "`{}` comes first, this rule loses the log",
                    first.file
                ))
                .note("logrotate calls it an error and ends each run with status 1")
                .help(format!(
                    "leave it out, or replace the base's file with [files.\"{}\"]",
                    first.file
                )),
        ),
        (Some(cause), None) => Some(
            start(cause, format!("the base rotates `{log}` already"))
                .label(format!("takes it from `{}`, which comes later", then.file))
                .note("logrotate calls it an error and ends each run with status 1")
                .help(format!(
                    "leave it out, or replace the base's file with [files.\"{}\"]",
                    then.file
                )),
        ),
        (None, None) => None,
    }
}
