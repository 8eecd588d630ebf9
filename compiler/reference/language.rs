//! Entries of key paths of the language.

use super::{Reference, docker, ecs, example, logrotate, words};
use crate::catalog::docker::LOG_OPTIONS;
use crate::catalog::{Field, Type, daemon_key, directive, ecs_variable};
use crate::profile::keypath::KeyPath;
use crate::profile::shape;

/// Finds a key path: `host.base`, `files."/etc/motd".mode`, also below a variant.
pub(super) fn find(word: &str) -> Option<Reference> {
    let path = KeyPath::parse(word)?;
    let keys: Vec<_> = path.keys().iter().map(String::as_str).collect();
    let keys = match keys.as_slice() {
        ["variants", _, below @ ..] if !below.is_empty() => below,
        all => all,
    };
    let row = match keys {
        ["ecs", key] => ecs_variable(key).map(ecs::entry),
        ["docker", "daemon", key] => daemon_key(key).map(docker::entry),
        ["docker", "daemon", "log-opts", key] => {
            let option = LOG_OPTIONS.iter().find(|option| option.field.key == *key);
            option.map(docker::log_option)
        }
        ["logrotate", rule, key] => directive(key).map(|word| logrotate::entry(word, rule)),
        _ => None,
    };
    row.or_else(|| entry(&KeyPath::from(keys)))
}

fn entry(path: &KeyPath) -> Option<Reference> {
    let (ty, field) = shape::lookup(path)?;
    // A name of the user's choice has no row of its own; its words are those of the table above.
    let said = field.or_else(|| above(path))?;
    let own = field.is_some();
    Some(Reference {
        title: path.to_string(),
        kind: if path.keys().len() == 1 {
            "section or key of the profile"
        } else {
            "key of the profile"
        },
        doc: said.doc.to_owned(),
        ty: words::kind(&ty, said.unit),
        required: own && said.required,
        default: if own {
            said.default.to_owned()
        } else {
            String::new()
        },
        read_by: "parbake".to_owned(),
        keys: keys(&ty, path),
        example: example::of_key(path, &ty, said.default),
        key: path.to_string(),
        ..Reference::default()
    })
}

fn above(path: &KeyPath) -> Option<&'static Field> {
    let (_, above) = path.keys().split_last()?;
    let above: Vec<_> = above.iter().map(String::as_str).collect();
    shape::lookup(&KeyPath::from(above.as_slice()))?.1
}

/// Lists the keys that may stand below a table.
fn keys(ty: &Type, path: &KeyPath) -> Vec<String> {
    let mut keys = Vec::new();
    collect(ty, path, 1, &mut keys);
    keys
}

/// Lists every key path of the language, `NAME` for names of the user's choice; variants repeat the rest.
#[must_use]
pub fn keys_of_the_language() -> Vec<String> {
    let mut keys = Vec::new();
    collect(&shape::PROFILE, &KeyPath::default(), usize::MAX, &mut keys);
    keys
}

fn collect(ty: &Type, path: &KeyPath, depth: usize, keys: &mut Vec<String>) {
    if depth == 0 {
        return;
    }
    match ty {
        Type::Table(fields) => {
            for field in fields.iter() {
                let path = path.child(field.key);
                keys.push(path.to_string());
                if field.key != "variants" {
                    collect(&field.ty, &path, depth - 1, keys);
                }
            }
        }
        Type::Map { of, .. } => collect(of, &path.child("NAME"), depth, keys),
        Type::OneOf(types) => types.iter().for_each(|ty| collect(ty, path, depth, keys)),
        Type::Bool
        | Type::Integer { .. }
        | Type::Float { .. }
        | Type::Text(_)
        | Type::Multiline
        | Type::Verbatim
        | Type::Enum(_)
        | Type::Duration { .. }
        | Type::List { .. }
        | Type::Any => {}
    }
}
