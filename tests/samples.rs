//! The samples: each compiles to its committed bundle, byte for byte, and they cover the bases.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use parbake::bundle::Bundle;
use parbake::catalog::base::BASES;
use parbake::{Compiled, Options, compile};
use toml::Table;

use crate::support::{DiskWorld, Run, files_under, package_root, parbake, profiles};

/// What brings the committed bundles up to date.
const BLESS: &str = "cargo run -- build samples/*/profile.toml --out samples/bundles";

#[test]
fn each_sample_compiles_to_its_committed_bundle() {
    let bless = std::env::var_os("PARBAKE_BLESS").is_some();
    let mut found = Vec::new();
    for (name, path) in profiles() {
        let bundle = compiled(&path).bundle.unwrap_or_else(|| {
            panic!(
                "samples/{name} does not compile: cargo run -- check samples/{name}/profile.toml"
            )
        });
        assert_eq!(
            bundle.name, name,
            "a sample bears the name of its directory"
        );
        let directory = package_root().join("samples/bundles").join(&name);
        if bless {
            write(&directory, &bundle);
        }
        let differences = differences(&directory, &bundle);
        found.extend(differences.iter().map(|line| format!("  {name}/{line}\n")));
    }
    assert!(
        found.is_empty(),
        "committed bundles differ from what the samples compile to:\n{}read `{BLESS} --check`, then run `{BLESS}`",
        found.concat()
    );
}

#[test]
fn no_bundle_is_left_of_a_sample_that_is_gone() {
    let samples: BTreeSet<String> = profiles().into_iter().map(|(name, _)| name).collect();
    for entry in fs::read_dir(package_root().join("samples/bundles")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            samples.contains(&name),
            "samples/bundles/{name} has no sample"
        );
    }
}

#[test]
fn the_command_finds_nothing_to_say_about_the_samples() {
    let paths: Vec<String> = profiles()
        .into_iter()
        .map(|(name, _)| format!("samples/{name}/profile.toml"))
        .collect();
    let paths = || paths.iter().map(String::as_str);
    let check = [
        "build",
        "--check",
        "--deny-warnings",
        "--out",
        "samples/bundles",
    ];
    for arguments in [&check[..], &["check", "--deny-warnings"]] {
        let arguments = arguments.iter().copied().chain(paths());
        let run = Run::from(parbake(&package_root(), arguments).output().unwrap());
        let said = (run.status, run.stdout.as_str(), run.stderr.as_str());
        assert_eq!(said, (Some(0), "", ""), "bless with `{BLESS}`");
    }
}

#[test]
fn each_sample_names_its_schema() {
    for (name, path) in profiles() {
        let text = fs::read_to_string(&path).unwrap();
        let line = "#:schema ../../schemas/profile.schema.json";
        assert_eq!(text.lines().next(), Some(line), "samples/{name}");
        let schema = path.with_file_name("../../schemas/profile.schema.json");
        assert!(schema.is_file(), "{}", schema.display());
    }
}

#[test]
fn each_base_has_a_sample() {
    let base = |(_, path): (String, _)| {
        let profile: Table = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        profile["host"]["base"].as_str().unwrap().to_owned()
    };
    let used: BTreeSet<String> = profiles().into_iter().map(base).collect();
    let known: BTreeSet<String> = BASES.iter().map(|base| base.name.to_owned()).collect();
    assert_eq!(used, known);
}

/// Compiles a profile with nothing given from outside.
pub(crate) fn compiled(profile: &Path) -> Compiled {
    let world = DiskWorld(profile.parent().unwrap().to_owned());
    compile(&world, "profile.toml", &Options::default())
}

/// What differs between a directory and a bundle, a line for each file.
fn differences(directory: &Path, bundle: &Bundle) -> Vec<String> {
    let mut on_disk = BTreeMap::new();
    for path in files_under(directory) {
        let inside = path.strip_prefix(directory).unwrap();
        on_disk.insert(inside.to_str().unwrap().to_owned(), path);
    }
    let mut found = Vec::new();
    for (path, file) in &bundle.files {
        let Some(place) = on_disk.remove(path) else {
            found.push(format!("{path}: missing"));
            continue;
        };
        let bytes = fs::read(&place).unwrap();
        if bytes != file.bytes {
            let lines = bytes.split(|byte| *byte == b'\n');
            let same = lines.zip(file.bytes.split(|byte| *byte == b'\n'));
            let first = same.take_while(|(a, b)| a == b).count() + 1;
            found.push(format!("{path}: differs from line {first} on"));
        }
        let executable = fs::metadata(&place).unwrap().permissions().mode() & 0o111 != 0;
        if executable != file.executable {
            found.push(format!("{path}: the mode differs"));
        }
    }
    found.extend(
        on_disk
            .keys()
            .map(|path| format!("{path}: should not be there")),
    );
    found
}

fn write(directory: &Path, bundle: &Bundle) {
    if directory.exists() {
        fs::remove_dir_all(directory).unwrap();
    }
    for (path, file) in &bundle.files {
        let place = directory.join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(&place, &file.bytes).unwrap();
        let mode = if file.executable { 0o755 } else { 0o644 };
        fs::set_permissions(&place, fs::Permissions::from_mode(mode)).unwrap();
    }
}
