//! Reads the files of a profile, each once, and puts them on top of each other.

use std::collections::BTreeMap;

use super::check::{Checker, Stage};
use super::keypath::KeyPath;
use super::node::{Node, Table};
use super::{Suspect, diags, interpolate, merge, shape, suspect, toml};
use crate::diagnostic::Report;
use crate::source::{FileId, Sources, Span, World};

/// Loads the entry file and all that it extends.
pub(super) fn load(
    world: &dyn World,
    entry: &str,
    sources: &mut Sources,
    report: &mut Report,
    suspects: &mut Vec<Suspect>,
) -> Option<(FileId, Table)> {
    // A file that cannot be read has no text to point into; its own name stands for it.
    let nowhere = Span {
        file: sources.next_id(),
        start: 0,
        end: 0,
    };
    let mut loader = Loader {
        world,
        sources,
        report,
        suspects,
        done: BTreeMap::new(),
        open: Vec::new(),
    };
    let table = loader.file(entry, nowhere)?;
    let file = loader.entry_file(entry)?;
    Some((file, table))
}

struct Loader<'a> {
    world: &'a dyn World,
    sources: &'a mut Sources,
    report: &'a mut Report,
    /// What looks like a credential, in every file.
    suspects: &'a mut Vec<Suspect>,
    /// Files that are finished, so that one extended twice is read once.
    done: BTreeMap<String, (FileId, Table)>,
    /// Files that are being read, to find a circle.
    open: Vec<String>,
}

impl Loader<'_> {
    fn entry_file(&self, name: &str) -> Option<FileId> {
        self.done.get(name).map(|(file, _)| *file)
    }

    /// Reads one file; `named` is where it was asked for.
    fn file(&mut self, name: &str, named: Span) -> Option<Table> {
        if let Some((_, table)) = self.done.get(name) {
            return Some(table.clone());
        }
        if self.open.iter().any(|open| open == name) {
            self.report.push(diags::extends_cycle(named, name));
            return None;
        }
        let text = self.text(name, named)?;
        let file = self.sources.add(name, text.as_str());
        let mut table = toml::parse(&text, file, self.report);
        self.suspects.extend(suspect::suspects(&text, file, &table));
        interpolate::table(&mut table, &shape::PROFILE, self.sources, self.report);
        let whole = Span {
            file,
            start: 0,
            end: 0,
        };
        let mut checker = Checker {
            stage: Stage::Written,
            report: self.report,
        };
        checker.node(
            &Node::new(super::node::Value::Table(table.clone()), whole),
            &shape::PROFILE,
            &KeyPath::default(),
            "",
        );

        self.open.push(name.to_owned());
        let table = self.on_top_of_bases(name, table);
        self.open.pop();
        self.done.insert(name.to_owned(), (file, table.clone()));
        Some(table)
    }

    fn text(&mut self, name: &str, named: Span) -> Option<String> {
        let bytes = match self.world.read(name) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.report.push(diags::unreadable(named, name, &error));
                return None;
            }
        };
        match String::from_utf8(bytes) {
            Ok(text) => Some(text),
            Err(error) => {
                self.refuse_bytes(name, &error);
                None
            }
        }
    }

    /// Shows the first byte that begins no character, in the file itself.
    fn refuse_bytes(&mut self, name: &str, error: &std::string::FromUtf8Error) {
        let offset = error.utf8_error().valid_up_to();
        // Up to the first bad byte the text is what stands in the file.
        let shown = String::from_utf8_lossy(error.as_bytes());
        let file = self.sources.add(name, shown.as_ref());
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let span = Span {
            file,
            start: narrow(offset),
            end: narrow(offset + char::REPLACEMENT_CHARACTER.len_utf8()),
        };
        self.report.push(diags::not_utf8(span, name, offset));
    }

    fn on_top_of_bases(&mut self, name: &str, mut table: Table) -> Table {
        let extends = table.remove("extends");
        let unset = table.remove("unset");
        let mut base = Table::default();
        let list = extends
            .as_ref()
            .and_then(|entry| entry.node.as_list())
            .unwrap_or_default();
        for item in list {
            let Some(path) = item.as_str() else { continue };
            if let Some(below) = self.file(&relative_to(name, path), item.span) {
                merge::table(&mut base, below, &shape::PROFILE);
            }
        }
        if let Some(unset) = unset {
            merge::unset(&mut base, &unset.node, self.report);
        }
        merge::table(&mut base, table, &shape::PROFILE);
        base
    }
}

/// Returns a path that a file names, as the world knows it: relative to the entry's directory.
pub(crate) fn relative_to(file: &str, path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
