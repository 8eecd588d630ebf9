//! Inert bytes: whatever a string of the profile holds, the scripts that come of it do nothing with it but write it down.
//!
//! Each text of a random profile gets a payload where the compiler lets it stand. Then the steps of the bake and of the boot run in a
//! sandbox: everything outside of one directory is read-only, every tool of a host is a stand-in, and a payload that is run makes a file
//! that nothing else makes. Scripts of the profile are left as they are: running them is their purpose.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use parbake::bundle::Bundle;
use parbake::{Options, compile};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::profile::{Profile, profile};
use super::toml_text::{leaves, show};
use super::{compiled, config, marks};
use crate::support::{Program, files_under};

/// What a shell, a template, awk, sed or a reader of key and value could take for more than text; `CANARY` is the path of a file.
const PAYLOADS: &[&str] = &[
    "$(touch CANARY)",
    "`touch CANARY`",
    "'; touch CANARY; '",
    "\"; touch CANARY; \"",
    "\\'$(touch CANARY)\\",
    "&& touch CANARY #",
    "| touch CANARY",
    "> CANARY",
    "\nPARBAKE_EOF\ntouch CANARY\n",
    "\n}\ntouch CANARY\nx() {\n",
    "%n%s{{x}}{% y %}${IFS}*?[a]~!",
    "; touch CANARY ;",
];

/// A profile with the payload behind each mark whose leaf takes it, and the number of leaves that do.
fn with_payload(profile: &Profile, payload: &str) -> (Profile, usize) {
    let mut hostile = profile.clone();
    let mut taken = 0;
    for (keys, value) in leaves(&profile.tree) {
        let is_code = keys.iter().any(|key| key == "run" || key == "command");
        let marks = marks::of(&value.to_string());
        if is_code || marks.is_empty() {
            continue;
        }
        let candidate = hostile.with_leaf(&keys, loaded(&value, &marks, payload));
        let outcome = compile(&candidate.files, "profile.toml", &Options::default());
        if outcome.bundle.is_some() {
            hostile = candidate;
            taken += 1;
        }
    }
    (hostile, taken)
}

fn loaded(value: &Value, marks: &[String], payload: &str) -> Value {
    match value {
        Value::String(text) => {
            let text = marks.iter().fold(text.clone(), |text, mark| {
                text.replace(mark, &format!("{mark}{payload}"))
            });
            Value::String(text)
        }
        Value::Array(items) => items
            .iter()
            .map(|item| loaded(item, marks, payload))
            .collect(),
        Value::Object(entries) => {
            let entry =
                |(key, value): (&String, &Value)| (key.clone(), loaded(value, marks, payload));
            Value::Object(entries.iter().map(entry).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// The programs of a host that a step may call: each does nothing, or says what a step wants to hear.
const STAND_INS: &[(&str, &str)] = &[
    ("apt-get", "exit 0"),
    ("dnf", "exit 0"),
    ("yum", "exit 0"),
    ("amazon-linux-extras", "exit 0"),
    ("dpkg-query", "printf installed"),
    ("rpm", "exit 0"),
    ("systemctl", "exit 0"),
    ("chown", "exit 0"),
    ("useradd", "exit 0"),
    ("usermod", "exit 0"),
    ("groupadd", "exit 0"),
    (
        "getent",
        "printf '%s:x:7:7::/home/%s:/bin/sh\\n' \"$2\" \"$2\"",
    ),
    ("id", "echo 7"),
    ("curl", "exit 7"),
    ("update-ca-certificates", "exit 0"),
    ("update-ca-trust", "exit 0"),
    ("restorecon", "exit 0"),
    ("docker", "exit 0"),
];

/// Runs one script after the sandbox is closed: only the directory can be written.
const ENTER: &str = "
mount --bind \"$1\" \"$1\"
mount -o remount,ro,bind /
cd \"$1\"
exec bash \"$2\"
";

/// The steps of bake.sh, each by itself, so that one that fails keeps no other from running.
const BAKE: &str = "
sed '/^# The bake may be started/,$d' bake.sh >steps.sh
source ./steps.sh
set +e
retry() { shift; \"$@\"; }
for ((at = 1; at < ${#STEPS[@]}; at += 2)); do (\"${STEPS[at]}\" </dev/null) >>log 2>&1; done
true
";

/// A launch's hook, then each step that it leaves behind.
const BOOT: &str = "
bash boothook.sh >>log 2>&1
source \"$LIBRARY\"
source \"$FACTS\" 2>/dev/null
set +e
retry() { shift; \"$@\"; }
step() { shift 4; (\"$@\") >>log 2>&1; }
cd \"$PARBAKE_ROOT/run/parbake/launch\"
source ./steps
true
";

/// Fills a directory for a sandbox: stand-ins, and what the base has that a step extends.
fn sandbox(home: &Path) {
    for place in ["bin", "tmp", "root/etc/dnf", "root/etc/cloud/templates"] {
        fs::create_dir_all(home.join(place)).unwrap();
    }
    for (name, body) in STAND_INS {
        let path = home.join("bin").join(name);
        fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    for family in ["debian", "redhat"] {
        let path = format!("root/etc/cloud/templates/hosts.{family}.tmpl");
        fs::write(home.join(path), "127.0.0.1 localhost\n").unwrap();
    }
    fs::write(home.join("root/etc/dnf/dnf.conf"), "[main]\n").unwrap();
    fs::write(home.join("root/etc/yum.conf"), "[main]\n").unwrap();
}

fn enter(home: &Path, script: &str) {
    fs::write(home.join("run.sh"), format!("set -euo pipefail\n{script}")).unwrap();
    let path = format!("{}/bin:{}", home.display(), std::env::var("PATH").unwrap());
    let library = home.join("root/usr/lib/parbake");
    let ran = Program::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "--net", "--"])
        .args(["sh", "-euc", ENTER, "enter"])
        .arg(home)
        .arg(home.join("run.sh"))
        .env("PATH", path)
        .env("TMPDIR", home.join("tmp"))
        // No metadata service answers here.
        .env("PARBAKE_IMDS_SECONDS", "0")
        .env("PARBAKE_ROOT", home.join("root"))
        .env("LIBRARY", library.join("lib.sh"))
        .env("FACTS", library.join("facts"))
        .run()
        .unwrap();
    assert!(ran.ok, "{}", ran.complaint());
}

/// Every file that the bake places holds what the bundle shows, whatever is in it.
fn check_files(bundle: &Bundle, root: &Path, context: &dyn Fn() -> String) {
    let mut wrong = BTreeSet::new();
    for (path, file) in &bundle.files {
        let Some(place) = path.strip_prefix("image/rootfs/") else {
            continue;
        };
        // The home of a user is the stand-in's word.
        if place.ends_with("authorized_keys") {
            continue;
        }
        if fs::read(root.join(place)).ok().as_ref() != Some(&file.bytes) {
            wrong.insert(place.to_owned());
        }
    }
    assert!(
        wrong.is_empty(),
        "{wrong:?} are not as shown\n{}",
        context()
    );
}

fn check(profile: &Profile, payload: &str) {
    let home = tempfile::tempdir().unwrap();
    let canary = home.path().join("canary");
    let payload = payload.replace("CANARY", &canary.display().to_string());
    let (hostile, taken) = with_payload(profile, &payload);
    let context = || format!("{payload:?} in {taken} leaves\n{}", show(&hostile.files));
    let compiled = compiled(&hostile.files);
    let bundle = compiled.bundle.expect("it compiles");
    sandbox(home.path());
    if let Some(script) = bundle.files.get("image/bake.sh") {
        fs::write(home.path().join("bake.sh"), &script.bytes).unwrap();
        enter(home.path(), BAKE);
        check_files(&bundle, &home.path().join("root"), &context);
    }
    for launch in &compiled.launches {
        let hook = &bundle.files[&format!("launch/{launch}/parts/boothook.sh")];
        fs::write(home.path().join("boothook.sh"), &hook.bytes).unwrap();
        let is_baked = bundle.files.contains_key("image/bake.sh");
        let script = if is_baked {
            BOOT.to_owned()
        } else {
            let program = "$PARBAKE_ROOT/run/parbake/launch/program";
            let library = BOOT.replace("$LIBRARY", &format!("{program}/lib.sh"));
            library.replace("$FACTS", &format!("{program}/facts"))
        };
        enter(home.path(), &script);
    }
    let touched = files_under(home.path());
    let canaries: Vec<_> = touched
        .iter()
        .filter(|path| path.file_name().is_some_and(|name| name == "canary"))
        .collect();
    assert!(canaries.is_empty(), "the payload was run\n{}", context());
    let outside: Vec<_> = touched
        .iter()
        .filter_map(|path| path.strip_prefix(home.path()).ok())
        .filter(|path| !KNOWN.iter().any(|known| path.starts_with(known)))
        .collect();
    assert!(
        outside.is_empty(),
        "{outside:?} are nobody's\n{}",
        context()
    );
}

/// What the sandbox itself and the steps have in the directory.
const KNOWN: &[&str] = &[
    "bin",
    "root",
    "bake.sh",
    "boothook.sh",
    "log",
    "run.sh",
    "steps.sh",
];

/// The sandbox sees a payload that is run: without that the theorem would hold of anything.
#[test]
fn the_sandbox_sees_what_is_run() {
    let home = tempfile::tempdir().unwrap();
    sandbox(home.path());
    let canary = home.path().join("canary");
    enter(
        home.path(),
        &format!(
            "touch '{}'\n! touch /canary 2>/dev/null\n",
            canary.display()
        ),
    );
    assert!(canary.exists());
}

proptest! {
    // A smaller case would cost as much as the first: the sandbox is what takes the time.
    #![proptest_config(ProptestConfig { max_shrink_iters: 0, ..config(6) })]

    #[test]
    fn no_text_of_a_profile_is_run(profile in profile(), payload in select(PAYLOADS)) {
        check(&profile, payload);
    }
}
