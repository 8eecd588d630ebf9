//! dockerd of Debian 13 validates each daemon.json together with the flags that the base's unit passes.

use std::fs;

use parbake::catalog::{Version, daemon_key};
use serde_json::{Map, Value};

use super::reader::{Real, Suite};
use crate::support::{Bundle, Report, bundles, show};

/// The version of the dockerd that validates, for since and removed.
const VERSION: Version = Version::new(26, 1, 5);

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

/// `userns-remap: default` makes dockerd look for this user, and make it where it is missing.
const REMAP_USER: [(&str, &str); 4] = [
    ("etc/passwd", "dockremap:x:990:990::/:/usr/sbin/nologin\n"),
    ("etc/group", "dockremap:x:990:\n"),
    ("etc/subuid", "dockremap:100000:65536\n"),
    ("etc/subgid", "dockremap:100000:65536\n"),
];

fn validate(real: &Real, text: &str, flags: &[String]) -> Result<(), String> {
    let work = tempfile::tempdir().unwrap();
    fs::write(work.path().join("daemon.json"), text).unwrap();
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("etc")).unwrap();
    for (path, line) in REMAP_USER {
        let shipped = fs::read_to_string(real.root(Suite::Trixie).join(path)).unwrap_or_default();
        fs::write(home.path().join(path), shipped + line).unwrap();
    }
    let program = real.inside_over(Suite::Trixie, work.path(), &[home.path()]);
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
    let Ok(mut keys) = serde_json::from_str::<Map<String, Value>>(text) else {
        return text.to_owned();
    };
    let before: Vec<String> = keys.keys().cloned().collect();
    for key in before {
        if daemon_key(&key).is_some_and(|row| !row.is_known_at(VERSION)) {
            keys.remove(&key);
            report.skips(input, &format!("{key} is not a key of dockerd 26.1.5"));
        }
    }
    if keys.is_empty() {
        return "{}".to_owned();
    }
    serde_json::to_string(&keys).unwrap_or_else(|_| text.to_owned())
}
