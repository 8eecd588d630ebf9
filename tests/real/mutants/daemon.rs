//! `dockerd --validate` against the model of its first stage.

use parbake::reader::dockerd;

use super::super::dockerd::{UNIT_FLAGS, flags_of_base, is_of_the_host, known_keys, validate_all};
use super::super::reader::Real;
use super::{Class, Reading, Trial, hold, launches, mutants};
use crate::support::Report;

const COUNT: usize = 500;

const WORDS: &[&str] = &[
    "true",
    "null",
    "\"true\"",
    "[]",
    "{}",
    "12",
    "hosts",
    "debug",
    "log-driver",
    "log-opts",
    "dns",
    "bip",
    "10.0.0.1/8",
    "labels",
    "local",
    "no-such-key",
    "mtu",
    "default-ulimits",
    "Debug",
];

const CLASSES: &[Class] = &[
    Class {
        reason: "files, programs and kernel features of the host are not the model's",
        covers: |trial| matches!(&trial.real, Reading::Refused(why) if is_of_the_host(why)),
    },
    Class {
        reason: "the model does not read the parts of node-generic-resources",
        covers: |trial| matches!(&trial.real, Reading::Refused(why) if why.contains("node-generic-resources") || why.contains("GenericResource")),
    },
    Class {
        reason: "a size with an exponent, such as 1e3m: this Debian's dockerd reads none; the profile takes no such text",
        covers: |trial| matches!(&trial.real, Reading::Refused(why) if why.rsplit_once("invalid size: '").is_some_and(|(_, size)| size.contains('e'))),
    },
    Class {
        reason: "a key twice in one object: Go reads the first value too, and the encoder writes each key once",
        covers: |trial| {
            let text = String::from_utf8_lossy(&trial.mutant);
            let mut keys: Vec<&str> = text
                .lines()
                .filter_map(|line| line.trim().split_once("\":"))
                .map(|(key, _)| key)
                .collect();
            keys.sort_unstable();
            keys.windows(2).any(|pair| pair[0] == pair[1])
        },
    },
    Class {
        reason: "the model takes fixed-cidr-v6 for checked from 28.0 on; the profile takes no such text",
        covers: |trial| matches!(&trial.real, Reading::Refused(why) if why.contains("invalid fixed-cidr-v6: invalid CIDR")),
    },
];

pub(in super::super) fn run(real: &Real, report: &mut Report) {
    let mut seeds: Vec<(String, Vec<String>)> = Vec::new();
    for (base, launch) in launches() {
        if let Some(text) = launch.files.get("/etc/docker/daemon.json") {
            let seed = (spread(&known_keys(text)), flags_of_base(base));
            if !seeds.contains(&seed) {
                seeds.push(seed);
            }
        }
    }
    let texts: Vec<Vec<u8>> = seeds
        .iter()
        .map(|(text, _)| text.clone().into_bytes())
        .collect();
    let mutants = mutants("dockerd", &texts, WORDS, COUNT);
    let items: Vec<(String, Vec<String>)> = mutants
        .iter()
        .map(|(at, mutant)| {
            (
                String::from_utf8_lossy(mutant).into_owned(),
                seeds[*at].1.clone(),
            )
        })
        .collect();
    let read = validate_all(real, &items);
    let trials: Vec<Trial> = items
        .iter()
        .zip(read)
        .map(|((text, flags), real)| Trial {
            mutant: text.clone().into_bytes(),
            before: Reading::Taken(String::new()),
            real: Reading::of(real),
            model: Reading::of(modelled(text, flags)),
        })
        .collect();
    hold(report, &trials, CLASSES);
}

/// One setting a line, so that lines can be mutated.
fn spread(text: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    format!("{value:#}\n")
}

fn modelled(text: &str, flags: &[String]) -> Result<(), String> {
    let unit = UNIT_FLAGS.iter().copied();
    let flags: Vec<&str> = unit.chain(flags.iter().map(String::as_str)).collect();
    let verdict = dockerd::read(&flags, text, (26, 1, 5));
    if verdict.validates() {
        return Ok(());
    }
    Err(verdict
        .findings
        .first()
        .map(|found| found.says.clone())
        .unwrap_or_default())
}
