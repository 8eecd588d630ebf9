//! `parbake show`: one file of the bundle on standard output.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use parbake::bundle::{Bundle, BundleFile};
use parbake::diagnostic::spelling::nearest;
use parbake::{Aim, Compiled};
use serde_json::json;

use crate::arguments::Show;
use crate::compilation::compile;
use crate::failure::Failure;
use crate::launch;
use crate::outcome::{Outcome, Output};
use crate::terminal::Terminal;

/// Compiles the profile and picks the file; the diagnostics are all there is where it does not compile.
pub(crate) fn run(arguments: &Show, terminal: &Terminal) -> Outcome {
    let result = compile(&arguments.profile, &arguments.compile, Aim::Bundle);
    let mut outcome = Outcome::from_compilations(vec![result]);
    let compiled = outcome.compilations.first().map(|first| &first.compiled);
    if let Some(output) = compiled.and_then(|compiled| show(arguments, compiled, terminal)) {
        outcome.take(output);
    }
    outcome
}

/// Picks the file, `None` where there is no bundle.
fn show(
    arguments: &Show,
    compiled: &Compiled,
    terminal: &Terminal,
) -> Option<Result<Output, Failure>> {
    let bundle = compiled.bundle.as_ref()?;
    let variant = match launch::check(arguments.variant.name.as_deref(), &compiled.launches) {
        Ok(variant) => variant,
        Err(failure) => return Some(Err(failure)),
    };
    let picked = pick(bundle, &arguments.artifact, variant);
    Some(picked.and_then(|(path, file)| output(path, file, terminal)))
}

/// Finds a file by its path, or by the end of its path where only one has it.
fn pick<'a>(
    bundle: &'a Bundle,
    artifact: &str,
    variant: Option<&str>,
) -> Result<(&'a str, &'a BundleFile), Failure> {
    let artifact = artifact.trim_matches('/');
    let prefix = variant.map(|variant| format!("launch/{variant}/"));
    let end = format!("/{artifact}");
    let is_meant = |path: &str| match &prefix {
        Some(prefix) => path.starts_with(prefix) && (path.ends_with(&end) || path == artifact),
        None => path.ends_with(&end),
    };
    if let (None, Some((path, file))) = (variant, bundle.files.get_key_value(artifact)) {
        return Ok((path, file));
    }
    let mut meant: Vec<_> = bundle
        .files
        .iter()
        .filter(|(path, _)| is_meant(path))
        .collect();
    // `ecs.config` is the launch's own, not one that happens to lie deeper.
    meant.sort_by_key(|(path, _)| path.matches('/').count());
    match meant.as_slice() {
        [] => Err(unknown(bundle, artifact, prefix.as_deref())),
        [(path, file)] => Ok((path, file)),
        [(path, file), (next, _), ..] if depth(path) < depth(next) => Ok((path, file)),
        several => Err(ambiguous(artifact, several)),
    }
}

/// Returns how many directories are around a path.
fn depth(path: &str) -> usize {
    path.matches('/').count()
}

/// Says that several files are meant.
fn ambiguous(artifact: &str, several: &[(&String, &BundleFile)]) -> Failure {
    let paths: Vec<&str> = several.iter().map(|(path, _)| path.as_str()).collect();
    let hint = match paths.iter().all(|path| path.starts_with("launch/")) {
        true => "pick one with --variant, or by its path",
        false => "write more of its path",
    };
    let paths = paths.join("\n  ");
    Failure::new(format!(
        "`{artifact}` is there more than once; {hint}:\n  {paths}"
    ))
}

/// Says that there is no such file, what was perhaps meant, and what there is.
fn unknown(bundle: &Bundle, artifact: &str, prefix: Option<&str>) -> Failure {
    let under = |path: &&String| prefix.is_none_or(|prefix| path.starts_with(prefix));
    let paths: Vec<&str> = bundle
        .files
        .keys()
        .filter(under)
        .map(String::as_str)
        .collect();
    let ends = paths.iter().filter_map(|path| path.rsplit('/').next());
    let meant = nearest(artifact, paths.iter().copied().chain(ends));
    let meant = meant.map_or(String::new(), |meant| format!("; did you mean `{meant}`?"));
    let paths = paths.join("\n  ");
    Failure::new(format!(
        "the bundle has no `{artifact}`{meant}\nIt has:\n  {paths}"
    ))
}

/// Makes the result of a file.
fn output(path: &str, file: &BundleFile, terminal: &Terminal) -> Result<Output, Failure> {
    let text = std::str::from_utf8(&file.bytes).ok();
    if text.is_none() && terminal.interactive {
        return Err(Failure::new(format!(
            "{path} is not text; send it to a file or a pipe"
        )));
    }
    Ok(Output {
        human: file.bytes.clone(),
        json: match text {
            Some(text) => json!({ "file": path, "executable": file.executable, "text": text }),
            None => json!({
                "file": path, "executable": file.executable, "base64": STANDARD.encode(&file.bytes),
            }),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle(paths: &[&str]) -> Bundle {
        let file = BundleFile {
            bytes: Vec::new(),
            executable: false,
        };
        let files = paths.iter().map(|path| ((*path).to_owned(), file.clone()));
        Bundle {
            name: "web".to_owned(),
            files: files.collect(),
        }
    }

    fn picked(artifact: &str, variant: Option<&str>) -> Result<String, String> {
        let bundle = bundle(&[
            "image/bake.sh",
            "image/rootfs/etc/ecs/ecs.config",
            "launch/dev/user-data",
            "launch/prod/ecs.config",
            "launch/prod/parts/10/user-data",
            "launch/prod/user-data",
            "manifest.json",
        ]);
        let picked = pick(&bundle, artifact, variant);
        picked
            .map(|(path, _)| path.to_owned())
            .map_err(|failure| failure.to_string())
    }

    #[test]
    fn a_path_its_end_and_a_variant_pick_a_file() {
        let ok = |path: &str| Ok(path.to_owned());
        assert_eq!(picked("manifest.json", None), ok("manifest.json"));
        assert_eq!(picked("bake.sh", None), ok("image/bake.sh"));
        assert_eq!(
            picked("launch/dev/user-data", None),
            ok("launch/dev/user-data")
        );
        assert_eq!(
            picked("user-data", Some("prod")),
            ok("launch/prod/user-data")
        );
        assert_eq!(
            picked("launch/prod/user-data", Some("prod")),
            ok("launch/prod/user-data")
        );
        assert_eq!(
            picked("ecs.config", Some("prod")),
            ok("launch/prod/ecs.config")
        );
    }

    #[test]
    fn what_cannot_be_picked_is_explained() {
        let several = picked("user-data", None).unwrap_err();
        assert!(several.contains("--variant") && several.contains("launch/dev/user-data"));
        let unknown = picked("user-date", None).unwrap_err();
        assert!(unknown.contains("did you mean `user-data`?"), "{unknown}");
        assert!(unknown.contains("  image/bake.sh"), "{unknown}");
    }
}
