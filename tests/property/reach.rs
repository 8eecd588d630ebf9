//! Each key reaches an output: another value of a leaf gives other bytes.

use parbake::profile::keypath::KeyPath;
use parbake::source::MemoryWorld;
use parbake::{Options, compile};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use super::marks;
use super::profile::{Profile, profile};
use super::toml_text::{get, leaves, path, show};
use super::{compiled, config};

/// Everything that a compilation gives, but what hangs on the text as such.
fn outcome(files: &MemoryWorld) -> Option<String> {
    let compiled = compile(files, "profile.toml", &Options::default());
    let bundle = compiled.bundle?;
    let mut all = String::new();
    for (path, file) in &bundle.files {
        let text = String::from_utf8_lossy(&file.bytes);
        let told = |line: &&str| !line.contains("profile_digest") && !line.contains("\"sha256\"");
        let lines = text
            .lines()
            .filter(|line| path != "manifest.json" || told(line));
        if path != "SHA256SUMS" {
            all.extend(lines.flat_map(|line| [path.as_str(), " ", line, "\n"]));
        }
    }
    Some(format!("{all}{:?}", compiled.plan))
}

/// Another value of the same kind.
fn other(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(value) => Some(Value::Bool(!value)),
        Value::Number(number) => number.as_i64().map(|number| Value::from(number ^ 1)),
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            let mut next = 9000;
            let has_marks = !marks::of(&value.to_string()).is_empty();
            has_marks.then(|| marks::number(marks::blank(value), &mut next))
        }
    }
}

/// Leaves that are about the compilation itself.
fn is_about_the_run(keys: &[String]) -> bool {
    ["vars", "unset", "lints"].contains(&keys[0].as_str())
        // It changes nothing where there is nothing to put in.
        || keys.last().is_some_and(|key| key == "interpolate")
        || keys[0] == "image" && ["late", "keep"].contains(&keys[1].as_str())
        || keys[0] == "variants" && keys.len() > 2 && ["vars", "unset"].contains(&keys[2].as_str())
}

/// A leaf that every variant overlays or drops is in no launch.
fn is_shadowed(tree: &Value, keys: &[String]) -> bool {
    let variants = tree.get("variants").and_then(Value::as_object);
    let hides = |variant: &Value| {
        let dropped = variant["unset"].as_array().into_iter().flatten();
        let mut dropped = dropped.filter_map(Value::as_str).filter_map(KeyPath::parse);
        get(variant, keys).is_some() || dropped.any(|path| keys.starts_with(path.keys()))
    };
    variants.is_some_and(|variants| variants.values().all(hides))
}

fn check(profile: &Profile, chosen: &[Index]) {
    let mut leaves = leaves(&profile.tree);
    leaves.retain(|(keys, value)| {
        !is_about_the_run(keys) && !is_shadowed(&profile.tree, keys) && other(value).is_some()
    });
    if leaves.is_empty() {
        return;
    }
    compiled(&profile.files);
    let before = outcome(&profile.files);
    for index in chosen {
        let (keys, value) = index.get(&leaves);
        let other = other(value).expect("it was asked above");
        // Another value may not be legal; then that is what comes of it.
        let after = outcome(&profile.with_leaf(keys, other.clone()).files);
        assert!(
            before != after,
            "{} = {other} instead of {value} changes nothing\n{}",
            path(keys),
            show(&profile.files)
        );
    }
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn another_value_gives_other_bytes(
        profile in profile(),
        chosen in prop::collection::vec(any::<Index>(), 6),
    ) {
        check(&profile, &chosen);
    }
}
