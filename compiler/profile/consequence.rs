//! What the reader of a setting would have done with a value that is refused here: one sentence for each row of the
//! catalogues, under every diagnostic of the language.

use super::keypath::KeyPath;
use super::node::{Node, Value};
use crate::catalog::Type;
use crate::catalog::docker::{CheckedAt, DaemonKey, daemon_key, ignored_flag_name};
use crate::catalog::ecs::{EcsVariable, Encoding, OnBad, Reader, ecs_variable};
use crate::catalog::logrotate::directive;
use crate::reader::agent::{self, Outcome};

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    /// It is of another kind than the setting.
    Kind,
    /// Its text or its number.
    Content,
}

/// Says what would have become of a bad value at a path.
pub(super) fn of_value(path: &KeyPath, node: &Node, mistake: Mistake) -> Option<String> {
    match setting(path).as_slice() {
        ["ecs", key] => of_variable(ecs_variable(key)?, node),
        ["ecs", key, ..] => of_member(ecs_variable(key)?, mistake),
        ["docker", "daemon", key, ..] => of_daemon_key(daemon_key(key)?, mistake),
        ["logrotate", _, key, ..] => of_directive(key, node),
        _ => None,
    }
}

/// Says what would have become of a key that the language does not have.
pub(super) fn of_key(section: &KeyPath, key: &str) -> Option<String> {
    let words = match setting(section).as_slice() {
        ["ecs"] => "the agent would read it nowhere, without a word",
        ["docker", "daemon"] if ignored_flag_name(key).is_some() => {
            "it is the name of a flag: dockerd would take it in daemon.json and ignore it, without a word"
        }
        ["docker", "daemon"] => "`dockerd --validate` would refuse it; the daemon does not start",
        [
            "docker",
            "daemon",
            "default-ulimits" | "runtimes" | "default-address-pools",
            ..,
        ] => "dockerd would ignore it, without a word",
        ["logrotate", _] => {
            "logrotate would ignore the line, print a message and end with 0: the rule goes on without it"
        }
        _ => return None,
    };
    Some(words.to_owned())
}

/// The keys of a path, those of a variant left out.
fn setting(path: &KeyPath) -> Vec<&str> {
    let keys: Vec<&str> = path.keys().iter().map(String::as_str).collect();
    match keys.as_slice() {
        ["variants", _, below @ ..] => below.to_vec(),
        keys => keys.to_vec(),
    }
}

/// What stands inside an object is judged with it.
fn of_member(row: &EcsVariable, mistake: Mistake) -> Option<String> {
    if mistake == Mistake::Kind {
        return Some(format!("{} would {}", reader(row), by(row, row.on_bad)));
    }
    let known = !row.on_bad_note.is_empty();
    known.then(|| format!("{}: {}", reader(row), row.on_bad_note))
}

fn of_variable(row: &EcsVariable, node: &Node) -> Option<String> {
    let text = as_written(node).map(|text| element(row, node, text));
    match text.and_then(|text| agent::variable(row.name, &text)) {
        // The form of the profile alone is wrong: the text in the file would be good.
        Some(Outcome::Taken(_)) if !matches!(row.on_bad, OnBad::Unchecked | OnBad::CrashLater) => {
            None
        }
        Some(outcome) => Some(of_outcome(row, &outcome)),
        None => Some(format!("{} would {}", reader(row), by(row, row.on_bad))),
    }
}

/// Says what a reader of ecs.config makes of a value.
pub(crate) fn of_outcome(row: &EcsVariable, outcome: &Outcome<serde_json::Value>) -> String {
    let what = match outcome {
        Outcome::Changed { value, warned } => {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            take(&format!("`{text}` instead"), *warned)
        }
        Outcome::Default { warned } => default(row, *warned),
        Outcome::Fatal => by(row, OnBad::Fatal),
        Outcome::LogBroken => by(row, OnBad::LogBroken),
        Outcome::Taken(_) => by(row, row.on_bad),
    };
    format!("{} would {what}", reader(row))
}

/// The text that would stand in the line, where the value is a single one.
fn as_written(node: &Node) -> Option<String> {
    match &node.value {
        Value::Bool(value) => Some(value.to_string()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Text(text) => text.as_literal().map(str::to_owned),
        Value::List(_) | Value::Table(_) => None,
    }
}

/// Writes the element of a list that is JSON as the only one.
fn element(row: &EcsVariable, node: &Node, text: String) -> String {
    if row.encoding != Encoding::Json || !matches!(row.field.ty, Type::List { .. }) {
        return text;
    }
    match node.value {
        Value::Text(_) => format!("[{}]", serde_json::Value::from(text)),
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::List(_) | Value::Table(_) => {
            format!("[{text}]")
        }
    }
}

fn reader(row: &EcsVariable) -> &'static str {
    match row.read_by {
        [Reader::EcsInit] => "ecs-init",
        _ => "the agent",
    }
}

fn take(other: &str, warned: bool) -> String {
    if warned {
        format!("log a warning and take {other}")
    } else {
        format!("take {other}, without a word")
    }
}

fn default(row: &EcsVariable, warned: bool) -> String {
    match row.field.default {
        "" => format!("{}{}", take("its default", warned), why(row)),
        default => take(&format!("its default, {default}"), warned),
    }
}

/// The first clause of what the catalogue says of bad values.
fn why(row: &EcsVariable) -> String {
    match row.on_bad_note.split("; ").next() {
        None | Some("") => String::new(),
        Some(clause) => format!(" ({clause})"),
    }
}

fn by(row: &EcsVariable, on_bad: OnBad) -> String {
    match on_bad {
        OnBad::SilentDefault => default(row, false),
        OnBad::WarnDefault => default(row, true),
        OnBad::WarnMinimum => "log a warning and take the smallest value".to_owned(),
        OnBad::WarnClamp => "log a warning and take the nearest bound".to_owned(),
        OnBad::Fatal => "exit, and be started again for ever".to_owned(),
        OnBad::Mixed => "exit or take another value, by the kind of mistake".to_owned(),
        OnBad::Unchecked => format!("take it as it is{}", why(row)),
        OnBad::CrashLater => format!("take it and panic later{}", why(row)),
        OnBad::LogBroken => "lose its log file and print every level to the console".to_owned(),
        OnBad::Ignored => "read it nowhere".to_owned(),
    }
}

/// A value of another kind never loads.
fn of_daemon_key(row: &DaemonKey, mistake: Mistake) -> Option<String> {
    let words = match row.checked_at {
        CheckedAt::File => "`dockerd --validate` would refuse it; the daemon does not start",
        _ if mistake == Mistake::Kind => {
            "`dockerd --validate` would refuse it; the daemon does not start"
        }
        CheckedAt::Any => return None,
        CheckedAt::Start => "`dockerd --validate` would pass it; the daemon does not start",
        CheckedAt::Container => {
            "`dockerd --validate` would pass it and the daemon starts; making a container fails"
        }
        CheckedAt::None => "dockerd would take it without a word and not look at it",
    };
    Some(words.to_owned())
}

/// logrotate drops a rule whose value it cannot read, and ends with 1.
fn of_directive(key: &str, node: &Node) -> Option<String> {
    let row = directive(key)?;
    let words = match &node.value {
        Value::Text(_) | Value::Integer(_) | Value::Float(_) => {
            "logrotate would report a bad value, drop the whole rule and end with 1"
        }
        Value::Bool(_) | Value::List(_) | Value::Table(_) => return None,
    };
    let takes_none = row.argument == crate::catalog::logrotate::Argument::None;
    (!takes_none).then(|| words.to_owned())
}
