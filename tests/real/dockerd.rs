//! dockerd of Debian 13 validates each daemon.json together with the flags that the base's unit passes.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use super::reader::{Real, Suite};
use crate::support::{Bundle, Report, bundles, files_under, package_root, show};

/// The version of the dockerd that validates, for since and removed.
const VERSION: [u32; 3] = [26, 1, 5];

/// What the unit of every base passes.
const UNIT_FLAGS: [&str; 3] = [
    "-H",
    "fd://",
    "--containerd=/run/containerd/containerd.sock",
];

/// What Amazon Linux's /etc/sysconfig/docker adds, until the bundle places its own.
const AMAZON_OPTIONS: &str = "--default-ulimit nofile=32768:65536";

/// Where a base's unit takes more flags from: the file and its variable.
const OPTION_FILES: [(&str, &str); 2] = [
    ("etc/sysconfig/docker", "OPTIONS="),
    ("etc/default/docker", "DOCKER_OPTS="),
];

pub(super) fn run(real: &Real, report: &mut Report) {
    prove(real, report);
    for bundle in bundles() {
        let flags = flags_of(&bundle);
        let path = bundle.rootfs().join("etc/docker/daemon.json");
        let input = format!("{} with {flags:?}", show(&path));
        let text = fs::read_to_string(&path).unwrap_or_else(|_| "{}".to_owned());
        let text = without_foreign_keys(&text, &input, report);
        report.takes(&input, validate(real, &text, &flags));
    }
}

fn prove(real: &Real, report: &mut Report) {
    let none: Vec<String> = Vec::new();
    let amazon = words(AMAZON_OPTIONS);
    for text in ["{}", r#"{"log-driver": "awslogs", "live-restore": true}"#] {
        report.takes(text, validate(real, text, &amazon));
    }
    for (text, flags) in [
        ("{\"debug\": true,}", &none),
        (r#"{"debug": "true"}"#, &none),
        (r#"{"no-such-key": true}"#, &none),
        (r#"{"hosts": ["fd://"]}"#, &none),
        (r#"{"default-ulimits": {}}"#, &amazon),
        ("{}", &words("--no-such-flag")),
    ] {
        report.refuses(text, validate(real, text, flags));
    }
}

fn validate(real: &Real, text: &str, flags: &[String]) -> Result<(), String> {
    let work = tempfile::tempdir().unwrap();
    fs::write(work.path().join("daemon.json"), text).unwrap();
    let program = real.inside(Suite::Trixie, work.path());
    let program = program.args(["dockerd", "--validate", "--config-file", "/mnt/daemon.json"]);
    program.args(UNIT_FLAGS).args(flags).run()?.output()?;
    Ok(())
}

/// The flags beyond the unit's own: those of the file that the bundle places, else those that the base ships.
fn flags_of(bundle: &Bundle) -> Vec<String> {
    for (file, variable) in OPTION_FILES {
        if let Ok(text) = fs::read_to_string(bundle.rootfs().join(file)) {
            let line = text
                .lines()
                .rev()
                .find_map(|line| line.strip_prefix(variable));
            return words(line.unwrap_or_default().trim_matches('"'));
        }
    }
    if base_of(bundle).starts_with("al2") {
        return words(AMAZON_OPTIONS);
    }
    Vec::new()
}

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

/// The base's name from the manifest: `base`, or `base.name`.
pub(super) fn base_of(bundle: &Bundle) -> String {
    let text = fs::read_to_string(bundle.dir.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&text).unwrap();
    let base = &manifest["base"];
    let name = base.as_str().or_else(|| base["name"].as_str());
    name.expect("manifest.json names no base").to_owned()
}

/// Drops the keys that this dockerd does not know yet or no more; each is counted as skipped.
fn without_foreign_keys(text: &str, input: &str, report: &mut Report) -> String {
    let foreign = foreign_keys(&package_root().join("schemas"));
    let Ok(mut keys) = serde_json::from_str::<Map<String, Value>>(text) else {
        return text.to_owned();
    };
    let before: Vec<String> = keys.keys().cloned().collect();
    for key in before {
        if foreign.contains(&key) {
            keys.remove(&key);
            report.skips(input, &format!("{key} is not a key of dockerd 26.1.5"));
        }
    }
    if keys.is_empty() {
        return "{}".to_owned();
    }
    serde_json::to_string(&keys).unwrap_or_else(|_| text.to_owned())
}

/// The keys of the catalogue whose since or removed excludes [`VERSION`].
fn foreign_keys(schemas: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for path in files_under(schemas) {
        let docker = path.file_name().is_some_and(|name| {
            let name = name.to_string_lossy();
            name.starts_with("docker") && name.ends_with(".toml")
        });
        if !docker {
            continue;
        }
        let table: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
        for row in table.values().filter_map(toml::Value::as_array).flatten() {
            if let Some(name) = row.get("name").and_then(toml::Value::as_str)
                && is_foreign(row)
            {
                found.push(name.to_owned());
            }
        }
    }
    found
}

fn is_foreign(row: &toml::Value) -> bool {
    let version = |key| row.get(key).and_then(toml::Value::as_str).and_then(parse);
    version("since").is_some_and(|since| since > VERSION)
        || version("removed").is_some_and(|removed| removed <= VERSION)
}

fn parse(version: &str) -> Option<[u32; 3]> {
    let mut numbers = version.split('.').map(|n| n.parse().ok());
    Some([numbers.next()??, numbers.next()??, numbers.next()??])
}

#[test]
fn since_and_removed_decide() {
    let row = |text: &str| toml::Value::Table(text.parse().unwrap());
    assert!(is_foreign(&row("since = '28.2.0'")));
    assert!(is_foreign(&row("since = '1.10.0'\nremoved = '23.0.0'")));
    assert!(!is_foreign(&row("since = '1.10.0'\nremoved = '29.0.0'")));
}
