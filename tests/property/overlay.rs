//! Variants and late paths, laid on a profile that has none.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use super::marks;
use super::toml_text::{Leaf, get, leaves, path, put};

/// Sections whose entries are whole things with a name.
const NAMED: &[&str] = &[
    "files",
    "units",
    "logrotate",
    "sysctl",
    "users",
    "hosts",
    "scripts",
];

/// What one variant changes.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// Leaves that get another value.
    again: Vec<Index>,
    /// Things that are copied under a new name.
    copied: Vec<Index>,
    /// A thing that is dropped.
    dropped: Option<Index>,
    /// Whether the variable that differs gets a value here.
    own_variable: bool,
}

pub(super) fn change() -> impl Strategy<Value = Change> {
    (
        prop::collection::vec(any::<Index>(), 0..4),
        prop::collection::vec(any::<Index>(), 0..2),
        prop::option::weighted(0.3, any::<Index>()),
        any::<bool>(),
    )
        .prop_map(|(again, copied, dropped, own_variable)| Change {
            again,
            copied,
            dropped,
            own_variable,
        })
}

/// Adds the variants to a numbered tree.
pub(super) fn add_variants(root: &mut Value, changes: &[Change], next: &mut usize) {
    let mut variants = json!({});
    for (at, change) in changes.iter().enumerate() {
        let variant = variant(root, change, next);
        put(&mut variants, &[format!("v{at}")], variant);
    }
    if !changes.is_empty() {
        root["variants"] = variants;
    }
}

fn variant(root: &Value, change: &Change, next: &mut usize) -> Value {
    let mut variant = json!({});
    let mut changeable: Vec<Leaf> = leaves(root);
    changeable.retain(|(keys, value)| {
        may_change(root, keys) && !marks::of(&value.to_string()).is_empty()
    });
    let things = things(root);
    for index in change.again.iter().filter(|_| !changeable.is_empty()) {
        let (keys, value) = index.get(&changeable);
        let value = marks::number(marks::blank(value), next);
        put(&mut variant, keys, value);
    }
    for index in change.copied.iter().filter(|_| !things.is_empty()) {
        let keys = index.get(&things);
        let mut copy = json!({});
        let thing = get(root, keys).cloned().unwrap_or_default();
        put(&mut copy, keys, thing);
        for (keys, value) in leaves(&marks::number(marks::blank(&copy), next)) {
            put(&mut variant, &keys, value);
        }
    }
    if let Some(index) = change.dropped.filter(|_| !things.is_empty()) {
        let keys = index.get(&things);
        let path = path(keys);
        let is_late = root["image"]["late"]
            .to_string()
            .contains(&json!(path).to_string());
        // A path that every variant drops is one that `late` names for nothing.
        if get(&variant, keys).is_none() && !is_late {
            variant["unset"] = json!([path]);
        }
    }
    if change.own_variable {
        *next += 1;
        variant["vars"] = json!({ "differs": format!("mk{next}q") });
    }
    variant
}

/// The named things that a variant may copy or drop.
fn things(root: &Value) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for section in NAMED {
        let entries = root.get(section).and_then(Value::as_object);
        for name in entries.into_iter().flat_map(|entries| entries.keys()) {
            let keys = vec![(*section).to_owned(), name.clone()];
            if may_change(root, &keys) {
                found.push(keys);
            }
        }
    }
    found
}

/// One image serves all variants, and a baked script cannot wait for a launch.
fn may_change(root: &Value, keys: &[String]) -> bool {
    let is = |at: usize, key: &str| keys.get(at).is_some_and(|found| found == key);
    let in_bake = || {
        let script = get(root, &keys[..2.min(keys.len())]);
        script.and_then(|script| script.get("phase")) == Some(&json!("bake"))
    };
    let of_the_image = [
        "name", "edition", "host", "image", "vars", "variants", "unset", "lints",
    ];
    let is_fixed = of_the_image.iter().any(|section| is(0, section))
        || is(0, "packages") && is(1, "repositories")
        || is(0, "scripts") && in_bake()
        || is(0, "files") && is(2, "content") && is_verbatim(root, &keys[1]);
    !is_fixed
}

/// `interpolate = false` is for the `content` beside it, in the same table of the same file.
fn is_verbatim(root: &Value, path: &str) -> bool {
    root["files"][path]["interpolate"] == json!(false)
}

/// Leaves some things for boot although their values are known.
pub(super) fn add_late(root: &mut Value, chosen: &[Index]) {
    let mut paths = things(root);
    let of_settings = leaves(root).into_iter().map(|(keys, _)| keys);
    paths.extend(of_settings.filter_map(|mut keys| {
        let is_setting = ["ecs", "docker"].contains(&keys[0].as_str());
        // A free table is one leaf; `docker.gc.until` and `docker.daemon.dns` are as deep as leaves are.
        keys.truncate(3);
        // The bake installs the agent's package from the region.
        let is_early =
            keys.len() == 1 || ["apply-as", "aws-default-region"].contains(&keys[1].as_str());
        (is_setting && !is_early).then_some(keys)
    }));
    let mut late: Vec<Value> = Vec::new();
    for index in chosen.iter().filter(|_| !paths.is_empty()) {
        let keys: &Vec<String> = index.get(&paths);
        let path = json!(path(keys));
        if !late.contains(&path) {
            late.push(path);
        }
    }
    if !late.is_empty() {
        root["image"]["late"] = Value::from(late);
    }
}
