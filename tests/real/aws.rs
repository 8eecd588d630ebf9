//! botocore validates every launch-template.json, and a moto server on the loopback gives the same user-data back.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::reader::Real;
use crate::support::{Report, bundles, show};

const DRIVER: &str = include_str!("aws_launch.py");

pub(super) fn run(real: &Real, report: &mut Report) {
    let home = tempfile::tempdir().unwrap();
    let by_hand = made_by_hand(home.path());
    let mut paths: Vec<PathBuf> = by_hand.iter().map(|(path, _)| path.clone()).collect();
    for bundle in bundles() {
        for (_, launch) in bundle.launches() {
            paths.push(launch.join("launch-template.json"));
        }
    }
    let answers = match ask(real, &paths) {
        Ok(answers) => answers,
        Err(why) => return report.takes("the AWS model", Err(why)),
    };
    for path in &paths {
        let found = &answers[path.display().to_string()];
        let outcome = if *found == json!([]) {
            Ok(())
        } else {
            Err(found.to_string())
        };
        if by_hand.iter().any(|(bad, good)| bad == path && !good) {
            report.refuses(&show(path), outcome);
        } else {
            report.takes(&show(path), outcome);
        }
    }
}

fn ask(real: &Real, paths: &[PathBuf]) -> Result<Value, String> {
    let ran = real.python().args(["-c", DRIVER]).args(paths).run()?;
    let said = ran.stderr.clone();
    let output = ran.output()?;
    serde_json::from_slice(&output).map_err(|e| format!("{e}: {said}"))
}

/// Launch templates with their user-data; false for those that must be refused.
fn made_by_hand(home: &Path) -> Vec<(PathBuf, bool)> {
    let user_data = "MIME-Version: 1.0\n";
    let with = |key: &str, value: Value| {
        let mut data = json!({
            "ImageId": "ami-0123456789abcdef0",
            "MetadataOptions": { "HttpTokens": "required", "HttpPutResponseHopLimit": 2 },
            "UserData": STANDARD.encode(user_data),
        });
        data[key] = value;
        data
    };
    let hops = |hops: i32| json!({ "HttpTokens": "required", "HttpPutResponseHopLimit": hops });
    let cases = [
        ("good", with("EbsOptimized", json!(true)), true),
        ("unknown", with("HttpTokenz", json!("required")), false),
        ("type", with("EbsOptimized", json!("yes")), false),
        (
            "enum",
            with("MetadataOptions", json!({ "HttpTokens": "mandatory" })),
            false,
        ),
        ("hops", with("MetadataOptions", hops(65)), false),
        (
            "not-base64",
            with("UserData", json!("MIME-Version: 1.0")),
            false,
        ),
        (
            "other-bytes",
            with("UserData", json!(STANDARD.encode("other"))),
            false,
        ),
    ];
    let mut found = Vec::new();
    for (name, data, good) in cases {
        found.push((write(home, name, &data, user_data), good));
    }
    let big = "x".repeat(16385);
    let data = with("UserData", json!(STANDARD.encode(&big)));
    found.push((write(home, "too-big", &data, &big), false));
    found
}

fn write(home: &Path, name: &str, data: &Value, user_data: &str) -> PathBuf {
    let dir = home.join(name);
    fs::create_dir(&dir).unwrap();
    fs::write(dir.join("user-data"), user_data).unwrap();
    let path = dir.join("launch-template.json");
    fs::write(&path, data.to_string()).unwrap();
    path
}
