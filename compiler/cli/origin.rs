//! `parbake explain FILE:LINE`: which line of the profile caused a line of the bundle.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::json;

use crate::failure::Failure;
use crate::outcome::Output;
use crate::text::printable;

/// The file at the root of a bundle that says where lines come from.
const ORIGINS: &str = "origins.json";

/// The version of its form that this module reads.
const VERSION: u32 = 1;

/// The content of `origins.json`.
#[derive(Debug, Deserialize)]
struct Origins {
    version: u32,
    /// The files that were read, relative to the directory of the profile.
    sources: Vec<String>,
    /// For each file of the bundle its ranges; lines in none of them are parbake's own.
    files: BTreeMap<String, Vec<Range>>,
}

/// First and last line of a range, then its cause: index of the source, line, column, key path.
#[derive(Clone, Debug, Deserialize)]
struct Range(u32, u32, usize, u32, u32, String);

/// Splits `FILE:LINE`; `None` for any other word.
pub(crate) fn split(subject: &str) -> Option<(&str, u32)> {
    let (file, line) = subject.rsplit_once(':')?;
    let line = line.parse().ok().filter(|line| *line > 0)?;
    (!file.is_empty()).then_some((file, line))
}

/// Explains one line of a file in a bundle.
///
/// # Errors
/// [`Failure`] when the file or its bundle cannot be read, or there is no such line.
pub(crate) fn explain(file: &str, line: u32) -> Result<Output, Failure> {
    let path = Path::new(file);
    let bytes = fs::read(path).map_err(|error| Failure::read(path, &error))?;
    let text = line_of(file, &String::from_utf8_lossy(&bytes), line)?;
    let (root, inside) = root(path)?;
    let origins = read(&root.join(ORIGINS))?;
    let ranges = origins.files.get(&inside).map_or(&[][..], Vec::as_slice);
    let causes: Vec<Cause<'_>> = ranges
        .iter()
        .filter(|range| (range.0..=range.1).contains(&line))
        .map(|range| cause(&origins, range))
        .collect();
    Ok(output(file, line, &text, &causes))
}

/// The place in a profile that caused a line.
struct Cause<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    key: &'a str,
}

/// Finds the source behind a range.
fn cause<'a>(origins: &'a Origins, range: &'a Range) -> Cause<'a> {
    let Range(_, _, source, line, column, key) = range;
    let (line, column) = (*line, *column);
    let file = origins.sources.get(*source).map_or("?", String::as_str);
    Cause {
        file,
        line,
        column,
        key,
    }
}

/// Says where a line comes from, and shows it.
fn output(file: &str, line: u32, text: &str, causes: &[Cause<'_>]) -> Output {
    let mut human = String::new();
    for Cause {
        file: source,
        line: at,
        column,
        key,
    } in causes
    {
        human += &format!("{file}: line {line} comes from {source}:{at}:{column} ({key})\n");
    }
    if causes.is_empty() {
        human +=
            &format!("{file}: line {line} is parbake's own; no setting of the profile made it\n");
    }
    let human = printable(&format!("{human}  | {text}\n"));
    let origins = causes.iter().map(|cause| {
        json!({ "file": cause.file, "line": cause.line, "column": cause.column, "key": cause.key })
    });
    let origins: Vec<_> = origins.collect();
    Output {
        human: human.into_bytes(),
        json: json!({ "file": file, "line": line, "text": text, "origins": origins }),
    }
}

/// Returns a line of a text.
fn line_of(file: &str, text: &str, line: u32) -> Result<String, Failure> {
    let index = usize::try_from(line).unwrap_or(usize::MAX) - 1;
    if let Some(text) = text.lines().nth(index) {
        return Ok(text.to_owned());
    }
    let lines = crate::text::count(text.lines().count(), "line");
    Err(Failure::new(format!("{file} has {lines}, no line {line}")))
}

/// Finds the bundle around a file, and the file's path in it.
fn root(path: &Path) -> Result<(PathBuf, String), Failure> {
    let fail = |error| Failure::read(path, &error);
    let full = path.canonicalize().map_err(fail)?;
    let roots = full.ancestors().skip(1);
    for root in roots {
        if let (true, Ok(inside)) = (root.join(ORIGINS).is_file(), full.strip_prefix(root)) {
            return Ok((root.to_owned(), inside.to_string_lossy().into_owned()));
        }
    }
    Err(Failure::new(format!(
        "{} is in no bundle: there is no {ORIGINS} above it",
        path.display()
    )))
}

/// Reads the origins of a bundle.
fn read(path: &Path) -> Result<Origins, Failure> {
    let bytes = fs::read(path).map_err(|error| Failure::read(path, &error))?;
    let fail =
        |error: serde_json::Error| Failure::new(format!("cannot read {}: {error}", path.display()));
    let origins: Origins = serde_json::from_slice(&bytes).map_err(fail)?;
    match origins.version {
        VERSION => Ok(origins),
        other => Err(Failure::new(format!(
            "cannot read {}: its form is version {other}, this parbake reads {VERSION}",
            path.display()
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_and_a_line_are_told_from_other_words() {
        assert_eq!(split("a/b.sh:12"), Some(("a/b.sh", 12)));
        assert_eq!(split("c:d:1"), Some(("c:d", 1)));
        assert_eq!(split("P0104"), None);
        assert_eq!(split("a:0"), None);
        assert_eq!(split(":1"), None);
        assert_eq!(split("a:b"), None);
    }
}
