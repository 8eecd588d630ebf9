//! Words: quotes, escapes, and what is expanded in them.

use std::ops::Range;

use super::parser::Parser;
use super::{Piece, Word};

/// Characters that end a word.
pub(super) fn is_meta(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')'
    )
}

/// Says whether a text is a variable's name.
pub(super) fn is_name(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    starts && text.bytes().all(is_of_name)
}

pub(super) fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The name in front of `=`, `+=` or `[...]=`, and how long all that is.
pub(super) fn assigned_name(text: &[u8]) -> Option<(String, usize)> {
    let length = text.iter().take_while(|byte| is_of_name(**byte)).count();
    let name = std::str::from_utf8(text.get(..length)?).ok()?;
    let behind = text.get(length..)?;
    let mut skipped = 0;
    if behind.starts_with(b"[") {
        let line = behind.iter().take_while(|byte| !is_meta(**byte)).count();
        skipped = behind.get(..line)?.iter().position(|byte| *byte == b']')? + 1;
    }
    let behind = behind.get(skipped..)?;
    let sign = if behind.starts_with(b"+=") {
        2
    } else if behind.starts_with(b"=") {
        1
    } else {
        return None;
    };
    is_name(name).then(|| (name.to_owned(), length + skipped + sign))
}

/// A word whose text only the running shell knows.
pub(super) fn unknown(range: Range<usize>) -> Word {
    Word {
        range,
        pieces: vec![Piece::Unknown],
    }
}

/// The pieces of a word while it is read.
#[derive(Default)]
pub(super) struct Pieces {
    done: Vec<Piece>,
    pub(super) text: Vec<u8>,
}

impl Pieces {
    pub(super) fn piece(&mut self, piece: Piece) {
        self.flush();
        self.done.push(piece);
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            let text = String::from_utf8_lossy(&self.text).into_owned();
            self.done.push(Piece::Text(text));
            self.text.clear();
        }
    }
}

impl Parser<'_> {
    /// Reads one word.
    pub(super) fn word(&mut self) -> Word {
        let start = self.at;
        let mut pieces = Pieces::default();
        while let Some(next) = self.peek() {
            match next {
                b'<' | b'>' if self.peek_at(1) == Some(b'(') => {
                    self.at += 2;
                    self.parenthesis();
                    pieces.piece(Piece::Unknown);
                }
                b'(' if pieces
                    .text
                    .last()
                    .is_some_and(|last| b"?*+@!".contains(last)) =>
                {
                    self.at += 1;
                    self.pattern_list();
                    pieces.piece(Piece::Unknown);
                }
                _ if is_meta(next) => break,
                b'\\' => self.escape(&mut pieces),
                b'\'' => {
                    self.at += 1;
                    self.single_quoted(&mut pieces);
                }
                b'"' => {
                    self.at += 1;
                    self.double_quoted(&mut pieces);
                }
                b'$' if self.peek_at(1) == Some(b'\'') => {
                    self.at += 2;
                    self.ansi_quoted(&mut pieces);
                }
                b'$' if self.peek_at(1) == Some(b'"') => self.at += 1,
                b'$' => self.dollar(&mut pieces),
                b'`' => self.backticks(&mut pieces),
                byte => {
                    pieces.text.push(byte);
                    self.at += 1;
                }
            }
        }
        pieces.flush();
        let range = self.stands_at.clone().unwrap_or(start..self.at);
        Word {
            range,
            pieces: pieces.done,
        }
    }

    /// Looks for commands in a text in which only `$` and backticks mean something.
    pub(super) fn expansions(&mut self) {
        let mut pieces = Pieces::default();
        while let Some(next) = self.peek() {
            match next {
                b'\\' => self.at += 2,
                b'$' => self.dollar(&mut pieces),
                b'`' => self.backticks(&mut pieces),
                _ => self.at += 1,
            }
        }
    }

    pub(super) fn escape(&mut self, pieces: &mut Pieces) {
        match self.peek_at(1) {
            Some(b'\n') => {}
            Some(next) => pieces.text.push(next),
            None => pieces.text.push(b'\\'),
        }
        self.at = self.text.len().min(self.at + 2);
    }

    pub(super) fn single_quoted(&mut self, pieces: &mut Pieces) {
        while let Some(next) = self.peek() {
            self.at += 1;
            if next == b'\'' {
                return self.close(pieces);
            }
            pieces.text.push(next);
        }
        self.is_whole = false;
    }

    /// An empty text in quotes is a word all the same.
    fn close(&mut self, pieces: &mut Pieces) {
        let is_nothing = pieces.done.is_empty() && pieces.text.is_empty();
        if is_nothing && self.peek().is_none_or(is_meta) {
            pieces.done.push(Piece::Text(String::new()));
        }
    }

    pub(super) fn double_quoted(&mut self, pieces: &mut Pieces) {
        let outer = std::mem::replace(&mut self.is_double_quoted, true);
        self.double_quoted_text(pieces);
        self.is_double_quoted = outer;
    }

    fn double_quoted_text(&mut self, pieces: &mut Pieces) {
        while let Some(next) = self.peek() {
            match next {
                b'"' => {
                    self.at += 1;
                    return self.close(pieces);
                }
                b'\\' => match self.peek_at(1) {
                    Some(b'$' | b'`' | b'"' | b'\\' | b'\n') => self.escape(pieces),
                    _ => {
                        pieces.text.push(next);
                        self.at += 1;
                    }
                },
                b'$' => self.dollar(pieces),
                b'`' => self.backticks(pieces),
                _ => {
                    pieces.text.push(next);
                    self.at += 1;
                }
            }
        }
        self.is_whole = false;
    }

    /// `$'...'`: the escapes that matter for words; the others stay as they are written.
    pub(super) fn ansi_quoted(&mut self, pieces: &mut Pieces) {
        while let Some(next) = self.peek() {
            self.at += 1;
            match next {
                b'\'' => return self.close(pieces),
                b'\\' => {
                    let escaped = self.peek();
                    self.at += usize::from(escaped.is_some());
                    pieces.text.extend(match escaped {
                        Some(b'n') => Some(b'\n'),
                        Some(b't') => Some(b'\t'),
                        other => other,
                    });
                }
                _ => pieces.text.push(next),
            }
        }
        self.is_whole = false;
    }
}
