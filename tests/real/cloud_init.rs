//! cloud-init's own modules read the user-data: they see the parts that were planned, and complain about none.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::mime_rule::{GOOD, declared_parts};
use super::reader::{Real, Suite};
use crate::support::{Report, bundles, show};

const DRIVER: &str = include_str!("cloud_init_parts.py");

/// The bodies of the parts of [`GOOD`], by name.
pub(super) const GOOD_PARTS: [(&str, &str); 2] = [
    ("hook.sh", "#cloud-boothook\n#!/bin/sh\necho hook\n"),
    ("site.cfg", "#cloud-config\nfinal_message: \"caf\u{e9}\"\n"),
];

/// A launch directory to be read: user-data, its compressed form where there is one, and the planned parts.
pub(super) struct Launch {
    pub(super) dir: PathBuf,
    /// A launch that the reader must refuse.
    pub(super) bad: bool,
}

pub(super) fn run(real: &Real, report: &mut Report) {
    let home = tempfile::tempdir().unwrap();
    let mut launches = made_by_hand(home.path());
    launches.extend(committed());
    for suite in Suite::ALL {
        let seen = match read_all(real, suite, &launches) {
            Ok(seen) => seen,
            Err(why) => return report.takes(suite.name(), Err(why)),
        };
        for (at, launch) in launches.iter().enumerate() {
            judge(report, suite, launch, &seen[format!("{at}")]);
            if launch.dir.join("user-data.gz").is_file() {
                judge(report, suite, launch, &seen[format!("{at}.gz")]);
            }
        }
    }
}

/// The launches of every committed bundle.
pub(super) fn committed() -> Vec<Launch> {
    let mut found = Vec::new();
    for bundle in bundles() {
        for (_, dir) in bundle.launches() {
            found.push(Launch { dir, bad: false });
        }
    }
    found
}

pub(super) fn judge(report: &mut Report, suite: Suite, launch: &Launch, seen: &Value) {
    let input = format!("{} under {}", show(&launch.dir), suite.name());
    let outcome = compare(&launch.dir, seen);
    if !launch.bad {
        return report.takes(&input, outcome);
    }
    // Cloud-init 20.4 has no schema, and its root no YAML 1.2 reader.
    let newer = launch.dir.ends_with("schema") || launch.dir.ends_with("yaml-1.1");
    if suite == Suite::Bullseye && newer {
        return;
    }
    report.refuses(&input, outcome);
}

/// One run per cloud-init: the answers by the number of the launch.
pub(super) fn read_all(real: &Real, suite: Suite, launches: &[Launch]) -> Result<Value, String> {
    let work = tempfile::tempdir().unwrap();
    fs::write(work.path().join("driver.py"), DRIVER).unwrap();
    let mut names = Vec::new();
    for (at, launch) in launches.iter().enumerate() {
        for (from, to) in [
            ("user-data", format!("{at}")),
            ("user-data.gz", format!("{at}.gz")),
        ] {
            let from = launch.dir.join(from);
            if from.is_file() {
                fs::copy(&from, work.path().join(&to)).unwrap();
                names.push(format!("/mnt/{to}"));
            }
        }
    }
    let program = real.inside(suite, work.path());
    let ran = program
        .args(["python3", "/mnt/driver.py"])
        .args(names)
        .run()?;
    serde_json::from_slice(&ran.output()?).map_err(|e| e.to_string())
}

/// Holds what was seen against what was planned: types, names and order from the headers, bytes from parts/.
fn compare(launch: &Path, seen: &Value) -> Result<(), String> {
    if seen["complaints"] != json!([]) {
        return Err(format!("complaints: {}", seen["complaints"]));
    }
    let planned = planned(launch)?;
    for reader in ["parts", "email"] {
        if seen[reader] != planned {
            return Err(format!(
                "{reader}: planned {planned}, seen {}",
                seen[reader]
            ));
        }
    }
    Ok(())
}

/// The planned parts, in the form of the driver's answer and of Go's.
pub(super) fn planned(launch: &Path) -> Result<Value, String> {
    let user_data = fs::read(launch.join("user-data")).map_err(|e| e.to_string())?;
    let mut parts = Vec::new();
    for part in declared_parts(&user_data)? {
        let path = launch.join("parts").join(&part.name);
        let bytes = fs::read(&path).map_err(|e| format!("{}: {e}", show(&path)))?;
        parts.push(described(&part.kind, &part.name, &bytes));
    }
    let files = crate::support::files_under(&launch.join("parts")).len();
    if files != parts.len() {
        return Err(format!(
            "{} parts, but {files} files in parts/",
            parts.len()
        ));
    }
    Ok(Value::Array(parts))
}

fn described(kind: &str, name: &str, bytes: &[u8]) -> Value {
    let mut map = Map::new();
    map.insert("type".to_owned(), json!(kind));
    map.insert("name".to_owned(), json!(name));
    map.insert("sha256".to_owned(), json!(hex(&Sha256::digest(bytes))));
    map.insert("length".to_owned(), json!(bytes.len()));
    Value::Object(map)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A good launch, and bad ones of every kind that cloud-init or the comparison must notice.
fn made_by_hand(home: &Path) -> Vec<Launch> {
    let hook = [
        ("8bit", "echo hook", "echo h\u{f6}\u{f6}k"),
        ("not-mime", "MIME-Version: 1.0\n", ""),
        ("other-bytes", "echo hook", "echo hooks"),
        ("cut-by-a-delimiter", "echo hook", "--parbake"),
        ("unknown-type", "cloud-boothook;", "cloud-hook;"),
        ("type-against-content", "cloud-boothook;", "cloud-config;"),
        ("sniffed-away", "cloud-boothook;", "x-shellscript;"),
    ];
    let config = [
        ("broken-yaml", "final_message: \"caf\n"),
        ("no-mapping", "- final_message\n"),
        ("schema", "final_message: [5]\n"),
        ("yaml-1.1", "package_update: yes\n"),
    ];
    let mut launches = vec![launch(home, "good", GOOD, &GOOD_PARTS)];
    for (name, good, bad) in hook {
        launches.push(launch(home, name, &GOOD.replace(good, bad), &GOOD_PARTS));
    }
    for (name, bad) in config {
        let text = GOOD.replace("final_message: \"caf=C3=A9\"\n", bad);
        let part = format!("#cloud-config\n{bad}");
        let parts = [GOOD_PARTS[0], ("site.cfg", part.as_str())];
        launches.push(launch(home, name, &text, &parts));
    }
    for launch in launches.iter_mut().skip(1) {
        launch.bad = true;
    }
    launches
}

/// Writes a launch directory by hand.
pub(super) fn launch(home: &Path, name: &str, user_data: &str, parts: &[(&str, &str)]) -> Launch {
    let dir = home.join(name);
    fs::create_dir_all(dir.join("parts")).unwrap();
    fs::write(dir.join("user-data"), user_data).unwrap();
    for (part, body) in parts {
        fs::write(dir.join("parts").join(part), body).unwrap();
    }
    Launch { dir, bad: false }
}
