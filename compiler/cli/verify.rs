//! `parbake verify`: audits a root directory from outside.

mod disk;

use std::fs;
use std::path::Path;

use parbake::Compiled;
use parbake::catalog::IDENTITY_ITEMS;
use parbake::diagnostic::Severity;
use parbake::source::{Sources, Span};
use parbake::verify::{Expected, MANIFEST, Manifest, Verdict, verify};
use serde_json::{Value, json};

use crate::arguments::Verify;
use crate::compilation::{Compilation, Subject, deny_warnings};
use crate::failure::Failure;
use crate::outcome::{Outcome, Output};
use disk::DiskRoot;

/// Looks at the root and turns what was found into diagnostics at its paths.
pub(crate) fn run(arguments: &Verify) -> Outcome {
    let read = DiskRoot::open(&arguments.root).and_then(|root| {
        let bundle = arguments.bundle.as_deref().map(expected).transpose()?;
        Ok((root, bundle))
    });
    let (root, bundle) = match read {
        Ok(read) => read,
        Err(failure) => return Outcome::from_output(Err(failure)),
    };
    let verdict = verify(&root, bundle.as_ref());
    let mut outcome = Outcome::default();
    for unreadable in &verdict.unreadable {
        let path = below(&arguments.root, &unreadable.path);
        let line = format!("cannot look at {}: {}", path.display(), unreadable.why);
        outcome.failures.push(Failure::new(line));
    }
    let mut compiled = compiled(&verdict);
    if arguments.deny_warnings {
        deny_warnings(&mut compiled);
    }
    outcome.outputs.push(output(arguments, &verdict, &compiled));
    outcome.compilations.push(Compilation {
        profile: arguments.root.clone(),
        subject: Subject::Root,
        compiled,
    });
    outcome
}

/// What a bundle says of its image.
fn expected(bundle: &Path) -> Result<Expected, Failure> {
    let read = |name: &str| {
        let path = bundle.join(name);
        fs::read_to_string(&path).map_err(|error| Failure::read(&path, &error))
    };
    let about = read("manifest.json")?;
    let about: Value = serde_json::from_str(&about).unwrap_or_default();
    let word = |place: &str| about.pointer(place)?.as_str().map(str::to_owned);
    let (name, digest) = (word("/name"), word("/image/digest"));
    let (Some(name), Some(digest)) = (name, digest) else {
        let shown = bundle.display();
        return Err(Failure::new(format!("{shown} is no bundle with an image")));
    };
    let manifest = read(&format!("image/rootfs{MANIFEST}"))?;
    Ok(Expected {
        manifest: Manifest::parse(&manifest),
        name,
        digest,
    })
}

/// The findings, each at a file of the root: an empty text stands for what nobody should print.
fn compiled(verdict: &Verdict) -> Compiled {
    let mut sources = Sources::default();
    let mut diagnostics = Vec::new();
    for found in &verdict.found {
        let name = found.path.to_string_lossy();
        let file = sources.add(name.trim_start_matches('/'), "");
        let mut diagnostic = found.diagnostic.clone();
        let (start, end) = (0, 0);
        diagnostic.span = Some(Span { file, start, end });
        diagnostics.push(diagnostic);
    }
    Compiled {
        secrets: Vec::new(),
        bundle: None,
        plan: Vec::new(),
        boots: Vec::new(),
        launches: Vec::new(),
        diagnostics,
        sources,
    }
}

fn output(arguments: &Verify, verdict: &Verdict, compiled: &Compiled) -> Output {
    let mut found = compiled.diagnostics.iter();
    let is_clean = verdict.unreadable.is_empty()
        && !found.any(|diagnostic| diagnostic.severity == Severity::Error);
    let (root, items, files) = (
        arguments.root.display(),
        IDENTITY_ITEMS.len(),
        verdict.files,
    );
    let words = format!("{root}: clean, {items} items of identity and {files} files looked at\n");
    Output {
        human: if is_clean {
            words.into_bytes()
        } else {
            Vec::new()
        },
        json: json!({
            "root": root.to_string(), "clean": is_clean, "items": items, "files": files,
            "bundle": arguments.bundle,
        }),
    }
}

/// A path of the root as the user would type it.
fn below(root: &Path, path: &Path) -> std::path::PathBuf {
    root.join(path.strip_prefix("/").unwrap_or(path))
}
