//! Each key of every catalogue is used: a legal one in some sample or case that compiles, a refused
//! one in a case that says so.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use parbake::catalog::base::BASES;
use parbake::catalog::docker::DAEMON_KEYS;
use parbake::catalog::ecs::{Advice, ECS_VARIABLES};
use parbake::catalog::logrotate::DIRECTIVES;
use parbake::catalog::version::Known;
use toml::{Table, Value};

use crate::support::{files_under, package_root, profiles, show};

/// Legal keys that nothing may hold yet, each with the reason.
const NOT_YET: &[(&str, &str)] = &[(
    "engine-auth-data",
    "always a secret, and this version resolves none",
)];

#[test]
fn each_legal_key_is_set_in_some_sample_or_case() {
    let set = keys_of(&compiling_profiles());
    for row in ECS_VARIABLES {
        let waits = NOT_YET.iter().any(|(key, _)| *key == row.field.key);
        if !waits && !matches!(row.advice, Advice::Refuse(_)) {
            assert_set(&set, "ecs", row.field.key);
        }
    }
    for row in DAEMON_KEYS {
        let is_known = |base: &_| is_known(row, base);
        if row.refused.is_none() && BASES.iter().any(is_known) {
            assert_set(&set, "docker.daemon", row.field.key);
        }
    }
    for row in DIRECTIVES.iter().filter(|row| row.refused.is_none()) {
        assert_set(&set, "logrotate", row.field.key);
    }
}

#[test]
fn each_refused_key_is_refused_in_some_case() {
    let said = snapshots("refused-key");
    let refused = |key: &str| {
        let line = format!("error[P0405]: `{key}` cannot be set");
        assert!(said.contains(&line), "no case refuses `{key}`");
    };
    for row in ECS_VARIABLES {
        if matches!(row.advice, Advice::Refuse(_)) {
            refused(row.field.key);
        }
    }
    let keys = DAEMON_KEYS.iter().filter(|row| row.refused.is_some());
    keys.for_each(|row| refused(row.field.key));
    let words = DIRECTIVES.iter().filter(|row| row.refused.is_some());
    words.for_each(|row| refused(row.field.key));
}

#[test]
fn each_key_that_a_base_does_not_know_is_refused_on_it() {
    let said = snapshots("wrong-version");
    for base in BASES {
        let daemon = DAEMON_KEYS.iter().filter(|row| row.refused.is_none());
        for row in daemon.filter(|row| !is_known(row, base)) {
            let start = format!("error[P0408]: `{}` is ", row.field.key);
            let note = format!("= note: {} has Docker ", base.name);
            let found = said
                .split("error[")
                .any(|one| format!("error[{one}").starts_with(&start) && one.contains(&note));
            assert!(found, "no case sets `{}` on {}", row.field.key, base.name);
        }
        let words = DIRECTIVES.iter().filter(|row| row.refused.is_none());
        for row in words.filter(|row| base.tools.logrotate.value < row.since) {
            let start = format!("P0408]: `{}` is too new", row.field.key);
            let note = format!("= note: {} has logrotate ", base.name);
            let found = said
                .split("error[")
                .any(|one| one.starts_with(&start) && one.contains(&note));
            assert!(found, "no case sets `{}` on {}", row.field.key, base.name);
        }
    }
}

#[test]
fn each_flag_that_a_base_passes_is_refused_in_the_file() {
    let said = snapshots("file-and-flag");
    for base in BASES {
        for (flag, _) in base.docker.flags.value {
            let note = format!("= note: {} starts dockerd with `{flag} ", base.name);
            let known =
                parbake::catalog::docker::keys_of_flag(flag).any(|row| row.field.key != "runtimes");
            assert!(
                !known || said.contains(&note),
                "no case gives {flag} twice on {}",
                base.name
            );
        }
    }
}

fn is_known(
    row: &parbake::catalog::docker::DaemonKey,
    base: &parbake::catalog::base::Base,
) -> bool {
    row.lifetime().at(base.docker.version.value) == Known::Yes
}

fn assert_set(set: &BTreeSet<(String, String)>, section: &str, key: &str) {
    assert!(
        set.contains(&(section.to_owned(), key.to_owned())),
        "{section}.{key} is set in no sample and in no case that compiles: add it to tests/cases/every-key"
    );
}

/// The samples with the files that they extend, and the cases whose snapshot ends with status 0.
fn compiling_profiles() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = profiles().into_iter().map(|(_, path)| path).collect();
    found.push(package_root().join("samples/base/common.toml"));
    for path in files_under(&package_root().join("tests/cases")) {
        let snapshot = path.with_file_name("check.snap");
        let is_profile = path.file_name().is_some_and(|name| name == "profile.toml");
        if is_profile && fs::read_to_string(snapshot).is_ok_and(|text| text.ends_with("-> 0\n")) {
            found.push(path);
        }
    }
    found
}

/// Section and key of each setting of the three catalogues, variants included.
fn keys_of(files: &[PathBuf]) -> BTreeSet<(String, String)> {
    let mut set = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        let profile: Table = toml::from_str(&text).unwrap_or_else(|_| panic!("{}", show(file)));
        take(&profile, &mut set);
        for variant in table(&profile, "variants").values() {
            take(variant.as_table().unwrap(), &mut set);
        }
    }
    set
}

fn take(profile: &Table, set: &mut BTreeSet<(String, String)>) {
    let mut push = |section: &str, keys: &Table| {
        set.extend(keys.keys().map(|key| (section.to_owned(), key.clone())));
    };
    push("ecs", &table(profile, "ecs"));
    push("docker.daemon", &table(&table(profile, "docker"), "daemon"));
    for rule in table(profile, "logrotate").values() {
        push("logrotate", rule.as_table().unwrap());
    }
}

fn table(parent: &Table, key: &str) -> Table {
    let found = parent.get(key).and_then(Value::as_table);
    found.cloned().unwrap_or_default()
}

/// What all cases of a folder say.
fn snapshots(folder: &str) -> String {
    let directory = package_root().join("tests/cases").join(folder);
    let files = files_under(&directory).into_iter();
    let snapshots = files.filter(|path| path.extension().is_some_and(|end| end == "snap"));
    snapshots
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}
