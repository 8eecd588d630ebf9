//! `check --fix`: applies the mechanical repairs to the files that they are in.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::compilation::Compilation;
use crate::failure::Failure;
use crate::outcome::Output;
use crate::text::count;

/// The repairs of one file.
#[derive(Debug)]
struct Repairs {
    /// The file as the user would type it.
    shown: String,
    /// The text that the offsets belong to.
    text: String,
    edits: Vec<Edit>,
}

/// One replacement, ordered by place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edit {
    start: usize,
    end: usize,
    replacement: String,
}

/// Applies every repair that the diagnostics carry; one file that fails stops only itself.
pub(crate) fn apply(compilations: &[Compilation]) -> Vec<Result<Output, Failure>> {
    let files = collect(compilations);
    files
        .into_iter()
        .filter_map(|(path, repairs)| repair(&path, repairs).transpose())
        .collect()
}

/// Gathers the repairs by file, so that one that several profiles extend is mended once.
fn collect(compilations: &[Compilation]) -> BTreeMap<PathBuf, Repairs> {
    let mut files = BTreeMap::new();
    for compilation in compilations {
        let sources = &compilation.compiled.sources;
        for diagnostic in &compilation.compiled.diagnostics {
            let Some(fix) = &diagnostic.fix else { continue };
            let Some(source) = sources.get(fix.span.file) else {
                continue;
            };
            // The real path: the file is replaced, and a link to it must stay one.
            let path = compilation.path(&source.name);
            let path = path.canonicalize().unwrap_or(path);
            let repairs = files.entry(path).or_insert_with(|| Repairs {
                shown: compilation.shown(&source.name),
                text: source.text.clone(),
                edits: Vec::new(),
            });
            repairs.edits.push(Edit {
                start: fix.span.start as usize,
                end: fix.span.end as usize,
                replacement: fix.replacement.clone(),
            });
        }
    }
    files
}

/// Mends one file, `None` where nothing fitted.
fn repair(path: &Path, repairs: Repairs) -> Result<Option<Output>, Failure> {
    let shown = repairs.shown;
    let (text, applied) = edit(&repairs.text, repairs.edits);
    if applied == 0 {
        return Ok(None);
    }
    let now = fs::read(path).map_err(|error| Failure::read(Path::new(&shown), &error))?;
    if now != repairs.text.as_bytes() {
        return Err(Failure::new(format!(
            "{shown} has changed meanwhile; nothing was mended in it"
        )));
    }
    if is_read_only(path) {
        return Err(Failure::new(format!(
            "cannot write {shown}: it is read-only; nothing was mended in it"
        )));
    }
    replace(path, text.as_bytes()).map_err(|error| Failure::write(Path::new(&shown), &error))?;
    Ok(Some(Output {
        human: format!("{shown}: mended {}\n", count(applied, "mistake")).into_bytes(),
        json: json!({ "file": shown, "fixed": applied }),
    }))
}

/// Applies edits from front to back and says how many; one that overlaps an earlier one waits for
/// the next run.
fn edit(text: &str, mut edits: Vec<Edit>) -> (String, usize) {
    edits.sort();
    edits.dedup();
    let mut edited = String::with_capacity(text.len());
    let mut applied = 0;
    let mut done = 0;
    let mut last: Option<Range<usize>> = None;
    for Edit {
        start,
        end,
        replacement,
    } in edits
    {
        // Two insertions at one place have no order that could be right.
        let is_free = last.is_none_or(|last| start >= last.end && start > last.start);
        last = Some(done..done);
        let between = text.get(done..start).filter(|_| is_free && start <= end);
        if let (Some(between), true) = (between, text.is_char_boundary(end)) {
            edited.push_str(between);
            edited.push_str(&replacement);
            applied += 1;
            last = Some(start..end);
            done = end;
        }
    }
    edited.push_str(text.get(done..).unwrap_or_default());
    (edited, applied)
}

/// A file that nobody may write is not replaced either, though its directory would allow it.
fn is_read_only(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly())
}

/// Replaces a file in one step; its mode stays.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".parbake-fix");
    let temporary = path.with_file_name(name);
    let written = write(&temporary, path, bytes).and_then(|()| fs::rename(&temporary, path));
    written.inspect_err(|_| {
        // The reason is what matters; a left-over is overwritten by the next run.
        let _ = fs::remove_file(&temporary);
    })
}

/// Writes a file with the mode of another one.
fn write(temporary: &Path, model: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create(true)
        .truncate(true)
        .open(temporary)?;
    file.set_permissions(fs::metadata(model)?.permissions())?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use parbake::diagnostic::Diagnostic;
    use parbake::source::{Sources, Span};

    use super::*;
    use crate::report::sample;

    fn edits(edits: &[(usize, usize, &str)]) -> Vec<Edit> {
        let edit = |(start, end, replacement): &(usize, usize, &str)| Edit {
            start: *start,
            end: *end,
            replacement: (*replacement).to_owned(),
        };
        edits.iter().map(edit).collect()
    }

    #[test]
    fn edits_that_do_not_overlap_are_applied() {
        let apply = |list| edit("abcdef", edits(list));
        assert_eq!(apply(&[(4, 5, "E"), (0, 1, "A")]), ("AbcdEf".to_owned(), 2));
        assert_eq!(
            apply(&[(0, 3, "X"), (2, 4, "Y"), (4, 5, "Z")]),
            ("XdZf".to_owned(), 2)
        );
        assert_eq!(apply(&[(0, 1, "A"), (0, 1, "A")]), ("Abcdef".to_owned(), 1));
        assert_eq!(
            apply(&[(2, 2, "x"), (2, 2, "y")]),
            ("abxcdef".to_owned(), 1)
        );
        assert_eq!(apply(&[(0, 2, "x"), (2, 4, "y")]), ("xyef".to_owned(), 2));
        assert_eq!(
            apply(&[(3, 99, "x"), (5, 4, "y")]),
            ("abcdef".to_owned(), 0)
        );
    }

    /// Makes a compilation of a file on disk with one repair in it.
    fn compilation(directory: &Path, text: &str) -> Compilation {
        let mut sources = Sources::default();
        let file = sources.add("profile.toml", text);
        let span = Span {
            file,
            start: 0,
            end: 1,
        };
        let error = Diagnostic::error(sample::CODE, span, "wrong").fix(span, "right");
        sample::compiled(directory.to_str().unwrap(), sources, vec![error])
    }

    #[test]
    fn a_file_is_mended_once_and_keeps_its_mode() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("profile.toml");
        fs::write(&path, "x = 1\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let twice = [
            compilation(directory.path(), "x = 1\n"),
            compilation(directory.path(), "x = 1\n"),
        ];
        let outputs = apply(&twice);
        assert_eq!(outputs.len(), 1);
        assert_eq!(outputs[0].as_ref().unwrap().json["fixed"], 1);
        assert_eq!(fs::read_to_string(&path).unwrap(), "right = 1\n");
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o640
        );
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_has_changed_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("profile.toml");
        fs::write(&path, "y = 1\n").unwrap();
        let outputs = apply(&[compilation(directory.path(), "x = 1\n")]);
        assert!(outputs[0].is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "y = 1\n");
    }
}
