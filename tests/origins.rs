//! Each line of each sample's bundle has a cause in the profile, or is boilerplate: a line of a
//! template, or a structural line of an encoder, and then it holds no value of the profile.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use toml::Table;

use crate::samples::compiled;
use crate::support::{Run, files_under, package_root, parbake, profiles};

mod structure;

/// Files of a bundle that are about the bundle itself.
const ABOUT: &[&str] = &["manifest.json", "origins.json", "SHA256SUMS"];

/// Templates whose lines a file of the bundle may hold, by how its path begins or ends.
const TEMPLATES: &[(&str, &[&str])] = &[
    (
        "image/bake.sh",
        &["templates/bake", "templates/boot", "templates/lib"],
    ),
    ("/user-data", &["templates/boot", "templates/lib"]),
    ("/parts/boothook.sh", &["templates/boot", "templates/lib"]),
    ("/usr/lib/parbake/lib.sh", &["templates/lib"]),
    ("/usr/lib/parbake/runner", &["templates/boot"]),
    ("/usr/lib/parbake/guard", &["templates/boot/guard.sh"]),
    ("/usr/lib/parbake/status", &["templates/boot/status.sh"]),
    ("/usr/lib/parbake/facts", &["templates/boot/facts.hbs"]),
    (".service", &["templates/boot/units"]),
    ("/10-parbake.conf", &["templates/boot/units"]),
];

#[test]
fn each_line_has_a_cause_or_is_boilerplate() {
    let mut found = Vec::new();
    for (name, profile) in profiles() {
        let bundle = compiled(&profile).bundle.unwrap();
        let origins = Origins::read(&bundle.files["origins.json"].bytes);
        origins.check(profile.parent().unwrap());
        let values = values_of(&profile);
        for (path, file) in &bundle.files {
            if ABOUT.contains(&path.as_str()) || path.ends_with(".gz") {
                continue;
            }
            let templates = template_lines(path);
            let text = String::from_utf8_lossy(&file.bytes);
            for (line, text) in (1..).zip(text.lines()) {
                if origins.has(path, line) {
                    continue;
                }
                let is_known = templates.contains(text) || structure::is_structural(text);
                let value = values.iter().find(|value| text.contains(value.as_str()));
                match (is_known, value) {
                    (true, None) => {}
                    (true, Some(value)) => {
                        found.push(format!("{name}/{path}:{line} holds {value}: {text}"));
                    }
                    (false, _) => found.push(format!("{name}/{path}:{line} has no cause: {text}")),
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The binary reads the origins of the committed bundles: first, last and middle line of each range
/// that begins a file, and a line of parbake's own.
#[test]
fn the_command_names_the_line_of_the_profile() {
    let bundle = "samples/bundles/al2023-ecs-web";
    let root = package_root().join(bundle);
    let origins = Origins::read(&fs::read(root.join("origins.json")).unwrap());
    for (path, ranges) in origins.files() {
        let some = ranges.first().into_iter().chain(ranges.last());
        for range in some {
            for line in [range.first, range.last] {
                let expected = format!(
                    "{bundle}/{path}: line {line} comes from {}:{}:{} ({})\n",
                    range.source, range.line, range.column, range.key
                );
                let said = explain(&format!("{bundle}/{path}:{line}"));
                assert!(said.contains(&expected), "{said}\nlacks\n{expected}");
            }
        }
    }
    let said = explain(&format!("{bundle}/image/bake.sh:1"));
    assert!(said.contains("line 1 is parbake's own"), "{said}");
}

fn explain(subject: &str) -> String {
    let run = Run::from(
        parbake(&package_root(), ["explain", subject])
            .output()
            .unwrap(),
    );
    assert_eq!(
        (run.status, run.stderr.as_str()),
        (Some(0), ""),
        "{subject}"
    );
    run.stdout
}

/// The origins of one bundle.
struct Origins(Value);

/// Lines of a file of the bundle with their cause.
struct Range {
    first: u64,
    last: u64,
    source: String,
    line: u64,
    column: u64,
    key: String,
}

impl Origins {
    fn read(bytes: &[u8]) -> Self {
        Self(serde_json::from_slice(bytes).unwrap())
    }

    fn files(&self) -> Vec<(&str, Vec<Range>)> {
        let files = self.0["files"].as_object().unwrap();
        files
            .keys()
            .map(|path| (path.as_str(), self.ranges(path)))
            .collect()
    }

    fn ranges(&self, path: &str) -> Vec<Range> {
        let ranges = self.0["files"][path].as_array().into_iter().flatten();
        let number = |range: &Value, at: usize| range[at].as_u64().unwrap();
        ranges
            .map(|range| Range {
                first: number(range, 0),
                last: number(range, 1),
                source: self.0["sources"][range[2].as_u64().unwrap() as usize]
                    .as_str()
                    .unwrap()
                    .to_owned(),
                line: number(range, 3),
                column: number(range, 4),
                key: range[5].as_str().unwrap().to_owned(),
            })
            .collect()
    }

    fn has(&self, path: &str, line: u64) -> bool {
        let mut ranges = self.ranges(path).into_iter();
        ranges.any(|range| (range.first..=range.last).contains(&line))
    }

    /// Fails where a cause is no line of its file.
    fn check(&self, home: &Path) {
        for (path, ranges) in self.files() {
            for range in ranges {
                let text = fs::read_to_string(home.join(&range.source)).unwrap();
                let line = text.lines().nth(range.line as usize - 1);
                let place = format!("{path}: {}:{}:{}", range.source, range.line, range.column);
                let line = line.unwrap_or_else(|| panic!("{place} is no line"));
                assert!(range.column as usize <= line.chars().count() + 1, "{place}");
                assert!(!range.key.is_empty(), "{place} names no key");
            }
        }
    }
}

/// The lines of the templates that may stand in a file; those with a gap for a value are none.
fn template_lines(path: &str) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for (place, templates) in TEMPLATES {
        if !path.ends_with(place) {
            continue;
        }
        for template in *templates {
            let place = package_root().join(template);
            let files = if place.is_file() {
                vec![place]
            } else {
                files_under(&place)
            };
            for file in files {
                let text = fs::read_to_string(file).unwrap();
                let whole = text.lines().filter(|line| !line.contains("{{"));
                // In user-data the program has no indentation.
                lines
                    .extend(whole.flat_map(|line| [line.to_owned(), line.trim_start().to_owned()]));
            }
        }
    }
    lines
}

/// The texts of a profile and of what it extends that no template and no encoder has of its own.
fn values_of(profile: &Path) -> BTreeSet<String> {
    let mut values = BTreeSet::new();
    let table: Table = toml::from_str(&fs::read_to_string(profile).unwrap()).unwrap();
    for base in table
        .get("extends")
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
    {
        values.extend(values_of(&profile.with_file_name(base.as_str().unwrap())));
    }
    collect(&toml::Value::Table(table), &mut values);
    let own: String = files_under(&package_root().join("templates"))
        .iter()
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    values.retain(|value| value.len() >= 5 && !own.contains(value) && !structure::is_word(value));
    values
}

fn collect(value: &toml::Value, values: &mut BTreeSet<String>) {
    match value {
        toml::Value::String(text) => {
            values.insert(text.clone());
        }
        toml::Value::Array(items) => items.iter().for_each(|item| collect(item, values)),
        toml::Value::Table(table) => table.values().for_each(|item| collect(item, values)),
        toml::Value::Integer(_)
        | toml::Value::Float(_)
        | toml::Value::Boolean(_)
        | toml::Value::Datetime(_) => {}
    }
}
