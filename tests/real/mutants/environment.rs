//! A booted systemd that reads an EnvironmentFile against its model.

use std::collections::BTreeSet;

use super::super::env_file::{modelled, observe_texts};
use super::super::reader::{Real, Suite};
use super::{Class, Reading, Trial, hold, mutants, outputs};
use crate::support::Report;

/// Files of one boot.
const COUNT: usize = 160;

const WORDS: &[&str] = &[
    "ECS_CLUSTER",
    "a b",
    "\"x",
    "'",
    "\\",
    "export",
    "A=",
    "#",
    "1X",
    "=",
    "\u{e9}",
];

const CLASSES: &[Class] = &[];

pub(in super::super) fn run(real: &Real, report: &mut Report) {
    let files = outputs().drawn.iter().flat_map(|drawn| &drawn.bundle.files);
    let texts: BTreeSet<Vec<u8>> = files
        .filter(|(path, _)| path.ends_with("/ecs.config"))
        .map(|(_, file)| file.bytes.clone())
        .collect();
    let texts: Vec<Vec<u8>> = texts.into_iter().collect();
    let mut trials = Vec::new();
    for suite in Suite::ALL {
        let mutants = mutants(suite.name(), &texts, WORDS, COUNT);
        let only: Vec<&Vec<u8>> = mutants.iter().map(|(_, mutant)| mutant).collect();
        let seen = match observe_texts(real, suite, &only) {
            Ok(seen) => seen,
            Err(why) => return report.takes(suite.name(), Err(why)),
        };
        for ((at, mutant), seen) in mutants.iter().zip(seen) {
            trials.push(Trial {
                mutant: mutant.clone(),
                before: Reading::Taken(format!("{:?}", modelled(suite, &texts[*at]))),
                real: Reading::Taken(format!("{seen:?}")),
                model: Reading::Taken(format!("{:?}", modelled(suite, mutant))),
            });
        }
    }
    hold(report, &trials, CLASSES);
}
