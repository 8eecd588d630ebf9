//! Samples with random damage: no panic, findings in range, and a bundle or an error.

use parbake::Options;
use parbake::source::{ReadError, World};
use proptest::prelude::*;

use crate::support::{judge, package_root, profiles};

/// The samples' directory with one file replaced.
struct Damaged {
    entry: String,
    bytes: Vec<u8>,
}

impl World for Damaged {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        if path == self.entry {
            return Ok(self.bytes.clone());
        }
        std::fs::read(package_root().join("samples").join(path)).map_err(|_| ReadError::Missing)
    }
}

/// One damage at a place, which counts in thousandths of the file.
#[derive(Clone, Debug)]
enum Damage {
    Delete(usize, usize),
    Insert(usize, Vec<u8>),
    Swap(usize, usize),
    Repeat(usize, usize),
}

fn place() -> impl Strategy<Value = usize> {
    0..10_000_usize
}

/// What stands in profiles and breaks them.
fn inserted() -> impl Strategy<Value = Vec<u8>> {
    let words: &[&str] = &[
        "\"",
        "'",
        "\"\"\"",
        "[",
        "]",
        "{",
        "}",
        "=",
        ".",
        ",",
        "\n",
        "\r\n",
        "#",
        "$",
        "${",
        "$${",
        "}",
        "${instance.id}",
        "${var.x}",
        "\\",
        "\\u0000",
        "\0",
        "\u{feff}",
        "é",
        "💾",
        "-1",
        "1e400",
        "9223372036854775808",
        "nan",
        "true",
        "1979-05-27",
        "[[x]]",
        "[variants.a]",
        "unset = [\"ecs\"]",
        "extends = [\"profile.toml\"]",
    ];
    prop_oneof![
        4 => prop::sample::select(words).prop_map(|word| word.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 1..8),
    ]
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (place(), 1..40_usize).prop_map(|(at, count)| Damage::Delete(at, count)),
        (place(), inserted()).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        (place(), place()).prop_map(|(a, b)| Damage::Swap(a, b)),
        (place(), 1..200_usize).prop_map(|(at, count)| Damage::Repeat(at, count)),
    ]
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage) {
    let scale = |at: &usize, bytes: &[u8]| at * bytes.len() / 10_000;
    match damage {
        Damage::Delete(at, count) => {
            let start = scale(at, bytes);
            let end = (start + count).min(bytes.len());
            bytes.drain(start..end);
        }
        Damage::Insert(at, new) => {
            let at = scale(at, bytes);
            bytes.splice(at..at, new.iter().copied());
        }
        Damage::Swap(a, b) => {
            let (a, b) = (scale(a, bytes), scale(b, bytes));
            if a < bytes.len() && b < bytes.len() {
                bytes.swap(a, b);
            }
        }
        Damage::Repeat(at, count) => {
            let start = scale(at, bytes);
            let end = (start + count).min(bytes.len());
            let copy = bytes[start..end].to_vec();
            bytes.splice(end..end, copy);
        }
    }
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: if std::env::var_os("PARBAKE_FULL").is_some() {
            5000
        } else {
            150
        },
        failure_persistence: Some(Box::new(
            proptest::test_runner::FileFailurePersistence::Direct(
                "tests/bad_input/mutated.regressions",
            ),
        )),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn damage_is_never_more_than_a_finding(
        sample in prop::sample::select(profiles()),
        damages in prop::collection::vec(damage(), 1..6),
    ) {
        let mut bytes = std::fs::read(&sample.1).expect("the sample can be read");
        for damage in &damages {
            apply(&mut bytes, damage);
        }
        let entry = format!("{}/profile.toml", sample.0);
        let world = Damaged { entry: entry.clone(), bytes };
        judge(&parbake::compile(&world, &entry, &Options::default()));
    }
}
