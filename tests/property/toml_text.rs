//! A tree as TOML text: one leaf a line, by its dotted key.

use parbake::source::MemoryWorld;
use serde_json::Value;

/// One leaf: the keys to it, and its value.
pub(super) type Leaf = (Vec<String>, Value);

/// The leaves of a tree; a list is one, and so is an empty table.
pub(super) fn leaves(tree: &Value) -> Vec<Leaf> {
    let mut found = Vec::new();
    collect(tree, &mut Vec::new(), &mut found);
    found
}

fn collect(tree: &Value, keys: &mut Vec<String>, found: &mut Vec<Leaf>) {
    let Some(entries) = tree.as_object().filter(|entries| !entries.is_empty()) else {
        found.push((keys.clone(), tree.clone()));
        return;
    };
    for (key, value) in entries {
        keys.push(key.clone());
        collect(value, keys, found);
        keys.pop();
    }
}

/// Puts a value into a tree.
pub(super) fn put(tree: &mut Value, keys: &[String], value: Value) {
    let [key, rest @ ..] = keys else {
        *tree = value;
        return;
    };
    if !tree.is_object() {
        *tree = Value::Object(serde_json::Map::new());
    }
    put(&mut tree[key.as_str()], rest, value);
}

/// Takes a value out of a tree.
pub(super) fn take(tree: &mut Value, keys: &[String]) {
    let Some((last, parents)) = keys.split_last() else {
        return;
    };
    let parent = parents.iter().try_fold(tree, |tree, key| tree.get_mut(key));
    if let Some(entries) = parent.and_then(Value::as_object_mut) {
        entries.remove(last);
    }
}

/// The value behind some keys.
pub(super) fn get<'t>(tree: &'t Value, keys: &[String]) -> Option<&'t Value> {
    keys.iter().try_fold(tree, |tree, key| tree.get(key))
}

/// Writes leaves as a file.
pub(super) fn write(leaves: &[Leaf]) -> String {
    let line = |(keys, value): &Leaf| format!("{} = {}\n", path(keys), inline(value));
    leaves.iter().map(line).collect()
}

/// A key path in TOML's dotted syntax.
pub(super) fn path(keys: &[String]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| quoted_key(key)).collect();
    keys.join(".")
}

fn quoted_key(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if key.chars().all(is_bare) {
        key.to_owned()
    } else {
        string(key)
    }
}

/// The escapes that serde writes are TOML's too.
fn string(text: &str) -> String {
    Value::from(text).to_string()
}

fn inline(value: &Value) -> String {
    match value {
        Value::String(text) if text.contains('\n') && !text.contains("'''") => {
            format!("'''\n{text}'''")
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(entries) => {
            let entry = |(key, value): (&String, &Value)| {
                let value = value.as_str().map_or_else(|| inline(value), string);
                format!("{} = {value}", quoted_key(key))
            };
            let entries: Vec<String> = entries.iter().map(entry).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

/// Shows the files of a profile, for a look at a failure.
pub(super) fn show(files: &MemoryWorld) -> String {
    let file = |(name, bytes): (&String, &Vec<u8>)| {
        format!("# ---- {name}\n{}", String::from_utf8_lossy(bytes))
    };
    files.0.iter().map(file).collect()
}
