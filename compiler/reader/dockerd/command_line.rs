//! The command line, as pflag reads it.
//!
//! Source: spf13/pflag v1.0.6 `flag.go` (`parseArgs`); moby `cmd/dockerd`, `daemon/command/config.go`.

use serde_json::{Value, json};

use super::keys::{self, FLAGS_ONLY, Key, Kind};
use super::{Effect, Examiner, Settings, at};
use crate::reader::go;

/// What the command line sets.
#[derive(Default)]
pub(super) struct Given {
    /// Under the names of the file.
    pub(super) settings: Settings,
    /// Names of the flags that are no settings.
    pub(super) others: Vec<String>,
}

pub(super) fn read(flags: &[&str], examiner: &mut Examiner) -> Given {
    let mut given = Given::default();
    let mut words = flags.iter().copied().peekable();
    while let Some(word) = words.next() {
        let Some((key, value)) = split(word, examiner, &mut given) else {
            // Of the flags that are no settings these have a value of their own.
            if matches!(word, "--config-file" | "--containerd-plugins-namespace") {
                words.next();
            }
            continue;
        };
        // A switch takes no word behind it.
        let value = match (value, key.kind) {
            (Some(value), _) => Some(value),
            (None, Kind::Bool) => Some("true"),
            (None, _) => words.next(),
        };
        match value {
            Some(value) => set(&mut given.settings, key, value, examiner),
            None => refuse(
                examiner,
                key.name,
                format!("the flag `{word}` needs a value"),
            ),
        }
    }
    given
}

/// Finds the setting of a word and the value that is joined to it.
fn split<'a>(
    word: &'a str,
    examiner: &mut Examiner,
    given: &mut Given,
) -> Option<(&'static Key, Option<&'a str>)> {
    if let Some(long) = word.strip_prefix("--") {
        let (name, value) = match long.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (long, None),
        };
        if let Some(key) = keys::of_flag(name, examiner.version) {
            return Some((key, value));
        }
        if FLAGS_ONLY.contains(&name) {
            given.others.push(name.to_owned());
        } else {
            refuse(examiner, name, format!("unknown flag: `--{name}`"));
        }
        return None;
    }
    let short = word.get(..2).filter(|short| short.starts_with('-'));
    let Some(short) = short else {
        let says = format!("dockerd accepts no argument: `{word}`");
        examiner.value(Effect::RefusedAtLoad, &[], says);
        return None;
    };
    let Some(key) = keys::of_short_flag(short, examiner.version) else {
        refuse(examiner, short, format!("unknown flag: `{short}`"));
        return None;
    };
    let rest = word.get(2..).filter(|rest| !rest.is_empty());
    let rest = rest.map(|rest| rest.strip_prefix('=').unwrap_or(rest));
    Some((key, rest))
}

fn refuse(examiner: &mut Examiner, name: &str, says: String) {
    examiner.name(Effect::RefusedAtLoad, &at(name), says);
}

/// Puts a value where the file would have it; a flag of a list or an object adds to what is there.
fn set(settings: &mut Settings, key: &Key, value: &str, examiner: &mut Examiner) {
    let decoded = match key.kind {
        Kind::Bool => go::parse_bool(value).map(Value::Bool),
        Kind::Integer => go::parse_int(value).map(Value::from),
        Kind::Text | Kind::Proxies | Kind::Object | Kind::Any => Some(Value::from(value)),
        Kind::List => Some(json!([value])),
        Kind::Texts => {
            let (name, text) = value.split_once('=').unwrap_or((value, ""));
            Some(json!({ name: text }))
        }
        Kind::Switches => {
            let (name, on) = value.split_once('=').unwrap_or((value, "true"));
            go::parse_bool(on).map(|on| json!({ name: on }))
        }
        Kind::Pools => pool(value).map(|pool| json!([pool])),
        Kind::Ulimits => ulimit(value),
        Kind::Runtimes => {
            let pair = value.split_once('=');
            pair.map(|(name, path)| json!({ name.trim(): { "path": path.trim() } }))
        }
        Kind::NetworkOptions => network_option(value),
    };
    let Some(decoded) = decoded else {
        let says = format!(
            "invalid argument `{value}` for `--{}`",
            key.flag.unwrap_or(key.name)
        );
        examiner.value(Effect::RefusedAtLoad, &at(key.name), says);
        return;
    };
    match (settings.get_mut(key.name), decoded) {
        (Some(Value::Array(items)), Value::Array(more)) => items.extend(more),
        (Some(Value::Object(members)), Value::Object(more)) => members.extend(more),
        (Some(there), decoded) => *there = decoded,
        (None, decoded) => {
            settings.insert(key.name.to_owned(), decoded);
        }
    }
}

/// Source: moby `opts/address_pools.go` (`Set`).
fn pool(value: &str) -> Option<Value> {
    let mut pool = Settings::new();
    for field in value.split(',') {
        match field.split_once('=')? {
            ("base", base) => pool.insert("base".to_owned(), base.into()),
            ("size", size) => pool.insert("size".to_owned(), go::parse_int(size)?.into()),
            (_, _) => return None,
        };
    }
    Some(Value::Object(pool))
}

/// Source: docker/go-units v0.5.0 `ulimit.go` (`ParseUlimit`): the one form that is checked when it is read.
fn ulimit(value: &str) -> Option<Value> {
    let (name, limits) = value.split_once('=')?;
    let (soft, hard) = match limits.split_once(':') {
        Some((soft, hard)) => (go::parse_int(soft)?, go::parse_int(hard)?),
        None => (go::parse_int(limits)?, go::parse_int(limits)?),
    };
    let is_wrong = hard != -1 && (soft == -1 || soft > hard);
    let is_known = super::shapes::RLIMITS.contains(&name);
    (is_known && !is_wrong).then(|| json!({ name: { "Name": name, "Soft": soft, "Hard": hard } }))
}

fn network_option(value: &str) -> Option<Value> {
    let (driver, pair) = value.split_once('=')?;
    let (name, text) = pair.split_once('=')?;
    Some(json!({ driver: { name: text } }))
}
