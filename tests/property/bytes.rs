//! Same bytes: equal input gives equal output, whatever surrounds it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

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

#[test]
fn the_samples_compile_to_the_same_bytes_anywhere() {
    let here = package_root();
    let absolute: Vec<String> = profiles()
        .iter()
        .map(|(_, path)| path.display().to_string())
        .collect();
    let relative: Vec<String> = profiles()
        .iter()
        .map(|(name, _)| format!("{name}/profile.toml"))
        .collect();
    let reversed: Vec<String> = absolute.iter().rev().cloned().collect();
    let surroundings: [(&[String], &Path, &[(&str, &str)]); 3] = [
        (&absolute, &here, &[]),
        (
            &relative,
            &here.join("samples"),
            &[
                ("TZ", "Pacific/Kiritimati"),
                ("LANG", "tr_TR.UTF-8"),
                ("LC_ALL", "de_DE.ISO-8859-1"),
                ("HOME", "/nonexistent"),
                ("RAYON_NUM_THREADS", "1"),
            ],
        ),
        (
            &reversed,
            Path::new("/"),
            &[
                ("TZ", "America/St_Johns"),
                ("LANG", "C"),
                ("HOME", "/root"),
                ("SOURCE_DATE_EPOCH", "1"),
                ("RAYON_NUM_THREADS", "7"),
                ("AAA", "1"),
                ("ZZZ", "1"),
            ],
        ),
    ];
    let mut outcomes = Vec::new();
    for (profiles, directory, environment) in surroundings {
        let workspace = Workspace::new();
        let out = workspace.path("out");
        let mut arguments = vec!["build".to_owned()];
        arguments.extend(profiles.iter().cloned());
        arguments.extend(["--out".to_owned(), out.display().to_string()]);
        let mut command = workspace.command(&arguments);
        command
            .current_dir(directory)
            .envs(environment.iter().copied());
        let run = command.output().expect("parbake runs");
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(run.status.success(), "{said}");
        outcomes.push(read(&out));
    }
    let [first, others @ ..] = outcomes.as_slice() else {
        panic!("there are three");
    };
    assert!(first.len() > profiles().len() * 5, "the bundles are there");
    for other in others {
        assert!(other.keys().eq(first.keys()), "the same files");
        for (path, bytes) in first {
            assert!(other[path] == *bytes, "{path} differs");
        }
    }
}
