//! Simple commands, redirections, and what stands between words.

use super::parser::Parser;
use super::{Assignment, Command, Redirection, Word, word, wrapper};

/// A simple command that is being read.
#[derive(Default)]
struct Parts {
    assignments: Vec<Assignment>,
    words: Vec<Word>,
    redirections: Vec<Redirection>,
}

impl<'t> Parser<'t> {
    pub(super) fn peek(&self) -> Option<u8> {
        self.peek_at(0)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.text.get(self.at + ahead).copied()
    }

    pub(super) fn starts(&self, with: &[u8]) -> bool {
        self.rest().starts_with(with)
    }

    pub(super) fn rest(&self) -> &'t [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Passes blanks, escaped line ends and a comment.
    pub(super) fn blanks(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t') => self.at += 1,
                Some(b'\\') if self.peek_at(1) == Some(b'\n') => self.at += 2,
                Some(b'#') => {
                    let end = self.rest().iter().position(|byte| *byte == b'\n');
                    self.at = end.map_or(self.text.len(), |end| self.at + end);
                }
                _ => return,
            }
        }
    }

    /// Passes blanks, comments and line ends, with the here-documents behind them.
    pub(super) fn lines(&mut self) {
        self.blanks();
        while self.peek() == Some(b'\n') {
            self.newline();
            self.blanks();
        }
    }

    /// The word here without taking it, where it is plain text that ends at a blank or an operator.
    pub(super) fn bare_word(&self) -> Option<&'t [u8]> {
        let rest = self.rest();
        let is_end = |byte: &u8| word::is_meta(*byte);
        let end = rest.iter().position(is_end).unwrap_or(rest.len());
        let found = rest.get(..end)?;
        let is_plain = |byte: &u8| !matches!(byte, b'\'' | b'"' | b'\\' | b'$' | b'`');
        (!found.is_empty() && found.iter().all(is_plain)).then_some(found)
    }

    /// Passes `()`; says whether it was there.
    pub(super) fn empty_parentheses(&mut self) -> bool {
        let before = self.at;
        self.blanks();
        if self.peek() == Some(b'(') {
            self.at += 1;
            self.blanks();
            if self.peek() == Some(b')') {
                self.at += 1;
                return true;
            }
        }
        self.at = before;
        false
    }

    pub(super) fn simple(&mut self, pipeline: usize) {
        let start = self.at;
        let mut end = start;
        let mut parts = Parts::default();
        loop {
            self.blanks();
            if self.redirection(&mut parts.redirections) {
                end = self.at;
                continue;
            }
            match self.peek() {
                None | Some(b'\n' | b';' | b'&' | b'|' | b')') => break,
                // `local x=(a b)`: the word before is the name with its `=`.
                Some(b'(')
                    if self
                        .text
                        .get(..self.at)
                        .is_some_and(|text| text.ends_with(b"=")) =>
                {
                    let array = self.array();
                    if let Some(word) = parts.words.last_mut() {
                        word.range.end = array.range.end;
                        word.pieces.extend(array.pieces);
                    }
                }
                Some(b'(') => {
                    if let [name] = parts.words.as_slice()
                        && let Some(name) = name.literal()
                        && self.empty_parentheses()
                    {
                        return self.function(name.as_bytes(), pipeline);
                    }
                    self.is_whole = false;
                    self.at += 1;
                }
                Some(b'[') if parts.words.is_empty() && self.bare_word() == Some(b"[[") => {
                    self.condition(&mut parts.words);
                }
                Some(_) => self.assignment_or_word(&mut parts),
            }
            end = self.at;
        }
        if end > start {
            self.finish(parts, start..end, pipeline);
        }
    }

    fn finish(&mut self, parts: Parts, range: std::ops::Range<usize>, pipeline: usize) {
        let mut words = parts.words;
        let wrappers = wrapper::take_off(&mut words);
        let command = Command {
            range: self.stands_at.clone().unwrap_or(range),
            assignments: parts.assignments,
            words,
            wrappers,
            redirections: parts.redirections,
            place: self.place.clone(),
            pipeline,
        };
        let scripts = wrapper::scripts(&command);
        self.commands.push(command);
        for (word, is_conditional) in scripts {
            let before = self.place.is_conditional;
            self.place.is_conditional |= is_conditional;
            self.script_in_word(&word);
            self.place.is_conditional = before;
        }
    }

    /// Looks into a word that a shell will read as a script.
    fn script_in_word(&mut self, word: &Word) {
        if self.stands_at.is_some() {
            let Some(value) = word.literal() else { return };
            return self.inside(value.as_bytes(), 0, None, |inner| inner.whole());
        }
        let Some((inner, at)) = self.quoted(word) else {
            let Some(value) = word.literal() else { return };
            let range = word.range.clone();
            return self.inside(value.as_bytes(), 0, Some(range), |inner| inner.whole());
        };
        self.inside(inner, at, None, |inner| inner.whole());
    }

    /// The text up to the end of a word that is one quoted text without escapes, and where the text begins.
    fn quoted(&self, word: &Word) -> Option<(&'t [u8], usize)> {
        let raw = self.text.get(word.range.clone())?;
        let (quote, rest) = raw.split_first()?;
        let (last, inner) = rest.split_last()?;
        let is_one = matches!(quote, b'\'' | b'"') && last == quote;
        let is_plain = inner.iter().all(|byte| byte != quote && *byte != b'\\');
        let text = self.text.get(..word.range.end.saturating_sub(1))?;
        (is_one && is_plain).then_some((text, word.range.start + 1))
    }

    fn assignment_or_word(&mut self, parts: &mut Parts) {
        let name = if parts.words.is_empty() {
            word::assigned_name(self.rest())
        } else {
            None
        };
        let Some((name, length)) = name else {
            let word = self.word();
            return parts.words.push(word);
        };
        self.at += length;
        let value = if self.peek() == Some(b'(') {
            self.array()
        } else {
            self.word()
        };
        parts.assignments.push(Assignment { name, value });
    }

    /// `(a b c)` of an array.
    fn array(&mut self) -> Word {
        let start = self.at;
        self.at += 1;
        loop {
            self.lines();
            match self.peek() {
                None => {
                    self.is_whole = false;
                    break;
                }
                Some(b')') => {
                    self.at += 1;
                    break;
                }
                Some(b';' | b'&' | b'|' | b'(' | b'<' | b'>') => self.at += 1,
                Some(_) => {
                    self.word();
                }
            }
        }
        word::unknown(start..self.at)
    }

    /// `[[ ... ]]`, in which `<`, `>`, `&&` and parentheses are no operators of the shell.
    fn condition(&mut self, words: &mut Vec<Word>) {
        loop {
            self.lines();
            if self.bare_word() == Some(b"]]") {
                self.at += 2;
                return;
            }
            match self.peek() {
                None => {
                    self.is_whole = false;
                    return;
                }
                Some(b'(' | b')' | b'<' | b'>' | b'&' | b'|' | b';') => self.at += 1,
                Some(_) => {
                    let word = self.word();
                    words.push(word);
                }
            }
        }
    }
}
