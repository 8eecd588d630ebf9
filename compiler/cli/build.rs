//! `parbake build`: writes bundles, or compares them with what is on disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use parbake::Aim;
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
    let results = compile_all(&arguments.profiles, &arguments.compile, Aim::Bundle);
    build(Outcome::from_compilations(results), arguments, terminal)
}

/// Writes or compares the bundles of what was compiled.
fn build(mut outcome: Outcome, arguments: &Build, terminal: &Terminal) -> Outcome {
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

#[cfg(test)]
mod tests {
    use clap::Parser;
    use parbake::bundle::BundleFile;
    use parbake::source::Sources;

    use super::*;
    use crate::arguments::{Cli, Command};
    use crate::report::sample;

    const QUIET: Terminal = Terminal {
        color_results: false,
        color_diagnostics: false,
        interactive: false,
    };

    /// Builds compilations of the profiles `<directory>/profile.toml`, all named `web`.
    fn run(out: &Path, options: &[&str], directories: &[&str], text: &str) -> Outcome {
        let out = out.to_str().unwrap();
        let words = ["parbake", "build", "profile.toml", "--out", out];
        let cli = Cli::try_parse_from(words.iter().chain(options)).unwrap();
        let Command::Build(arguments) = cli.command else {
            panic!("no build");
        };
        let compilation = |directory: &&str| {
            let mut compilation = sample::compiled(directory, Sources::default(), Vec::new());
            let file = |text: &str| BundleFile {
                bytes: text.as_bytes().to_vec(),
                executable: false,
            };
            let list = format!("{}  a\n", "0".repeat(64));
            let files = [("a", file(text)), ("SHA256SUMS", file(&list))];
            let files = files
                .into_iter()
                .map(|(path, file)| (path.to_owned(), file));
            compilation.compiled.bundle = Some(Bundle {
                name: "web".to_owned(),
                files: files.collect(),
            });
            Ok(compilation)
        };
        let results = directories.iter().map(compilation).collect();
        build(Outcome::from_compilations(results), &arguments, &QUIET)
    }

    fn human(outcome: &Outcome) -> String {
        let outputs = outcome.outputs.iter();
        let texts = outputs.map(|output| String::from_utf8(output.human.clone()).unwrap());
        texts.collect()
    }

    #[test]
    fn a_bundle_is_written_once_and_checked_in_silence() {
        let out = tempfile::tempdir().unwrap();
        let web = out.path().join("web");
        let outcome = run(out.path(), &[], &["hosts"], "1\n");
        assert_eq!(
            human(&outcome),
            format!("{}: written, 2 files\n", web.display())
        );
        let outcome = run(out.path(), &[], &["hosts"], "1\n");
        assert_eq!(
            human(&outcome),
            format!("{}: unchanged, 2 files\n", web.display())
        );
        let outcome = run(out.path(), &["--check"], &["hosts"], "1\n");
        assert_eq!((human(&outcome).as_str(), outcome.differs), ("", false));
    }

    #[test]
    fn a_check_shows_the_difference_and_writes_nothing() {
        let out = tempfile::tempdir().unwrap();
        run(out.path(), &[], &["hosts"], "1\n");
        let outcome = run(out.path(), &["--check"], &["hosts"], "2\n");
        assert!(outcome.differs);
        assert!(human(&outcome).ends_with("-1\n+2\n"), "{}", human(&outcome));
        assert_eq!(std::fs::read(out.path().join("web/a")).unwrap(), b"1\n");
        let nowhere = out.path().join("nowhere");
        assert!(run(&nowhere, &["--check"], &["hosts"], "2\n").differs);
        assert!(!nowhere.exists());
    }

    #[test]
    fn two_profiles_of_one_name_are_refused_before_anything_is_written() {
        let out = tempfile::tempdir().unwrap();
        let outcome = run(out.path(), &[], &["a", "b"], "1\n");
        let failures: Vec<String> = outcome.failures.iter().map(Failure::to_string).collect();
        let expected = "a/profile.toml and b/profile.toml are both named `web`";
        assert_eq!(failures, [expected]);
        assert!(!out.path().join("web").exists());
    }
}
