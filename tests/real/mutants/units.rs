//! `systemd-analyze verify` 252 against the model of units.

use std::fs;

use parbake::reader::systemd_unit::{File, read};

use super::super::reader::{Real, Suite};
use super::{Class, Reading, Trial, hold, launches, mutants};
use crate::support::Report;

const COUNT: usize = 600;

/// Units of one process.
const BATCH: usize = 100;

const WORDS: &[&str] = &[
    "[Service]",
    "[Servcie]",
    "[Unit]",
    "ExecStart=",
    "ExecStrat=",
    "Type=",
    "oneshot",
    "onceshot",
    "After=",
    "docker.service",
    "5s",
    "5 sekunden",
    "yes",
    "maybe",
    "%Q",
    "\\",
    "\"",
    "Restart=",
    "always",
    "/bin/true",
];

const CLASSES: &[Class] = &[
    Class {
        reason: "the model reads no calendar expression and no resource limit",
        covers: |trial| {
            says(
                trial,
                &[
                    "calendar specification",
                    "resource value",
                    "resource limit",
                    "lacks value setting",
                ],
            )
        },
    },
    Class {
        reason: "the model does not read the values of a timer's, path's or socket's own settings",
        covers: |trial| {
            says(
                trial,
                &[
                    "Unit type not valid",
                    "path is not absolute",
                    "resolve unit specifiers",
                ],
            )
        },
    },
    Class {
        reason: "the model does not read the names of users and the words of Type=",
        covers: |trial| {
            says(
                trial,
                &["Invalid user/group name", "Failed to parse service type"],
            )
        },
    },
    Class {
        reason: "a backslash before an ordinary letter: systemd keeps both, with a word",
        covers: |trial| says(trial, &["Ignoring unknown escape sequences"]),
    },
    Class {
        reason: "bytes that are not UTF-8 and carriage returns; the profile takes neither",
        covers: |trial| {
            std::str::from_utf8(&trial.mutant).is_err() || trial.mutant.contains(&b'\r')
        },
    },
];

fn says(trial: &Trial, words: &[&str]) -> bool {
    let Reading::Refused(why) = &trial.real else {
        return false;
    };
    words.iter().any(|word| why.contains(word))
}

pub(in super::super) fn run(real: &Real, report: &mut Report) {
    let mut seeds: Vec<(String, Vec<u8>)> = Vec::new();
    for (_, launch) in launches() {
        for (path, text) in &launch.files {
            let name = path
                .strip_prefix("/etc/systemd/system/")
                .unwrap_or_default();
            let Some((_, kind)) = name.rsplit_once('.').filter(|(_, kind)| *kind != "conf") else {
                continue;
            };
            let seed = (kind.to_owned(), text.clone().into_bytes());
            if name.starts_with("mk") && !seeds.contains(&seed) {
                seeds.push(seed);
            }
        }
    }
    let texts: Vec<Vec<u8>> = seeds.iter().map(|(_, text)| text.clone()).collect();
    let mutants = mutants("units", &texts, WORDS, COUNT);
    let named: Vec<(String, Vec<u8>)> = mutants
        .into_iter()
        .enumerate()
        .map(|(number, (at, mutant))| (format!("mutant{number}.{}", seeds[at].0), mutant))
        .collect();
    let mut trials = Vec::new();
    for batch in named.chunks(BATCH) {
        let said = match verify(real, batch) {
            Ok(said) => said,
            Err(why) => return report.takes("systemd-analyze", Err(why)),
        };
        trials.extend(
            batch
                .iter()
                .map(|(name, mutant)| trial(name, mutant, &said)),
        );
    }
    hold(report, &trials, CLASSES);
}

fn trial(name: &str, mutant: &[u8], said: &str) -> Trial {
    let of_it = said.lines().filter(|line| line.contains(name));
    let complaints: Vec<&str> = of_it.filter(|line| !is_of_the_host(line)).collect();
    let real = if complaints.is_empty() {
        Ok(())
    } else {
        Err(complaints.join("\n"))
    };
    let text = String::from_utf8_lossy(mutant);
    let findings = read(File::Unit(name), &text);
    let model = findings
        .first()
        .map_or(Ok(()), |found| Err(found.says.clone()));
    Trial {
        mutant: mutant.to_vec(),
        before: Reading::Taken(String::new()),
        real: Reading::of(real),
        model: Reading::of(model),
    }
}

/// Programs and units that the root lacks.
fn is_of_the_host(line: &str) -> bool {
    line.contains("is not executable: ")
        || line.contains("Failed to create ")
            && line.contains("/start: Unit ")
            && line.contains(" not found")
}

fn verify(real: &Real, batch: &[(String, Vec<u8>)]) -> Result<String, String> {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("etc/systemd/system");
    fs::create_dir_all(&dir).unwrap();
    for (name, text) in batch {
        fs::write(dir.join(name), text).unwrap();
    }
    let work = tempfile::tempdir().unwrap();
    let program = real.inside_over(Suite::Bookworm, work.path(), &[home.path()]);
    let program = program.args([
        "systemd-analyze",
        "verify",
        "--man=no",
        "--recursive-errors=no",
    ]);
    let ran = program.args(batch.iter().map(|(name, _)| name)).run()?;
    Ok(ran.complaint())
}
