//! Same bytes: equal input gives equal output, whatever surrounds it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::profile::profile;
use super::{compiled, config};
use crate::support::{Workspace, files_under, package_root, profiles};

proptest! {
    #![proptest_config(config(10))]

    #[test]
    fn a_second_compilation_in_another_thread_gives_the_same_bytes(profile in profile()) {
        let first = compiled(&profile.files);
        let files = profile.files.clone();
        let second = std::thread::spawn(move || compiled(&files)).join().expect("it compiles");
        prop_assert_eq!(first.bundle, second.bundle);
        prop_assert_eq!(first.plan, second.plan);
        prop_assert_eq!(first.diagnostics, second.diagnostics);
    }
}

/// The files of a directory with their bytes, by their path in it.
fn read(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let file = |path: std::path::PathBuf| {
        let name = path
            .strip_prefix(directory)
            .expect("it is below")
            .display()
            .to_string();
        (name, fs::read(&path).expect("it can be read"))
    };
    files_under(directory).into_iter().map(file).collect()
}

/// Where a build runs: the directory, and the environment that must not matter.
struct Surroundings {
    profiles: Vec<String>,
    directory: PathBuf,
    environment: &'static [(&'static str, &'static str)],
}

fn surroundings() -> [Surroundings; 3] {
    let samples = profiles();
    let absolute = samples.iter().map(|(_, path)| path.display().to_string());
    let relative = samples
        .iter()
        .map(|(name, _)| format!("{name}/profile.toml"));
    [
        Surroundings {
            profiles: absolute.clone().collect(),
            directory: package_root(),
            environment: &[],
        },
        Surroundings {
            profiles: relative.collect(),
            directory: package_root().join("samples"),
            environment: &[
                ("TZ", "Pacific/Kiritimati"),
                ("LANG", "tr_TR.UTF-8"),
                ("LC_ALL", "de_DE.ISO-8859-1"),
                ("HOME", "/nonexistent"),
                ("RAYON_NUM_THREADS", "1"),
            ],
        },
        Surroundings {
            profiles: absolute.rev().collect(),
            directory: PathBuf::from("/"),
            environment: &[
                ("ZZZ", "1"),
                ("AAA", "1"),
                ("TZ", "America/St_Johns"),
                ("LANG", "C"),
                ("HOME", "/root"),
                ("SOURCE_DATE_EPOCH", "1"),
                ("RAYON_NUM_THREADS", "7"),
            ],
        },
    ]
}

/// Builds there and reads what came out.
fn build(surroundings: &Surroundings) -> BTreeMap<String, Vec<u8>> {
    let workspace = Workspace::new();
    let out = workspace.path("out");
    let mut arguments = vec!["build".to_owned()];
    arguments.extend(surroundings.profiles.iter().cloned());
    arguments.extend(["--out".to_owned(), out.display().to_string()]);
    let mut command = workspace.command(&arguments);
    command
        .current_dir(&surroundings.directory)
        .envs(surroundings.environment.iter().copied());
    let run = command.output().expect("parbake runs");
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    read(&out)
}

#[test]
fn the_samples_compile_to_the_same_bytes_anywhere() {
    let [first, others @ ..] = surroundings().map(|surroundings| build(&surroundings));
    assert!(first.len() > profiles().len() * 5, "the bundles are there");
    for other in others {
        assert!(other.keys().eq(first.keys()), "the same files");
        for (path, bytes) in &first {
            assert!(other[path] == *bytes, "{path} differs");
        }
    }
}
