//! Random valid profiles as their outputs, for the real readers of the full level.

use std::collections::BTreeMap;

use parbake::bundle::Bundle;
use parbake::{Options, compile};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::meaning::Meaning;
use super::profile::{Profile, profile};
use super::readers;
use super::steps::{Call, baked, booted};
use super::toml_text::show;
use crate::support::{judge, messages};

/// One profile that compiled.
pub(crate) struct Drawn {
    /// Its files, for a look at a failure.
    pub(crate) shown: String,
    /// The base's name.
    pub(crate) base: String,
    /// The files of the bundle.
    pub(crate) bundle: Bundle,
    /// What each launch writes on its host.
    pub(crate) launches: Vec<Outputs>,
    /// What the library's models of the readers say where it is not what the profile says.
    pub(crate) wrong: Option<String>,
}

/// What a launch of a profile leaves on its host: texts by path, references put in.
pub(crate) struct Outputs {
    pub(crate) name: String,
    pub(crate) files: BTreeMap<String, String>,
}

/// What a draw came to.
#[derive(Default)]
pub(crate) struct Draw {
    pub(crate) drawn: Vec<Drawn>,
    /// How many profiles the compiler refused, by code: keys that are legal one by one and not together.
    pub(crate) refused: BTreeMap<&'static str, usize>,
}

/// Draws profiles until `count` of them have compiled; the same ones for the same seed.
pub(crate) fn draw(seed: u64, count: usize) -> Draw {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = profile();
    let mut draw = Draw::default();
    while draw.drawn.len() < count {
        let tree = strategy.new_tree(&mut runner).expect("it draws");
        draw.take(&tree.current());
        let refused: usize = draw.refused.values().sum();
        assert!(
            refused < 50 + count,
            "too many are refused: {:?}",
            draw.refused
        );
    }
    draw
}

impl Draw {
    fn take(&mut self, profile: &Profile) {
        let compiled = compile(&profile.files, "profile.toml", &Options::default());
        judge(&compiled);
        let Some(bundle) = compiled.bundle else {
            let errors = compiled.diagnostics.iter();
            let first = errors
                .filter(|found| found.severity == parbake::diagnostic::Severity::Error)
                .map(|found| found.code.name)
                .next();
            if std::env::var_os("PARBAKE_SHOW_REFUSED").is_some() {
                eprintln!("refused: {:?}", messages(&compiled));
            }
            *self.refused.entry(first.unwrap_or_default()).or_default() += 1;
            return;
        };
        let base = profile.tree["host"]["base"].as_str().unwrap_or_default();
        let told = std::panic::catch_unwind(|| readers::read_back(profile, &bundle));
        self.drawn.push(Drawn {
            shown: show(&profile.files),
            base: base.to_owned(),
            launches: outputs(profile, &bundle),
            bundle,
            wrong: told.err().map(|panic| words(&*panic)),
        });
    }
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    text.unwrap_or_default()
}

fn outputs(profile: &Profile, bundle: &Bundle) -> Vec<Outputs> {
    let meaning = Meaning::of(&profile.tree);
    let launch = |(name, _): &(String, _)| {
        let mut calls = baked(bundle);
        calls.extend(booted(bundle, name));
        let files = calls.iter().filter_map(written).collect();
        let name = name.clone();
        Outputs { name, files }
    };
    meaning.launches.iter().map(launch).collect()
}

/// The file that a call writes, as it will be on some host.
fn written(call: &Call) -> Option<(String, String)> {
    let words: Vec<&str> = call.words.iter().map(String::as_str).collect();
    let input = call.input.clone().unwrap_or_default();
    match words.as_slice() {
        ["write_file", path, ..] => Some(((*path).to_owned(), input)),
        ["write_template", _, path, ..] => Some(((*path).to_owned(), put_in(&input))),
        _ => None,
    }
}

/// The values of some instance.
const INSTANCE: &[(&str, &str)] = &[
    ("${instance.id}", "i-0123456789abcdef0"),
    ("${instance.region}", "eu-central-1"),
    ("${instance.tag.Name}", "web"),
    ("${instance.private-ip}", "10.0.0.7"),
    ("${ssm:/random/token:3}", "made up"),
    ("${secret:random#password}", "made up"),
    (
        "${secret:arn:aws:secretsmanager:eu-central-1:123456789012:secret:random-Ab12Cd}",
        "made up",
    ),
];

fn put_in(template: &str) -> String {
    let mut text = template.to_owned();
    for (reference, value) in INSTANCE {
        text = text.replace(reference, value);
    }
    text.replace("$${", "${")
}

/// Keys of the daemon, of the agent and of logrotate that a profile sets, by section.
pub(crate) fn keys_set(shown: &str, section: &str) -> Vec<String> {
    let prefix = format!("{section}.");
    let key = |line: &str| {
        let at = line.find(&prefix)?;
        let rest = &line[at + prefix.len()..];
        let is_key = at == 0 || line[..at].ends_with('.');
        let end = rest.find(['.', ' ', '='])?;
        is_key.then(|| rest[..end].to_owned())
    };
    shown.lines().filter_map(key).collect()
}
