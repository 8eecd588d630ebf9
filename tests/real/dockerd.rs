//! dockerd of Debian 13 validates each daemon.json together with the flags that the base's unit passes.

use std::fs;
use std::path::Path;

use parbake::catalog::{Version, daemon_key};
use serde_json::{Map, Value};

use super::reader::{Real, Suite};
use crate::support::{Bundle, Report, bundles, show};

/// The version of the dockerd that validates, for since and removed.
const VERSION: Version = Version::new(26, 1, 5);

/// What the unit of every base passes.
pub(super) const UNIT_FLAGS: [&str; 3] = [
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

/// Validates the files of /mnt in one root: `N.json` with the flags of `N.flags`, one a line; what it says goes to `N.out`.
///
/// Without its garbage collector and its threads, a dockerd that ends at once needs a third less time.
const VALIDATE: &str = r#"
export GOGC=off GOMAXPROCS=1
for file in /mnt/*.json; do
  name=${file%.json}
  mapfile -t flags <"$name.flags"
  timeout 20 dockerd --validate --config-file "$file" "${flags[@]}" >"$name.out" 2>&1 && printf ok >"$name.ok"
done
exit 0
"#;

/// Files of one process.
const BATCH: usize = 300;

/// A daemon.json and the flags beyond the unit's own.
pub(super) type Item = (String, Vec<String>);

fn validate(real: &Real, text: &str, flags: &[String]) -> Result<(), String> {
    let mut outcomes = validate_all(real, &[(text.to_owned(), flags.to_vec())]);
    outcomes.remove(0)
}

/// Validates many files, each with flags of its own.
pub(super) fn validate_all(real: &Real, items: &[Item]) -> Vec<Result<(), String>> {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("etc")).unwrap();
    for (path, line) in REMAP_USER {
        let shipped = fs::read_to_string(real.root(Suite::Trixie).join(path)).unwrap_or_default();
        fs::write(home.path().join(path), shipped + line).unwrap();
    }
    let batches = items.chunks(BATCH);
    batches
        .flat_map(|batch| validate_batch(real, home.path(), batch))
        .collect()
}

fn validate_batch(real: &Real, home: &Path, items: &[Item]) -> Vec<Result<(), String>> {
    let work = tempfile::tempdir().unwrap();
    for (at, (text, flags)) in items.iter().enumerate() {
        let file = |kind: &str| work.path().join(format!("{at}.{kind}"));
        let unit = UNIT_FLAGS.iter().map(|flag| (*flag).to_owned());
        let flags: Vec<String> = unit.chain(flags.iter().cloned()).collect();
        fs::write(file("json"), text).unwrap();
        fs::write(file("flags"), flags.join("\n") + "\n").unwrap();
    }
    let program = real.inside_over(Suite::Trixie, work.path(), &[home]);
    if let Err(why) = program.args(["bash", "-c", VALIDATE]).run() {
        return items.iter().map(|_| Err(why.clone())).collect();
    }
    let outcome = |at: usize| {
        if work.path().join(format!("{at}.ok")).exists() {
            return Ok(());
        }
        let said = fs::read(work.path().join(format!("{at}.out"))).unwrap_or_default();
        Err(String::from_utf8_lossy(&said).trim().to_owned())
    };
    (0..items.len()).map(outcome).collect()
}

/// What dockerd says of the host it is on: files that are not there, a kernel without a feature.
const OF_THE_HOST: [&str; 3] = [
    "invalid TLS configuration: Could not load X509 key pair",
    "are not supported by the kernel",
    "invalid userland-proxy-path: exec: ",
];

/// Whether a refusal is about the root that dockerd runs in.
pub(super) fn is_of_the_host(said: &str) -> bool {
    OF_THE_HOST.iter().any(|words| said.contains(words))
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
    flags_of_base(&base_of(bundle))
}

/// The flags that the base ships beyond the unit's own.
pub(super) fn flags_of_base(base: &str) -> Vec<String> {
    if base.starts_with("al2") {
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
    let (text, dropped) = split_keys(text);
    for key in dropped {
        report.skips(input, &format!("{key} is not a key of dockerd 26.1.5"));
    }
    text
}

/// The text without the keys that this dockerd does not know.
pub(super) fn known_keys(text: &str) -> String {
    split_keys(text).0
}

fn split_keys(text: &str) -> (String, Vec<String>) {
    let Ok(mut keys) = serde_json::from_str::<Map<String, Value>>(text) else {
        return (text.to_owned(), Vec::new());
    };
    let mut dropped: Vec<String> = keys.keys().cloned().collect();
    dropped.retain(|key| match daemon_key(key) {
        Some(row) => !row.is_known_at(VERSION),
        // The random profiles' own word for a key that nobody knows.
        None => key.starts_with("mk"),
    });
    for key in &dropped {
        keys.remove(key);
    }
    let text = Value::Object(keys).to_string();
    (text, dropped)
}
