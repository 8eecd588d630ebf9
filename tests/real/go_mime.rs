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
    judge_all(real, report, &launches);
    for (name, text) in broken_headers() {
        let path = home.path().join("broken");
        fs::write(&path, text).unwrap();
        report.refuses(name, read(real, &path).map(drop));
    }
}

/// Holds what Go sees of each launch against what was planned.
pub(super) fn judge_all(real: &Real, report: &mut Report, launches: &[Launch]) {
    let texts: Vec<Vec<u8>> = launches
        .iter()
        .map(|launch| fs::read(launch.dir.join("user-data")).unwrap())
        .collect();
    for (launch, seen) in launches.iter().zip(read_all(real, &texts)) {
        let outcome = seen.and_then(|seen| compare(&planned(&launch.dir)?, &seen));
        let input = show(&launch.dir);
        if launch.bad {
            report.refuses(&input, outcome);
        } else {
            report.takes(&input, outcome);
        }
    }
}

fn read(real: &Real, user_data: &Path) -> Result<Value, String> {
    read_all(real, &[fs::read(user_data).unwrap()]).remove(0)
}

/// The parts that Go sees in each message, or its own error.
pub(super) fn read_all(real: &Real, texts: &[Vec<u8>]) -> Vec<Result<Value, String>> {
    let home = tempfile::tempdir().unwrap();
    for (at, text) in texts.iter().enumerate() {
        fs::write(home.path().join(at.to_string()), text).unwrap();
    }
    let names = (0..texts.len()).map(|at| at.to_string());
    let ran = Program::new(real.path("bin/go_mime"))
        .dir(home.path())
        .args(names)
        .run();
    let answers = ran
        .and_then(|ran| serde_json::from_slice::<Value>(&ran.output()?).map_err(|e| e.to_string()));
    let answer = |at: usize| {
        let answer = &answers.as_ref().map_err(Clone::clone)?[at.to_string()];
        match answer["error"].as_str() {
            Some("") => Ok(answer["parts"].clone()),
            other => Err(format!("Go: {other:?}")),
        }
    };
    (0..texts.len()).map(answer).collect()
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
