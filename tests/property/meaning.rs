//! What a profile means, worked out from its tree alone: the leaves of each launch, and which must wait.

use std::collections::BTreeMap;

use parbake::catalog::{ListKind, Type};
use parbake::profile::keypath::KeyPath;
use parbake::profile::shape::PROFILE;
use serde_json::Value;

use super::toml_text::{leaves, take};

/// A leaf in one launch.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Leaf {
    /// The value, variables put in, `${instance.…}` as written.
    pub(super) value: Value,
    /// Whether it holds what only a launch or the host knows.
    pub(super) waits: bool,
}

/// The leaves of one launch by their keys; the elements of the sets that are split are leaves.
pub(super) type Launch = BTreeMap<Vec<String>, Leaf>;

/// A profile over all its launches.
pub(super) struct Meaning {
    /// The launches by name.
    pub(super) launches: Vec<(String, Launch)>,
    /// The merged tree of each, variables put in.
    pub(super) trees: Vec<Value>,
    /// Key paths that are left for boot.
    late: Vec<Vec<String>>,
}

impl Meaning {
    /// Works out a profile.
    pub(super) fn of(tree: &Value) -> Self {
        let mut root = tree.clone();
        take(&mut root, &["variants".to_owned()]);
        let variants = tree.get("variants").and_then(Value::as_object);
        let mut merged: Vec<(String, Value)> = Vec::new();
        for (name, variant) in variants.into_iter().flatten() {
            merged.push((name.clone(), overlaid(root.clone(), variant)));
        }
        if merged.is_empty() {
            merged.push(("default".to_owned(), root));
        }
        let late = tree.pointer("/image/late").and_then(Value::as_array);
        let late = late.into_iter().flatten().filter_map(Value::as_str);
        let mut meaning = Self {
            launches: Vec::new(),
            trees: Vec::new(),
            late: late.map(keys_of).collect(),
        };
        for (name, tree) in merged {
            let (leaves, tree) = resolved(&tree);
            meaning.launches.push((name, leaves));
            meaning.trees.push(tree);
        }
        meaning
    }

    /// Says whether a leaf must wait for boot by itself.
    pub(super) fn is_late(&self, keys: &[String]) -> bool {
        let mut states = self.launches.iter().map(|(_, launch)| launch.get(keys));
        let first = states.next().flatten();
        let differs =
            states.any(|state| state.map(|leaf| &leaf.value) != first.map(|leaf| &leaf.value));
        let waits = self
            .launches
            .iter()
            .any(|(_, launch)| launch.get(keys).is_some_and(|leaf| leaf.waits));
        let named = self.late.iter().any(|path| keys.starts_with(path));
        differs || waits || named
    }

    /// Every leaf of every launch, once.
    pub(super) fn paths(&self) -> Vec<Vec<String>> {
        let mut all: Vec<Vec<String>> = self
            .launches
            .iter()
            .flat_map(|(_, launch)| launch.keys().cloned())
            .collect();
        all.sort();
        all.dedup();
        all
    }
}

fn keys_of(path: &str) -> Vec<String> {
    let path = KeyPath::parse(path).expect("a path that was written as one");
    path.keys().to_vec()
}

/// Lays a variant over the root: `unset` first, then key by key.
fn overlaid(mut root: Value, variant: &Value) -> Value {
    let mut variant = variant.clone();
    let unset = variant.get("unset").and_then(Value::as_array).cloned();
    take(&mut variant, &["unset".to_owned()]);
    for path in unset.iter().flatten().filter_map(Value::as_str) {
        take(&mut root, &keys_of(path));
    }
    merge(&mut root, variant, Some(PROFILE));
    root
}

fn merge(base: &mut Value, over: Value, ty: Option<Type>) {
    let is_set = matches!(
        ty,
        Some(Type::List {
            kind: ListKind::Set,
            ..
        })
    );
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (key, value) in over {
                let ty = ty.and_then(|ty| ty.below(&key));
                merge(base.entry(key).or_insert(Value::Null), value, ty);
            }
        }
        (Value::Array(base), Value::Array(over)) if is_set => {
            for item in over {
                if !base.contains(&item) {
                    base.push(item);
                }
            }
        }
        (base, over) => *base = over,
    }
}

/// Puts the variables into a tree, and splits the sets that are split.
fn resolved(tree: &Value) -> (Launch, Value) {
    let empty = Value::Object(serde_json::Map::new());
    let vars = tree.get("vars").unwrap_or(&empty);
    let mut launch = Launch::new();
    let mut whole = tree.clone();
    for (keys, value) in leaves(tree) {
        if keys[0] == "vars" {
            continue;
        }
        let mut waits = false;
        let value = if is_verbatim(tree, &keys) {
            value
        } else {
            put_in(value, vars, &mut waits)
        };
        super::toml_text::put(&mut whole, &keys, value.clone());
        let splits = keys == ["packages", "install"] || keys == ["images", "pull"];
        for item in value.as_array().filter(|_| splits).into_iter().flatten() {
            let mut keys = keys.clone();
            keys.push(item.as_str().unwrap_or_default().to_owned());
            let value = item.clone();
            launch.insert(keys, Leaf { value, waits });
        }
        if !splits {
            launch.insert(keys, Leaf { value, waits });
        }
    }
    (launch, whole)
}

/// Scripts, and files that say so, are never interpolated.
fn is_verbatim(tree: &Value, keys: &[String]) -> bool {
    match keys {
        [section, _, key] if section == "scripts" => key == "run",
        [section, path, key] if section == "files" && key == "content" => {
            tree["files"][path]["interpolate"] == false
        }
        _ => false,
    }
}

fn put_in(value: Value, vars: &Value, waits: &mut bool) -> Value {
    match value {
        Value::String(text) => Value::String(put_into_text(&text, vars, waits)),
        Value::Array(items) => items
            .into_iter()
            .map(|item| put_in(item, vars, waits))
            .collect(),
        Value::Object(entries) => {
            let entry = |(key, value)| (key, put_in(value, vars, waits));
            Value::Object(entries.into_iter().map(entry).collect())
        }
        other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
    }
}

fn put_into_text(text: &str, vars: &Value, waits: &mut bool) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let (before, behind) = rest.split_at(at);
        if let Some(before) = before.strip_suffix('$') {
            out.push_str(before);
            out.push_str("${");
            rest = &behind[2..];
            continue;
        }
        out.push_str(before);
        let end = behind.find('}').expect("references are closed");
        match behind[2..end].strip_prefix("var.") {
            Some(name) => {
                let declared = &vars[name];
                *waits |= declared.get("scope").is_some_and(|scope| scope == "launch");
                let value = declared.get("default").unwrap_or(declared);
                out.push_str(value.as_str().expect("variables are texts here"));
            }
            None => {
                *waits = true;
                out.push_str(&behind[..=end]);
            }
        }
        rest = &behind[end + 1..];
    }
    out.push_str(rest);
    out
}
