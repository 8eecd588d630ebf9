//! dockerd's settings as flags in the base's options file.

use super::diags;
use crate::catalog::docker::{Flag, FlagForm};
use crate::diagnostic::Report;
use crate::format::env_file::{Variable, encode_quoted};
use crate::format::lines::Lines;
use crate::host::DaemonSetting;
use crate::host::leaf::Cause;
use crate::profile::node::{Node, Value};

/// Writes the options file: what the base ships, less the flags that the profile gives, then these.
///
/// One line, since the last line of a variable wins (systemd 252, run). Source: docker.toml `[[envfile]]` facts.
pub(super) fn options(
    variable: &str,
    shipped: &str,
    settings: &[(String, DaemonSetting, Cause)],
    report: &mut Report,
) -> Option<Lines<Cause>> {
    let mut ours = Vec::new();
    let mut taken: Vec<&str> = Vec::new();
    for (key, setting, cause) in settings {
        let flag = setting.known.and_then(|known| known.flag);
        match flag.and_then(|flag| Some((flag, arguments(&flag, &setting.value)?))) {
            Some((flag, words)) => {
                taken.push(flag.name);
                ours.extend(words);
            }
            None => report.push(diags::no_flag(cause.span, key)),
        }
    }
    let mut words = shipped_words(shipped, &taken);
    words.extend(ours);
    let cause = settings.first().map(|(_, _, cause)| cause.clone());
    let span = cause.as_ref()?.span;
    let line = Variable {
        name: variable.to_owned(),
        value: words.join(" "),
        cause,
    };
    match encode_quoted(&[line]) {
        Ok(lines) => Some(lines),
        Err(refused) => {
            report.push(diags::not_writable(
                span,
                "the options file of dockerd",
                &refused.reason.to_string(),
            ));
            None
        }
    }
}

/// The words that the base ships, without the flags (and their values) that the profile gives itself.
fn shipped_words(shipped: &str, taken: &[&str]) -> Vec<String> {
    let mut words = shipped.split_whitespace().peekable();
    let mut kept = Vec::new();
    while let Some(word) = words.next() {
        let name = word.split_once('=').map_or(word, |(name, _)| name);
        let value = if word.contains('=') {
            None
        } else {
            words.next_if(|next| !next.starts_with('-'))
        };
        if taken.contains(&name) {
            continue;
        }
        kept.push(word.to_owned());
        kept.extend(value.map(str::to_owned));
    }
    kept
}

/// Returns the arguments for a value; `None` where the flag cannot say it.
fn arguments(flag: &Flag, node: &Node) -> Option<Vec<String>> {
    let name = flag.name;
    match flag.form {
        FlagForm::Switch | FlagForm::Value => Some(vec![format!("{name}={}", scalar(node)?)]),
        FlagForm::List => node
            .as_list()?
            .iter()
            .map(|item| Some(format!("{name}={}", scalar(item)?)))
            .collect(),
        FlagForm::Pairs => pairs(node)?
            .into_iter()
            .map(|pair| Some(format!("{name}={pair}")))
            .collect(),
        FlagForm::CommaPairs => Some(vec![format!("{name}={}", pairs(node)?.join(","))]),
        FlagForm::Ulimits => each_entry(node, |limit, value| {
            let table = value.as_table()?;
            let number = |key: &str| table.get(key).and_then(Node::as_integer);
            Some(format!(
                "{name}={limit}={}:{}",
                number("Soft")?,
                number("Hard")?
            ))
        }),
        FlagForm::AddressPools => node
            .as_list()?
            .iter()
            .map(|pool| {
                let table = pool.as_table()?;
                Some(format!(
                    "{name}=base={},size={}",
                    table.get("base")?.as_str()?,
                    table.get("size")?.as_integer()?
                ))
            })
            .collect(),
        FlagForm::Runtimes => each_entry(node, |runtime, value| {
            let table = value.as_table().filter(|table| table.entries.len() == 1)?;
            Some(format!("{name}={runtime}={}", table.get("path")?.as_str()?))
        }),
        FlagForm::NetworkOptions => {
            let mut words = Vec::new();
            for entry in &node.as_table()?.entries {
                words.extend(
                    pairs(&entry.node)?
                        .into_iter()
                        .map(|pair| format!("{name}={}={pair}", entry.key)),
                );
            }
            Some(words)
        }
    }
}

fn each_entry(node: &Node, word: impl Fn(&str, &Node) -> Option<String>) -> Option<Vec<String>> {
    node.as_table()?
        .entries
        .iter()
        .map(|entry| word(&entry.key, &entry.node))
        .collect()
}

fn pairs(node: &Node) -> Option<Vec<String>> {
    each_entry(node, |key, value| Some(format!("{key}={}", scalar(value)?)))
}

/// A word without blanks: systemd splits the variable at them.
fn scalar(node: &Node) -> Option<String> {
    let text = match &node.value {
        Value::Bool(value) => value.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Text(text) => text.as_literal()?.to_owned(),
        Value::List(_) | Value::Table(_) => return None,
    };
    (!text.is_empty() && !text.contains(char::is_whitespace)).then_some(text)
}
