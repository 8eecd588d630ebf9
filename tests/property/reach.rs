//! Each key reaches an output: another value of a leaf gives other bytes.

use parbake::source::MemoryWorld;
use parbake::{Options, compile};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use super::marks;
use super::profile::{Profile, profile};
use super::toml_text::{leaves, path, show};
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
        other => {
            let mut next = 9000;
            let text = other.to_string();
            (!marks::of(&text).is_empty()).then(|| marks::number(marks::blank(other), &mut next))
        }
    }
}

/// Leaves that are about the compilation itself.
fn is_about_the_run(keys: &[String]) -> bool {
    ["vars", "unset"].contains(&keys[0].as_str())
        || keys[0] == "image" && ["late", "keep"].contains(&keys[1].as_str())
        || keys[0] == "variants" && keys.len() > 2 && ["vars", "unset"].contains(&keys[2].as_str())
}

fn check(profile: &Profile, chosen: &[Index]) {
    let mut leaves = leaves(&profile.tree);
    leaves.retain(|(keys, value)| !is_about_the_run(keys) && other(value).is_some());
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
        assert_ne!(
            before,
            after,
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
