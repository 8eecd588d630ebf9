//! The difference between a compiled bundle and the directory on disk, file by file, readable.
//!
//! Compressed and encoded texts are compared as the text that is in them.

mod decode;

use std::collections::BTreeSet;
use std::path::Path;

use parbake::bundle::{Bundle, BundleFile};
use similar::TextDiff;

use crate::failure::Failure;
use crate::text::printable;
use crate::write::{DiskFile, FileSystem, Kind, Tree, read_tree};
use decode::{Text, views};

/// How one file differs, as lines with line feeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// The file, relative to the bundle.
    pub(crate) path: String,
    lines: Vec<String>,
}

impl Difference {
    /// Returns the text without colour.
    pub(crate) fn plain(&self) -> String {
        self.lines.concat()
    }

    /// Returns the text with the colours that git gives a difference.
    pub(crate) fn colored(&self) -> String {
        self.lines.iter().map(|line| colored(line)).collect()
    }
}

/// Colours one line by its first characters.
fn colored(line: &str) -> String {
    let style = match line.as_bytes() {
        [b'-', b'-', b'-', b' ', ..] | [b'+', b'+', b'+', b' ', ..] => "1",
        [b'@', b'@', ..] => "36",
        [b'-', ..] => "31",
        [b'+', ..] => "32",
        [b' ' | b'\\', ..] => return line.to_owned(),
        _ => "1",
    };
    let text = line.strip_suffix('\n').unwrap_or(line);
    format!("\x1b[{style}m{text}\x1b[0m\n")
}

/// Compares the directory of a bundle with the bundle; empty where they are equal.
///
/// # Errors
/// [`Failure`] when the directory cannot be read.
pub(crate) fn compare(
    disk: &dyn FileSystem,
    directory: &Path,
    bundle: &Bundle,
) -> Result<Vec<Difference>, Failure> {
    let fail = |error| Failure::read(directory, &error);
    let shown = directory.display();
    let whole = |text: String| {
        Ok(vec![Difference {
            path: String::new(),
            lines: vec![text],
        }])
    };
    match disk.kind(directory).map_err(fail)? {
        None => return whole(format!("missing: {shown}\n")),
        Some(Kind::Directory) => {}
        Some(_) => return whole(format!("not a directory: {shown}\n")),
    }
    let tree = read_tree(disk, directory).map_err(fail)?;
    Ok(compare_tree(directory, &tree, bundle))
}

/// Compares what was read with the bundle.
fn compare_tree(directory: &Path, tree: &Tree, bundle: &Bundle) -> Vec<Difference> {
    let paths: BTreeSet<&String> = tree.0.keys().chain(bundle.files.keys()).collect();
    let mut differences = Vec::new();
    for path in paths {
        let shown = printable(&directory.join(path).to_string_lossy());
        let lines = match (tree.0.get(path), bundle.files.get(path)) {
            (Some(DiskFile::Regular(old)), Some(new)) => changed(&shown, old, new),
            (Some(DiskFile::Irregular), Some(_)) => vec![format!("not a file: {shown}\n")],
            (Some(_), None) => vec![format!("extra: {shown}\n")],
            (None, Some(_)) => vec![format!("missing: {shown}\n")],
            (None, None) => Vec::new(),
        };
        if !lines.is_empty() {
            let path = path.clone();
            differences.push(Difference { path, lines });
        }
    }
    differences
}

/// Compares a file that is on both sides.
fn changed(shown: &str, old: &BundleFile, new: &BundleFile) -> Vec<String> {
    let mut lines = Vec::new();
    if old.executable != new.executable {
        let mode = |file: &BundleFile| if file.executable { "755" } else { "644" };
        lines.push(format!(
            "mode: {shown} is {}, should be {}\n",
            mode(old),
            mode(new)
        ));
    }
    if old.bytes != new.bytes {
        for view in views(shown, &old.bytes, &new.bytes) {
            lines.extend(unified(&view.title, &view.old, &view.new));
        }
    }
    lines
}

/// Renders the difference of two texts; equal ones differ in their encoding alone.
fn unified(title: &str, old: &Text, new: &Text) -> Vec<String> {
    let (Text::Plain(old), Text::Plain(new)) = (old, new) else {
        return vec![format!(
            "binary: {title} differs ({old} on disk, {new} built)\n"
        )];
    };
    if old == new {
        return vec![format!(
            "encoding: {title} holds the same text in other bytes\n"
        )];
    }
    let difference = TextDiff::from_lines(old.as_str(), new.as_str());
    let built = format!("{title} (built)");
    let text = difference.unified_diff().header(title, &built).to_string();
    text.split_inclusive('\n').map(printable).collect()
}

#[cfg(test)]
#[path = "difference/tests.rs"]
mod tests;
