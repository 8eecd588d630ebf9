//! logrotate against its model.

use parbake::reader::logrotate;

use super::super::logrotate::read_all;
use super::super::reader::{Real, Suite};
use super::{Class, Reading, Trial, hold, mutants, texts};
use crate::support::Report;

const COUNT: usize = 900;

/// Words that stand in rules, and some that do not.
const WORDS: &[&str] = &[
    "daily",
    "weekly",
    "size",
    "maxsize",
    "rotate",
    "missingok",
    "dayly",
    "copytruncate",
    "create",
    "endscript",
    "postrotate",
    "su",
    "nocompress",
    "minage",
    "{",
    "}",
    "include",
    "dateformat",
    "hourly",
];

const CLASSES: &[Class] = &[
    Class {
        reason: "bytes that are not UTF-8; every output is",
        covers: |trial| std::str::from_utf8(&trial.mutant).is_err(),
    },
    Class {
        reason: "users, groups and directories of the host are not the model's",
        covers: |trial| {
            says(
                trial,
                &[
                    "unknown user",
                    "unknown group",
                    "No such file or directory",
                    "error: stat of ",
                ],
            )
        },
    },
    Class {
        reason: "a word that ends with the file: logrotate wants its line ended, and the encoder ends each",
        covers: |trial| {
            says(trial, &["not properly separated, found 0"]) && !trial.mutant.ends_with(b"\n")
        },
    },
    Class {
        reason: "a file without a line is passed over, with a word",
        covers: |trial| says(trial, &["because it's empty"]),
    },
];

fn says(trial: &Trial, words: &[&str]) -> bool {
    let Reading::Refused(why) = &trial.real else {
        return false;
    };
    words.iter().any(|word| why.contains(word))
}

pub(in super::super) fn run(real: &Real, report: &mut Report) {
    let texts = texts(|path| path.starts_with("/etc/logrotate.d/"));
    let texts: Vec<Vec<u8>> = texts.into_iter().map(String::into_bytes).collect();
    let mutants = mutants("logrotate", &texts, WORDS, COUNT);
    let only: Vec<&Vec<u8>> = mutants.iter().map(|(_, mutant)| mutant).collect();
    let read = read_all(real, Suite::Bookworm, &only);
    let trials: Vec<Trial> = mutants
        .iter()
        .zip(read)
        .map(|((_, mutant), real)| Trial {
            mutant: mutant.clone(),
            before: Reading::Taken(String::new()),
            real: Reading::of(real),
            model: Reading::of(modelled(mutant)),
        })
        .collect();
    hold(report, &trials, CLASSES);
}

fn modelled(mutant: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(mutant);
    let read = logrotate::read(&text).map_err(|refused| format!("{refused:?}"))?;
    let complaints = logrotate::complaints(&read);
    if let Some(first) = complaints.first() {
        return Err(first.clone());
    }
    match read.unknown.first() {
        Some(word) => Err(format!("unknown {word}")),
        None => Ok(()),
    }
}
