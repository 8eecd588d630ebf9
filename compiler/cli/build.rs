//! `parbake build`: writes bundles, or compares them with what is on disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use parbake::bundle::Bundle;
use serde_json::json;

use crate::arguments::Build;
use crate::compilation::{Compilation, compile_all};
use crate::difference::{self, Difference};
use crate::failure::Failure;
use crate::outcome::{Outcome, Output};
use crate::terminal::Terminal;
use crate::text::count;
use crate::write::{Disk, Written, write_bundle};

/// Builds every profile that compiles; one that does not stops only itself.
pub(crate) fn run(arguments: &Build, terminal: &Terminal) -> Outcome {
    let results = compile_all(&arguments.profiles, &arguments.compile);
    let mut outcome = Outcome::from_compilations(results);
    if let Err(failure) = check_names(&outcome.compilations) {
        outcome.failures.push(failure);
        return outcome;
    }
    let compilations = std::mem::take(&mut outcome.compilations);
    for compilation in &compilations {
        let Some(bundle) = &compilation.compiled.bundle else {
            continue;
        };
        if arguments.check {
            check(&arguments.out, bundle, terminal, &mut outcome);
        } else {
            outcome.take(write(&arguments.out, bundle));
        }
    }
    outcome.compilations = compilations;
    outcome
}

/// Refuses two profiles that would write one directory.
fn check_names(compilations: &[Compilation]) -> Result<(), Failure> {
    let mut profiles: BTreeMap<&str, &PathBuf> = BTreeMap::new();
    for compilation in compilations {
        let Some(bundle) = &compilation.compiled.bundle else {
            continue;
        };
        if let Some(other) = profiles.insert(&bundle.name, &compilation.profile) {
            return Err(Failure::new(format!(
                "{} and {} are both named `{}`",
                other.display(),
                compilation.profile.display(),
                bundle.name
            )));
        }
    }
    Ok(())
}

/// Writes one bundle.
fn write(out: &Path, bundle: &Bundle) -> Result<Output, Failure> {
    let directory = out.join(&bundle.name);
    let status = match write_bundle(&Disk, out, bundle)? {
        Written::Replaced => "written",
        Written::Unchanged => "unchanged",
    };
    let files = count(bundle.files.len(), "file");
    Ok(Output {
        human: format!("{}: {status}, {files}\n", directory.display()).into_bytes(),
        json: json!({
            "bundle": directory.to_string_lossy(), "status": status,
            "files": bundle.files.keys().collect::<Vec<_>>(),
        }),
    })
}

/// Compares one bundle with what is on disk; says nothing where they are equal.
fn check(out: &Path, bundle: &Bundle, terminal: &Terminal, outcome: &mut Outcome) {
    let directory = out.join(&bundle.name);
    let differences = match difference::compare(&Disk, &directory, bundle) {
        Ok(differences) => differences,
        Err(failure) => return outcome.failures.push(failure),
    };
    let plain: String = differences.iter().map(Difference::plain).collect();
    let human = match terminal.color_results {
        true => differences.iter().map(Difference::colored).collect(),
        false if differences.is_empty() => String::new(),
        false => plain.clone(),
    };
    let status = match differences.is_empty() {
        true => "unchanged",
        false => "differs",
    };
    outcome.differs |= !differences.is_empty();
    outcome.outputs.push(Output {
        human: human.into_bytes(),
        json: json!({
            "bundle": directory.to_string_lossy(), "status": status,
            "files": differences.iter().map(|one| &one.path).collect::<Vec<_>>(),
            "difference": plain,
        }),
    });
}
