//! The descriptions of keys: what the language says, and what the catalogues know about the reader.

use crate::catalog::base::BASES;
use crate::catalog::docker::{DaemonKey, daemon_key};
use crate::catalog::ecs::{Advice, EcsVariable, ecs_variable};
use crate::catalog::logrotate::{Directive, directive};
use crate::catalog::{Field, Type};
use crate::profile::keypath::KeyPath;
use crate::reference::words;

/// Describes a key in a few sentences.
pub(super) fn description(field: &Field, path: &KeyPath) -> String {
    let mut text = vec![field.doc.to_owned()];
    if !field.unit.is_empty() && !matches!(field.ty, Type::Duration { .. }) {
        text.push(format!("Unit: {}.", field.unit));
    }
    let keys: Vec<_> = path.keys().iter().map(String::as_str).collect();
    let facts = match keys.as_slice() {
        ["ecs", key] => ecs_variable(key).map(ecs),
        ["docker", "daemon", key] => daemon_key(key).map(daemon),
        ["logrotate", _, key] => directive(key).map(logrotate),
        _ => None,
    };
    text.extend(facts.unwrap_or_else(|| default(field.default)));
    text.join(" ")
}

/// Says whether all hosts have the same default: an editor writes it for the user.
pub(super) fn has_one_default(field: &Field, path: &KeyPath) -> bool {
    let is_ecs = path.keys().first().is_some_and(|section| section == "ecs");
    let variable = ecs_variable(field.key).filter(|_| is_ecs);
    !variable.is_some_and(differs)
}

fn default(words: &str) -> Vec<String> {
    if words.is_empty() {
        return Vec::new();
    }
    vec![format!("Default: {words}.")]
}

fn ecs(variable: &EcsVariable) -> Vec<String> {
    let mut text = vec![format!("Variable {}.", variable.name)];
    text.extend(default(variable.field.default));
    if differs(variable) {
        let here = variable.default_ecs_init;
        text.push(format!("On a host that ecs-init runs: {here}."));
    }
    text.push(words::on_bad(variable));
    if variable.deprecated {
        text.push("Deprecated.".to_owned());
    }
    if let Advice::Leave(why) = variable.advice {
        text.push(format!("Better left alone: {why}."));
    }
    text
}

/// Says whether ecs-init has a default of its own.
fn differs(variable: &EcsVariable) -> bool {
    let here = variable.default_ecs_init;
    !here.is_empty() && here != variable.field.default
}

fn daemon(key: &DaemonKey) -> Vec<String> {
    let mut text = default(key.field.default);
    if let Some(flag) = key.flag {
        text.push(format!("Flag {}.", flag.name));
    }
    text.push(words::checked_at(key.checked_at).to_owned());
    let is_everywhere = BASES
        .iter()
        .all(|base| key.is_known_at(base.docker.version.value));
    if !is_everywhere {
        text.extend(words::lifetime("dockerd", key.lifetime()));
    }
    if !key.rule.is_empty() {
        text.push(format!("Rule: {}.", key.rule));
    }
    text
}

fn logrotate(word: &Directive) -> Vec<String> {
    let mut text = default(word.field.default);
    if let Some(off) = word.off {
        text.push(format!("`false` is `{off}`."));
    }
    let is_everywhere = BASES
        .iter()
        .all(|base| base.tools.logrotate.value >= word.since);
    if !is_everywhere {
        text.extend(words::lifetime("logrotate", word.lifetime()));
    }
    if !word.conflicts.is_empty() {
        text.push(format!("Does not go with: {}.", word.conflicts));
    }
    text
}
