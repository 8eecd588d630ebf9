//! Entries of the agent's variables.

use super::{Reference, example, words};
use crate::catalog::ecs::{Advice, EcsVariable, by_name, ecs_variable};
use crate::profile::keypath::KeyPath;

/// Finds a variable by its name, in any case, or by its key.
pub(super) fn find(word: &str) -> Option<Reference> {
    let upper = word.to_ascii_uppercase();
    let variable = by_name(word)
        .or_else(|| ecs_variable(word))
        .or_else(|| by_name(&upper))?;
    Some(entry(variable))
}

/// Writes the entry of a variable.
pub(super) fn entry(variable: &EcsVariable) -> Reference {
    let field = &variable.field;
    let path = KeyPath::from(["ecs", field.key].as_slice());
    let refused = match variable.advice {
        Advice::Refuse(why) => why,
        Advice::Set | Advice::Leave(_) => "",
    };
    let leave = match variable.advice {
        Advice::Leave(why) => why,
        Advice::Set | Advice::Refuse(_) => "",
    };
    Reference {
        title: variable.name.to_owned(),
        kind: "variable of the ECS agent",
        doc: field.doc.to_owned(),
        ty: words::kind(&field.ty, field.unit),
        required: field.required,
        default: field.default.to_owned(),
        default_on_ecs: on_ecs(variable),
        bad_value: words::on_bad(variable),
        read_by: words::read_by(variable),
        versions: since(variable),
        deprecated: variable.deprecated,
        refused: refused.to_owned(),
        leave: leave.to_owned(),
        requires: owned(variable.requires),
        conflicts: owned(variable.conflicts),
        notes: notes(variable),
        sources: sources(variable),
        example: if refused.is_empty() && !variable.secret {
            example::of_key(&path, &field.ty, field.default)
        } else {
            String::new()
        },
        key: path.to_string(),
        ..Reference::default()
    }
}

fn since(variable: &EcsVariable) -> String {
    let since = variable
        .since
        .map(|since| format!("Known to the agent from {since} on."));
    since.unwrap_or_default()
}

fn on_ecs(variable: &EcsVariable) -> String {
    if variable.default_ecs_init == variable.field.default {
        return String::new();
    }
    variable.default_ecs_init.to_owned()
}

fn notes(variable: &EcsVariable) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend((!variable.notes.is_empty()).then(|| variable.notes.to_owned()));
    if variable.secret {
        notes.push("always a secret".to_owned());
    }
    if variable.may_hold_secret {
        notes.push("a secret where it holds credentials".to_owned());
    }
    if !variable.documented {
        notes.push("not in the agent's README".to_owned());
    }
    if !variable.aliases.is_empty() {
        notes.push(format!("also read as {}", variable.aliases.join(", ")));
    }
    notes
}

fn sources(variable: &EcsVariable) -> Vec<String> {
    let read = format!("aws/amazon-ecs-agent 1.105.1, {}", variable.source);
    let used = variable.used.iter().map(|used| (*used).to_owned());
    std::iter::once(read).chain(used).collect()
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
