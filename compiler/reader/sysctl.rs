//! sysctl.d files as systemd-sysctl reads them.
//!
//! Source: systemd v252 `src/sysctl/sysctl.c`, `parse_file`; `src/basic/sysctl-util.c`,
//! `sysctl_normalize`.

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The key with slashes: `net/core/somaxconn`.
    pub key: String,
    /// The value; `None` for a `-key` line, which takes the key out of a glob.
    pub value: Option<String>,
    /// A leading `-`: a failure is only logged.
    pub may_fail: bool,
}

/// Reads a file into its settings, in order, and the lines that are passed over with an error.
#[must_use]
pub fn read(text: &str) -> (Vec<Setting>, Vec<String>) {
    let mut settings = Vec::new();
    let mut passed_over = Vec::new();
    for line in text.lines().map(|line| line.trim_matches(WHITESPACE)) {
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        match setting(line) {
            Some(setting) => settings.push(setting),
            None => passed_over.push(line.to_owned()),
        }
    }
    (settings, passed_over)
}

const WHITESPACE: [char; 4] = [' ', '\t', '\n', '\r'];

fn setting(line: &str) -> Option<Setting> {
    let (key, value) = match line.split_once('=') {
        Some((key, value)) => (key, Some(value.trim_matches(WHITESPACE).to_owned())),
        None => (line, None),
    };
    let key = key.trim_matches(WHITESPACE);
    let (key, may_fail) = match key.strip_prefix('-') {
        Some(rest) => (rest.trim_matches(WHITESPACE), true),
        None => (key, false),
    };
    if value.is_none() && !may_fail {
        return None;
    }
    Some(Setting {
        key: simplify(&normalize(key)),
        value,
        may_fail,
    })
}

/// Slashes at the ends and doubled ones are no part of a path.
///
/// Source: systemd v252 `src/basic/path-util.c`, `path_simplify`; run.
fn simplify(key: &str) -> String {
    let parts: Vec<&str> = key.split('/').filter(|part| !part.is_empty()).collect();
    parts.join("/")
}

/// Where the first separator is a slash the key stands as it is; else dots and slashes change places.
fn normalize(key: &str) -> String {
    if key
        .find(['.', '/'])
        .is_none_or(|at| key.split_at(at).1.starts_with('/'))
    {
        return key.to_owned();
    }
    key.chars()
        .map(|character| match character {
            '.' => '/',
            '/' => '.',
            other => other,
        })
        .collect()
}
