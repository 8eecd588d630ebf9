//! Go's net/mail and mime/multipart read the user-data: stricter about headers than Python.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::cloud_init::{GOOD_PARTS, Launch, committed, launch, planned};
use super::mime_rule::GOOD;
use super::reader::Real;
use crate::support::{Program, Report, show};

pub(super) fn run(real: &Real, report: &mut Report) {
    let home = tempfile::tempdir().unwrap();
    let mut launches = made_by_hand(home.path());
    launches.extend(committed());
    for launch in &launches {
        let outcome = read(real, &launch.dir.join("user-data"))
            .and_then(|seen| compare(&planned(&launch.dir)?, &seen));
        let input = show(&launch.dir);
        if launch.bad {
            report.refuses(&input, outcome);
        } else {
            report.takes(&input, outcome);
        }
    }
    for (name, text) in broken_headers() {
        let path = home.path().join("broken");
        fs::write(&path, text).unwrap();
        report.refuses(name, read(real, &path).map(drop));
    }
}

/// The parts that Go sees, or its own error.
fn read(real: &Real, user_data: &Path) -> Result<Value, String> {
    let ran = Program::new(real.path("bin/go_mime"))
        .arg(user_data)
        .run()?;
    let answers: Value = serde_json::from_slice(&ran.output()?).map_err(|e| e.to_string())?;
    let name = user_data.file_name().and_then(|name| name.to_str());
    let answer = &answers[name.unwrap_or_default()];
    match answer["error"].as_str() {
        Some("") => Ok(answer["parts"].clone()),
        other => Err(format!("Go: {other:?}")),
    }
}

fn compare(planned: &Value, seen: &Value) -> Result<(), String> {
    if planned == seen && *seen != json!([]) {
        return Ok(());
    }
    Err(format!("planned {planned}, Go sees {seen}"))
}

fn made_by_hand(home: &Path) -> Vec<Launch> {
    let other = GOOD.replace("echo hook", "echo hooks");
    let mut bad = launch(home, "go-other-bytes", &other, &GOOD_PARTS);
    bad.bad = true;
    vec![launch(home, "go-good", GOOD, &GOOD_PARTS), bad]
}

/// What Python reads and Go does not.
fn broken_headers() -> Vec<(&'static str, String)> {
    vec![
        ("no empty line", GOOD.replacen("\n\n--", "\n--", 1)),
        ("leading line", format!("\n{GOOD}")),
        ("cut", GOOD.replace("--parbake--\n", "")),
        (
            "no colon",
            GOOD.replacen(
                "Content-Transfer-Encoding: ",
                "Content-Transfer-Encoding ",
                1,
            ),
        ),
    ]
}
