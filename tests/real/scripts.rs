//! shellcheck reads every script, and `bash -n` or `dash -n` parses it: the bake, the boot parts, the templates.

use std::fs;
use std::path::{Path, PathBuf};

use super::bash42::newer_forms;
use super::reader::{Real, Suite};
use crate::support::{Report, bundles, files_under, package_root, show};

/// Findings that a template cannot help: its variables and functions are set or used in another one.
const OF_A_FRAGMENT: &str = "SC2034,SC2148,SC2153,SC2154,SC2317";

pub(super) fn run(real: &Real, report: &mut Report) {
    for script in [
        "#!/bin/sh\nset -eu\necho \"$1\"\n",
        "#!/bin/bash\nx=1\n[[ $x == 1 ]]\n",
    ] {
        report.takes(script, read(real, script, ""));
    }
    for script in [
        "#!/bin/sh\nif true; then\n",
        "#!/bin/sh\nrm -r $1/$2\n",
        "#!/bin/sh\n[[ $1 == a ]]\n",
        "#!/bin/bash\necho \"${1@Q}\"\n",
        "no script at all )\n",
    ] {
        report.refuses(script, read(real, script, ""));
    }
    for bundle in bundles() {
        for path in files_under(&bundle.dir) {
            if let Some(script) = shell_text(&path) {
                report.takes(&show(&path), read(real, &script, ""));
            }
        }
    }
    for name in ["tests/full", "tests/real/provide.sh", ".ci/run"] {
        let text = fs::read_to_string(package_root().join(name)).unwrap();
        report.takes(name, read(real, &text, "SC1091,SC2034"));
    }
    for path in templates() {
        let text = fs::read_to_string(&path).unwrap();
        report.takes(&show(&path), read(real, &filled(&text), OF_A_FRAGMENT));
    }
}

/// The text of a shell script, without cloud-init's own first line; none where the file is no script.
pub(super) fn shell_text(path: &Path) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let body = text.strip_prefix("#cloud-boothook\n").unwrap_or(&text);
    is_script(&path.display().to_string(), body).then(|| body.to_owned())
}

/// Whether a file is a shell script, by its name or its first line.
pub(super) fn is_script(path: &str, body: &str) -> bool {
    path.ends_with(".sh") || shell(body).is_some()
}

/// The shell that the first line asks for.
fn shell(script: &str) -> Option<&'static str> {
    let first = script.lines().next()?.strip_prefix("#!")?;
    let program = first.trim().trim_start_matches("/usr/bin/env ");
    match program.split(' ').next()?.rsplit('/').next()? {
        "bash" => Some("bash"),
        "sh" => Some("dash"),
        _ => None,
    }
}

/// `bash -n` or `dash -n`, shellcheck with everything on, and the forms that bash 4.2 lacks.
fn read(real: &Real, script: &str, excluded: &str) -> Result<(), String> {
    let scripts = [script.to_owned()];
    parse_all(real, &scripts).remove(0)?;
    check_all(real, &scripts, excluded).remove(0)
}

/// Parses the scripts of /mnt: `N.bash` with bash, `N.dash` with dash; what it says goes to `N.out`.
const PARSE: &str = r#"
for file in /mnt/*.bash /mnt/*.dash; do
  [ -e "$file" ] || continue
  "${file##*.}" -n "$file" >"${file%.*}.out" 2>&1 && : >"${file%.*}.ok"
done
exit 0
"#;

/// Scripts of one process.
const BATCH: usize = 1000;

/// Writes scripts into a directory, each named for its shell.
fn write_all(work: &Path, scripts: &[String]) {
    for (at, script) in scripts.iter().enumerate() {
        let shell = shell(script).unwrap_or("bash");
        fs::write(work.join(format!("{at}.{shell}")), script).unwrap();
    }
}

/// Parses each script with its shell, and looks for the forms that bash 4.2 lacks.
pub(super) fn parse_all(real: &Real, scripts: &[String]) -> Vec<Result<(), String>> {
    let batches = scripts.chunks(BATCH);
    batches.flat_map(|batch| parse_batch(real, batch)).collect()
}

fn parse_batch(real: &Real, scripts: &[String]) -> Vec<Result<(), String>> {
    let work = tempfile::tempdir().unwrap();
    write_all(work.path(), scripts);
    let program = real.inside(Suite::Bookworm, work.path());
    if let Err(why) = program.args(["sh", "-c", PARSE]).run() {
        return scripts.iter().map(|_| Err(why.clone())).collect();
    }
    let outcome = |(at, script): (usize, &String)| {
        let newer = newer_forms(script);
        if !newer.is_empty() {
            return Err(newer.join("; "));
        }
        if work.path().join(format!("{at}.ok")).exists() {
            return Ok(());
        }
        let said = fs::read(work.path().join(format!("{at}.out"))).unwrap_or_default();
        Err(String::from_utf8_lossy(&said).into_owned())
    };
    scripts.iter().enumerate().map(outcome).collect()
}

/// Scripts that one shellcheck reads.
const CHECK_BATCH: usize = 40;

/// shellcheck with everything on, but for what is excluded.
pub(super) fn check_all(
    real: &Real,
    scripts: &[String],
    excluded: &str,
) -> Vec<Result<(), String>> {
    let batches = scripts.chunks(CHECK_BATCH);
    batches
        .flat_map(|batch| check_batch(real, batch, excluded))
        .collect()
}

fn check_batch(real: &Real, scripts: &[String], excluded: &str) -> Vec<Result<(), String>> {
    let work = tempfile::tempdir().unwrap();
    write_all(work.path(), scripts);
    let mut said = String::new();
    for shell in ["bash", "dash"] {
        let files: Vec<String> = files_under(work.path())
            .iter()
            .filter(|path| path.extension().is_some_and(|kind| kind == shell))
            .filter_map(|path| Some(format!("/mnt/{}", path.file_name()?.to_str()?)))
            .collect();
        if files.is_empty() {
            continue;
        }
        let mut check = real
            .inside(Suite::Bookworm, work.path())
            .args(["shellcheck", "--norc", "--format=gcc"])
            .arg(format!("--shell={shell}"));
        if !excluded.is_empty() {
            check = check.arg(format!("--exclude={excluded}"));
        }
        match check.args(files).run() {
            Ok(ran) => said.push_str(&ran.complaint()),
            Err(why) => return scripts.iter().map(|_| Err(why.clone())).collect(),
        }
        said.push('\n');
    }
    let outcome = |at: usize| {
        let prefix = format!("/mnt/{at}.");
        let own: Vec<&str> = said
            .lines()
            .filter(|line| line.starts_with(&prefix))
            .collect();
        if own.is_empty() {
            Ok(())
        } else {
            Err(own.join("\n"))
        }
    };
    // A word that is about no file is about all of them.
    let stray = said
        .lines()
        .find(|line| !line.is_empty() && !line.starts_with("/mnt/"));
    match stray {
        Some(line) => scripts.iter().map(|_| Err(line.to_owned())).collect(),
        None => (0..scripts.len()).map(outcome).collect(),
    }
}

/// Shell sources, and shell with placeholders.
fn templates() -> Vec<PathBuf> {
    let mut found = files_under(&package_root().join("templates"));
    // The units among them are filled and verified as part of the bundles.
    found.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let unit = name.contains(".service") || name.contains(".timer");
        (name.ends_with(".sh") || name.ends_with(".hbs")) && !unit
    });
    found
}

/// A template with a word for each placeholder; a line that holds only a block mark goes.
fn filled(template: &str) -> String {
    let mut text = String::new();
    for line in template.lines() {
        let bare = line.trim();
        let block = ["{{#", "{{/", "{{>", "{{!", "{{else"];
        if block.iter().any(|mark| bare.starts_with(mark)) && bare.ends_with("}}") {
            continue;
        }
        text.push_str(&fill_line(line));
        text.push('\n');
    }
    text
}

fn fill_line(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else {
            break;
        };
        text.push_str(before);
        text.push_str("the_");
        text.extend(name.chars().filter(char::is_ascii_alphanumeric));
        rest = after.trim_start_matches('}');
    }
    text.push_str(rest);
    text
}

#[test]
fn placeholders_become_words() {
    let template = "{{! why }}\n{{#each x}}\nA={{a}} B={{{b}}}\n{{/each}}\necho \"${A}\"\n";
    assert_eq!(filled(template), "A=the_a B=the_b\necho \"${A}\"\n");
}
