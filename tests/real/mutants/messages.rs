//! cloud-init's walk of user-data, Python's mail parser and Go's, against their models.

use std::fs;

use parbake::reader::{ReadPart, cloud_init as model, mime_go, mime_python};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::super::cloud_init::hex;
use super::super::go_mime;
use super::super::reader::{Real, Suite};
use super::{Class, Reading, Trial, hold, mutants, outputs};
use crate::support::Report;

const DRIVER: &str = include_str!("parts.py");

const COUNT: usize = 400;

const WORDS: &[&str] = &[
    "Content-Type:",
    "MIME-Version:",
    "multipart/mixed",
    "text/plain",
    "text/x-shellscript",
    "base64",
    "8bit",
    "quoted-printable",
    "boundary=x",
    "--==parbake==",
    "--==parbake==--",
    "#cloud-config",
    "#!/bin/sh",
    "=3D",
    "=",
];

pub(in super::super) fn cloud_init(real: &Real, report: &mut Report) {
    let texts = user_data();
    let mut trials = Vec::new();
    let versions = [
        (Suite::Bullseye, model::Version(20, 4)),
        (Suite::Bookworm, model::Version(22, 4)),
        (Suite::Trixie, model::Version(25, 1)),
    ];
    for (suite, version) in versions {
        let mutants = mutants(suite.name(), &texts, WORDS, COUNT);
        let only: Vec<&Vec<u8>> = mutants.iter().map(|(_, mutant)| mutant).collect();
        let (before, read) = match (walk(real, suite, &texts), walk(real, suite, &only)) {
            (Ok(before), Ok(read)) => (before, read),
            (Err(why), _) | (_, Err(why)) => return report.takes(suite.name(), Err(why)),
        };
        for ((at, mutant), real) in mutants.into_iter().zip(read) {
            let model = Reading::with(modelled(&mutant, version));
            let before = before[at].clone();
            trials.push(Trial {
                mutant,
                before,
                real,
                model,
            });
        }
    }
    let classes = [
        HEADERS,
        Class {
            reason: "base64 that is none: Python decodes what it can of it; the encoder writes none",
            covers: |trial| {
                let text = String::from_utf8_lossy(&trial.mutant).to_ascii_lowercase();
                let mut lines = text.lines();
                lines.any(|line| {
                    line.starts_with("content-transfer-encoding") && line.contains("base64")
                })
            },
        },
    ];
    hold(report, &trials, &classes);
}

/// The same bodies in the same parts.
const HEADERS: Class = Class {
    reason: "a quote or a tab too many in a header: the parameter ends at another place, the encoder writes plain words",
    covers: |trial| {
        let (Reading::Taken(real), Reading::Taken(model)) = (&trial.real, &trial.model) else {
            return false;
        };
        let bodies = |text: &str| -> Vec<String> {
            let last = |line: &str| line.rsplit(' ').next().unwrap_or_default().to_owned();
            text.lines().map(last).collect()
        };
        bodies(real) == bodies(model)
    },
};

pub(in super::super) fn go(real: &Real, report: &mut Report) {
    let texts = user_data();
    let mutants = mutants("go", &texts, WORDS, COUNT);
    let only: Vec<Vec<u8>> = mutants.iter().map(|(_, mutant)| mutant.clone()).collect();
    let before = go_mime::read_all(real, &texts);
    let read = go_mime::read_all(real, &only);
    let reading =
        |seen: &Result<Value, String>| Reading::with(seen.clone().map(|parts| plain(&parts)));
    let trials: Vec<Trial> = mutants
        .into_iter()
        .zip(&read)
        .map(|((at, mutant), real)| {
            let model = mime_go::read(&mutant).map_err(|refused| format!("{refused:?}"));
            let model = model.map(|parts| plain(&parts.iter().map(|part| {
                let name = part.filename.clone().unwrap_or_default();
                json!({ "type": part.content_type, "name": name, "sha256": hex(&Sha256::digest(&part.bytes)) })
            }).collect()));
            Trial { mutant, before: reading(&before[at]), real: reading(real), model: Reading::with(model) }
        })
        .collect();
    let classes = [
        HEADERS,
        Class {
            reason: "no part before the end: Go has seen no line end by then and wants CR LF; the encoder writes a part",
            covers: |trial| {
                matches!(&trial.real, Reading::Refused(why) if why.contains("NextPart: EOF"))
                    && trial.model == Reading::Taken(String::new())
            },
        },
        Class {
            reason: "a carriage return without a line feed: the encoder writes none",
            covers: |trial| {
                let mut pairs = trial.mutant.windows(2);
                pairs.any(|pair| pair[0] == b'\r' && pair[1] != b'\n')
            },
        },
        Class {
            reason: "a type that mime.ParseMediaType refuses: the test's own program asks it, mime/multipart hands the part on",
            covers: |trial| matches!(&trial.real, Reading::Refused(why) if why.contains("(\"mime: ")),
        },
    ];
    hold(report, &trials, &classes);
}

fn user_data() -> Vec<Vec<u8>> {
    let files = outputs().drawn.iter().flat_map(|drawn| &drawn.bundle.files);
    let texts = files.filter(|(path, _)| path.ends_with("/user-data"));
    texts.map(|(_, file)| file.bytes.clone()).collect()
}

/// Type, name and digest of each part, one a line.
fn plain(parts: &Value) -> String {
    let parts = parts.as_array().cloned().unwrap_or_default();
    let line = |part: &Value| format!("{} {} {}\n", part["type"], part["name"], part["sha256"]);
    parts.iter().map(line).collect()
}

fn walk<T: AsRef<[u8]>>(real: &Real, suite: Suite, texts: &[T]) -> Result<Vec<Reading>, String> {
    let work = tempfile::tempdir().unwrap();
    fs::write(work.path().join("driver.py"), DRIVER).unwrap();
    for (at, text) in texts.iter().enumerate() {
        fs::write(work.path().join(at.to_string()), text).unwrap();
    }
    let program = real.inside(suite, work.path());
    let ran = program
        .args(["python3", "/mnt/driver.py"])
        .arg(texts.len().to_string())
        .run()?;
    let answers: Vec<Value> = serde_json::from_slice(&ran.output()?).map_err(|e| e.to_string())?;
    let reading = |answer: &Value| match answer["error"].as_str() {
        Some(why) => Reading::Refused(why.to_owned()),
        None => Reading::Taken(plain(&answer["parts"])),
    };
    Ok(answers.iter().map(reading).collect())
}

fn modelled(mutant: &[u8], version: model::Version) -> Result<String, String> {
    let whole = || {
        let content_type = "text/x-not-multipart".to_owned();
        vec![ReadPart {
            content_type,
            filename: None,
            bytes: mutant.to_vec(),
        }]
    };
    let parts = if model::is_mime(mutant) {
        mime_python::read(mutant).map_err(|refused| format!("{refused:?}"))?
    } else {
        whole()
    };
    let described = parts.iter().enumerate().map(|(at, part)| {
        let kind = model::effective_type(&part.content_type, &part.bytes, version);
        // cloud-init numbers the parts, and names one without a name after its number.
        let numbered = || format!("part-{:03}", at + 1);
        let name = part.filename.clone().unwrap_or_else(numbered);
        json!({ "type": kind, "name": name, "sha256": hex(&Sha256::digest(&part.bytes)) })
    });
    Ok(plain(&described.collect()))
}
