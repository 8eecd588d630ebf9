//! Which words a section knows, and which values systemd ignores.
//!
//! Source: systemd v252 `src/core/load-fragment.c`, `src/basic/time-util.c` (`parse_time`), `src/basic/unit-name.c`; run with
//! `systemd-analyze verify` 252.38.

use super::calendar::is_calendar;
use super::exec::{Fault, bad_specifier, words};
use super::has;
use super::limits;
use super::words::{
    AUTOMOUNT, BOOLEANS, CGROUP, EXEC, INSTALL, MOUNT, NEVER_EMPTY, PATH, SCOPE, SECONDS, SERVICE,
    SLICE, SOCKET, SWAP, TIMER, UNIT, UNITS,
};

/// Finds a section of a kind of unit, and its own words.
pub(super) fn section(name: &str, kind: &str) -> Option<&'static str> {
    match (name, kind) {
        ("Unit", _) => Some("Unit"),
        ("Install", _) => Some("Install"),
        ("Service", "service") => Some("Service"),
        ("Socket", "socket") => Some("Socket"),
        ("Mount", "mount") => Some("Mount"),
        ("Automount", "automount") => Some("Automount"),
        ("Swap", "swap") => Some("Swap"),
        ("Timer", "timer") => Some("Timer"),
        ("Path", "path") => Some("Path"),
        ("Slice", "slice") => Some("Slice"),
        ("Scope", "scope") => Some("Scope"),
        _ => None,
    }
}

/// Says whether a section knows a word; the case counts.
pub(super) fn is_known(section: &str, key: &str) -> bool {
    tables(section).iter().any(|table| has(table, key))
}

/// The words of a section, for suggestions.
#[must_use]
pub fn known(section: &str) -> Vec<&'static str> {
    let tables = tables(section).iter();
    tables.flat_map(|table| table.split_whitespace()).collect()
}

fn tables(section: &str) -> &'static [&'static str] {
    match section {
        "Unit" => &[UNIT],
        "Install" => &[INSTALL],
        "Service" => &[SERVICE, EXEC, CGROUP],
        "Socket" => &[SOCKET, EXEC, CGROUP],
        "Mount" => &[MOUNT, EXEC, CGROUP],
        "Swap" => &[SWAP, EXEC, CGROUP],
        "Automount" => &[AUTOMOUNT],
        "Timer" => &[TIMER],
        "Path" => &[PATH],
        "Slice" => &[SLICE, CGROUP],
        "Scope" => &[SCOPE, CGROUP],
        _ => &[],
    }
}

/// Words that take one of a few values.
const CHOICES: [(&str, &[&str]); 4] = [
    (
        "Type",
        &[
            "simple",
            "exec",
            "forking",
            "oneshot",
            "dbus",
            "notify",
            "notify-reload",
            "idle",
        ],
    ),
    (
        "Restart",
        &[
            "no",
            "always",
            "on-success",
            "on-failure",
            "on-abnormal",
            "on-abort",
            "on-watchdog",
        ],
    ),
    ("KillMode", &["control-group", "process", "mixed", "none"]),
    ("NotifyAccess", &["none", "main", "exec", "all"]),
];

/// Lists the words that a word of a unit takes; none where it takes others too.
pub(super) fn choices(section: &str, key: &str) -> &'static [&'static str] {
    let choice = CHOICES.iter().find(|(word, _)| *word == key);
    let choice = choice.filter(|_| section == "Service");
    choice.map_or(&[], |(_, choices)| choices)
}

/// Says what is wrong with a value, other than a command line; an empty one resets most words.
pub(super) fn fault(section: &str, key: &str, value: &str) -> Option<Fault> {
    let ignored = |says: String| {
        Some(Fault {
            is_fatal: false,
            says,
        })
    };
    if value.is_empty() {
        // A mount may have any type of file system, also none; `Type=` is another word there.
        let wants_value = has(NEVER_EMPTY, key) && (section, key) != ("Mount", "Type");
        return wants_value
            .then(|| format!("{key}= takes a value; systemd ignores an empty one"))
            .and_then(ignored);
    }
    if let Some(says) = bad_specifier(value) {
        return ignored(says);
    }
    // What a specifier stands for is not known here.
    if value.contains('%') {
        return None;
    }
    let choices = choices(section, key);
    if !choices.is_empty() {
        let fits = choices.contains(&value);
        return (!fits).then(|| Fault {
            is_fatal: false,
            says: format!("{key}= takes {}, not `{value}`", choices.join(", ")),
        });
    }
    if has(BOOLEANS, key) && boolean(value).is_none() {
        return ignored(format!("{key}= takes yes or no, not `{value}`"));
    }
    if has(SECONDS, key) && !is_time(value) {
        return ignored(format!(
            "{key}= takes a length of time such as `90s`, not `{value}`"
        ));
    }
    if has(UNITS, key) || section == "Install" && matches!(key, "WantedBy" | "RequiredBy") {
        let bad = value.split_whitespace().find(|name| !is_unit(name))?;
        return ignored(format!(
            "`{bad}` is no name of a unit: it has no suffix such as `.service`"
        ));
    }
    if let Some(says) = limits::fault(key, value) {
        return ignored(says);
    }
    match key {
        "OnCalendar" if !is_calendar(value) => ignored(format!(
            "OnCalendar= takes an expression such as `Mon..Fri 03:00` or `daily`, not `{value}`"
        )),
        "Environment" => environment(value),
        "EnvironmentFile" if !value.trim_start_matches('-').starts_with('/') => ignored(format!(
            "EnvironmentFile= takes an absolute path, not `{value}`"
        )),
        "WorkingDirectory" if !value.trim_start_matches('-').starts_with(['/', '~']) => {
            Some(Fault {
                is_fatal: !value.starts_with('-'),
                says: format!("WorkingDirectory= takes an absolute path, not `{value}`"),
            })
        }
        _ => None,
    }
}

fn environment(value: &str) -> Option<Fault> {
    let says = match words(value).closed() {
        Err(says) => says.to_owned(),
        Ok(words) => {
            let is_name = |name: &str| {
                let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
                name.chars().all(fits) && !name.starts_with(|c: char| c.is_ascii_digit())
            };
            let fits = |word: &&String| {
                let name = word.split_once('=').map(|(name, _)| name);
                !name.is_some_and(|name| !name.is_empty() && is_name(name))
            };
            let bad = words.iter().find(fits)?;
            format!("`{bad}` is not NAME=VALUE")
        }
    };
    Some(Fault {
        is_fatal: false,
        says,
    })
}

/// Source: systemd v252 `src/basic/parse-util.c` (`parse_boolean`).
pub(super) fn boolean(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "1" | "yes" | "y" | "true" | "t" | "on" => Some(true),
        "0" | "no" | "n" | "false" | "f" | "off" => Some(false),
        _ => None,
    }
}

pub(super) fn is_time(value: &str) -> bool {
    if value == "infinity" {
        return true;
    }
    let mut rest = value.trim();
    while !rest.is_empty() {
        let number = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        if number.len() == rest.len() {
            return false;
        }
        let digits = rest.strip_suffix(number).unwrap_or_default();
        let whole = digits.split('.').next().unwrap_or_default();
        // A number of 64 bits, of microseconds in the end.
        let fits = whole.is_empty() || whole.parse::<u64>().is_ok_and(|number| number < 1 << 43);
        if !fits || digits.matches('.').count() > 1 {
            return false;
        }
        let behind = number.trim_start();
        let after = behind.trim_start_matches(|c: char| c.is_alphabetic());
        let unit = behind.strip_suffix(after).unwrap_or_default();
        if !is_time_unit(unit) {
            return false;
        }
        rest = after.trim_start();
    }
    true
}

fn is_time_unit(unit: &str) -> bool {
    const UNITS_OF_TIME: &str = "us usec µs μs ms msec s sec second seconds m min minute minutes h hr hour hours \
        d day days w week weeks M month months y year years";
    unit.is_empty() || has(UNITS_OF_TIME, unit)
}

/// Says whether a word names a unit.
fn is_unit(name: &str) -> bool {
    const KINDS: &str = "service socket device mount automount swap target path timer slice scope";
    let fits = |c: char| c.is_ascii_alphanumeric() || ":-_.\\@".contains(c);
    let kind = name.rsplit_once('.');
    name.chars().all(fits) && kind.is_some_and(|(stem, kind)| !stem.is_empty() && has(KINDS, kind))
}
