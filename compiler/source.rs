//! Source texts, spans into them, and the one door through which files come in.
//!
//! Knows nothing of TOML, of profiles or of the disk.

use std::collections::BTreeMap;
use std::ops::Range;

/// A file that the compiler has read, as an index into [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A range of bytes in one source file: `start` inclusive, `end` exclusive.
///
/// Ordered by file, then position, which is the order diagnostics are shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file that the bytes are in.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

/// A value together with the place in the profile that gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value itself.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Puts a value and its place together.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// A place as people count: lines and columns from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters (not bytes), from 1.
    pub column: u32,
}

/// One text that the compiler has read.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path relative to the directory of the entry profile, with `/`.
    pub name: String,
    /// The whole text.
    pub text: String,
    line_starts: Vec<u32>,
    /// Bytes that continue a character: with them a column is found without a walk over its line.
    continuations: Vec<u32>,
}

impl SourceFile {
    fn new(name: String, text: String) -> Self {
        let starts = text.match_indices('\n').map(|(at, _)| offset(at + 1));
        let line_starts = std::iter::once(0).chain(starts).collect();
        let continues = |(_, byte): &(usize, u8)| (0x80..0xC0).contains(byte);
        let bytes = text.bytes().enumerate().filter(continues);
        let continuations = bytes.map(|(at, _)| offset(at)).collect();
        Self {
            name,
            text,
            line_starts,
            continuations,
        }
    }

    /// Returns the line and column of a byte offset; an offset behind the end counts as the end.
    #[must_use]
    pub fn position(&self, at: u32) -> Position {
        let at = at.min(offset(self.text.len()));
        let index = self
            .line_starts
            .partition_point(|start| *start <= at)
            .saturating_sub(1);
        let start = self.line_starts.get(index).copied().unwrap_or(0);
        let before = |end: u32| self.continuations.partition_point(|byte| *byte < end);
        let inside = offset(before(at) - before(start));
        Position {
            line: offset(index) + 1,
            column: at - start - inside + 1,
        }
    }
}

/// Every text of one run, so that a [`Span`] can be shown.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    /// Files that a profile takes over as they are, each by the place that names it.
    attached: BTreeMap<Span, (FileId, SourceFile)>,
    /// The places of [`Sources::attached`], in the order of their numbers.
    places: Vec<Span>,
}

/// Numbers from here on are those of attached files.
const ATTACHED: u32 = 1 << 31;

impl Sources {
    /// Takes a text in and returns its number.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.files.push(SourceFile::new(name.into(), text.into()));
        FileId(offset(self.files.len() - 1))
    }

    /// Takes in a text that is named at a place and is no profile itself, so that a finding can point into it.
    ///
    /// It is not one of [`Sources::files`].
    pub fn attach(&mut self, named: Span, name: impl Into<String>, text: impl Into<String>) {
        if !self.attached.contains_key(&named) {
            let id = FileId(ATTACHED | offset(self.places.len()));
            let file = SourceFile::new(name.into(), text.into());
            self.attached.insert(named, (id, file));
            self.places.push(named);
        }
    }

    /// Returns the whole of the text that is named at a place.
    #[must_use]
    pub fn attached(&self, named: Span) -> Option<Span> {
        let (id, file) = self.attached.get(&named)?;
        Some(Span {
            file: *id,
            start: 0,
            end: offset(file.text.len()),
        })
    }

    /// Returns the place of a file in [`Sources::files`].
    #[must_use]
    pub fn index(&self, id: FileId) -> usize {
        id.0 as usize
    }

    /// Lists every text, in the order in which they were read.
    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// Returns the number that the next text will get.
    #[must_use]
    pub fn next_id(&self) -> FileId {
        FileId(offset(self.files.len()))
    }

    /// Returns the file behind a number; `None` only for a number of another [`Sources`].
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        match id.0.checked_sub(ATTACHED) {
            None => self.files.get(id.0 as usize),
            Some(at) => {
                let named = self.places.get(at as usize)?;
                self.attached.get(named).map(|(_, file)| file)
            }
        }
    }

    /// Returns the text that a span covers.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        let file = self.get(span.file);
        file.and_then(|file| file.text.get(span.start as usize..span.end as usize))
            .unwrap_or_default()
    }
}

/// Returns the place of some bytes of a string's value; `None` where escapes or something put in keep them apart.
#[must_use]
pub fn inside(sources: &Sources, string: Span, value: &str, range: Range<usize>) -> Option<Span> {
    let raw = sources.text(string);
    let found = BODY_STARTS.iter().find_map(|(quotes, skipped)| {
        let inner = raw.strip_prefix(quotes)?.strip_prefix(skipped)?;
        let is_all = inner.strip_prefix(value)? == *quotes;
        is_all.then_some(quotes.len() + skipped.len())
    });
    let start = string.start.saturating_add(offset(found?));
    Some(Span {
        file: string.file,
        start: start.saturating_add(offset(range.start)),
        end: start.saturating_add(offset(range.end)),
    })
}

/// How a string of TOML begins, and the line end behind it that is not part of the value.
const BODY_STARTS: &[(&str, &str)] = &[
    ("\"\"\"", "\n"),
    ("\"\"\"", ""),
    ("'''", "\n"),
    ("'''", ""),
    ("\"", ""),
    ("'", ""),
];

/// Returns the place of each line of a string that is written over many lines.
///
/// Empty where the lines cannot be told apart in the source: a string on one line with `\\n`, say.
#[must_use]
pub fn text_lines(sources: &Sources, string: Span, count: usize) -> Vec<Span> {
    let raw = sources.text(string);
    let quotes = if raw.starts_with("\"\"\"") || raw.starts_with("'''") {
        3
    } else {
        1
    };
    let Some(inner) = raw.get(quotes..raw.len().saturating_sub(quotes)) else {
        return Vec::new();
    };
    let first = if inner.starts_with("\r\n") {
        2
    } else {
        usize::from(inner.starts_with('\n'))
    };
    let body = inner.get(first..).unwrap_or_default();
    let mut at = string.start.saturating_add(offset(quotes + first));
    let mut spans = Vec::with_capacity(count);
    for line in body.split('\n') {
        spans.push(Span {
            file: string.file,
            start: at,
            end: at.saturating_add(offset(line.len())),
        });
        at = at.saturating_add(offset(line.len() + 1));
    }
    let fits = spans.len() == count || (spans.len() == count + 1 && body.ends_with('\n'));
    if fits { spans } else { Vec::new() }
}

/// Narrows a length to the width of a span; texts over 4 GiB are refused before they get here.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Why a file could not be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There is no such file.
    #[error("there is no such file")]
    Missing,
    /// The file is there, but reading it failed; the text is the system's own.
    #[error("{0}")]
    Unreadable(String),
}

/// The outside, as far as the compiler needs it: files by their relative path.
pub trait World {
    /// Reads a file. `path` is relative to the directory of the entry profile, or absolute as written.
    ///
    /// # Errors
    /// [`ReadError`] when there is none or it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError>;
}

/// A world of files in memory, for tests and for callers without a disk.
#[derive(Clone, Debug, Default)]
pub struct MemoryWorld(pub BTreeMap<String, Vec<u8>>);

impl World for MemoryWorld {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.0.get(path).cloned().ok_or(ReadError::Missing)
    }
}
