//! Lists, pipelines and compound commands.

use std::ops::Range;

use super::here_document::HereDocument;
use super::{Command, Expansion, Place};

/// Constructs in constructs that are looked into; the stack must hold whatever a file says.
const DEEPEST: usize = 50;

/// Reads one text from front to back.
pub(super) struct Parser<'t> {
    pub(super) text: &'t [u8],
    pub(super) at: usize,
    /// Where the text is a value with escapes taken off: the word that it came from.
    pub(super) stands_at: Option<Range<usize>>,
    pub(super) commands: Vec<Command>,
    pub(super) expansions: Vec<Expansion>,
    /// Those whose bodies begin behind the next line end.
    pub(super) here_documents: Vec<HereDocument>,
    pub(super) place: Place,
    pub(super) depth: usize,
    pub(super) pipelines: usize,
    pub(super) is_whole: bool,
    /// Whether double quotes are open around `${...}`, which makes a single quote a character like others.
    pub(super) is_double_quoted: bool,
}

/// What ends a list.
#[derive(Clone, Copy)]
pub(super) enum End {
    /// The end of the text.
    Text,
    /// `)`.
    Parenthesis,
    /// `;;`, or the end of the `case`.
    Item,
    /// One of these words.
    Words(&'static [&'static str]),
}

/// Words that close a construct, or a part of one.
const CLOSING: &[&str] = &["then", "do", "done", "fi", "elif", "else", "esac", "}"];

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self {
            text,
            at: 0,
            stands_at: None,
            commands: Vec::new(),
            expansions: Vec::new(),
            here_documents: Vec::new(),
            place: Place::default(),
            depth: 0,
            pipelines: 0,
            is_whole: true,
            is_double_quoted: false,
        }
    }

    pub(super) fn into_parts(self) -> (Vec<Command>, Vec<Expansion>, bool) {
        (self.commands, self.expansions, self.is_whole)
    }

    /// Reads to the end of the text.
    pub(super) fn whole(&mut self) {
        self.list(End::Text);
    }

    /// Reads another text in the place of this one, from `at` on, and takes its commands over.
    pub(super) fn inside(
        &mut self,
        text: &[u8],
        at: usize,
        stands_at: Option<Range<usize>>,
        read: impl FnOnce(&mut Parser<'_>),
    ) {
        if self.depth >= DEEPEST {
            return;
        }
        let mut inner = Parser {
            at,
            stands_at: self.stands_at.clone().or(stands_at),
            place: self.place.clone(),
            depth: self.depth + 1,
            pipelines: self.pipelines,
            ..Parser::new(text)
        };
        read(&mut inner);
        self.pipelines = inner.pipelines;
        // Whether the inner text is whole, a shell finds out when it runs it.
        self.commands.append(&mut inner.commands);
        self.expansions.append(&mut inner.expansions);
    }

    /// Reads up to the `)` of a subshell or a substitution whose `(` is behind.
    pub(super) fn parenthesis(&mut self) {
        self.deeper(|parser| {
            parser.is_double_quoted = false;
            parser.list(End::Parenthesis);
        });
    }

    /// Reads something inside something, as long as the stack allows.
    pub(super) fn deeper(&mut self, read: impl FnOnce(&mut Self)) {
        if self.depth >= DEEPEST {
            self.is_whole = false;
            return;
        }
        self.depth += 1;
        let place = self.place.clone();
        let is_double_quoted = self.is_double_quoted;
        read(self);
        self.place = place;
        self.is_double_quoted = is_double_quoted;
        self.depth -= 1;
    }

    /// Reads commands up to what ends them; returns the word that did.
    pub(super) fn list(&mut self, end: End) -> Option<&'static str> {
        loop {
            self.lines();
            let Some(next) = self.peek() else {
                self.is_whole &= matches!(end, End::Text);
                return None;
            };
            let before = self.at;
            match next {
                b')' => {
                    self.at += 1;
                    if matches!(end, End::Parenthesis) {
                        return None;
                    }
                    self.is_whole = false;
                }
                b';' if self.starts(b";;") || self.starts(b";&") => {
                    if matches!(end, End::Item) {
                        return None;
                    }
                    self.is_whole = false;
                    self.at += 2;
                }
                // Nothing stands between two operators; a shell refuses that.
                b';' | b'|' => {
                    self.is_whole = false;
                    self.at += 1;
                }
                b'&' if !self.starts(b"&>") => {
                    self.is_whole = false;
                    self.at += 1;
                }
                _ => {
                    if let Some(word) = self.closing(end) {
                        return Some(word);
                    }
                    if self.at == before {
                        self.and_or();
                    }
                }
            }
            if self.at == before {
                self.is_whole = false;
                self.at += 1;
            }
        }
    }

    /// Takes a closing word; one that closes nothing here is passed over.
    fn closing(&mut self, end: End) -> Option<&'static str> {
        let bare = self.bare_word()?;
        let word = CLOSING
            .iter()
            .copied()
            .find(|word| word.as_bytes() == bare)?;
        let fits = match end {
            End::Words(words) => words.contains(&word),
            End::Item => word == "esac",
            End::Text | End::Parenthesis => false,
        };
        self.at += word.len();
        self.is_whole &= fits;
        fits.then_some(word)
    }

    /// Reads `a && b || c`, with the `;` or `&` behind.
    fn and_or(&mut self) {
        let first = self.commands.len();
        let is_conditional = self.place.is_conditional;
        loop {
            self.pipeline();
            self.blanks();
            if !self.starts(b"&&") && !self.starts(b"||") {
                break;
            }
            self.at += 2;
            self.place.is_conditional = true;
            self.lines();
        }
        self.place.is_conditional = is_conditional;
        if self.peek() == Some(b'&') && !self.starts(b"&>") {
            self.at += 1;
            for command in self.commands.iter_mut().skip(first) {
                command.place.is_background = true;
            }
        } else if self.peek() == Some(b';') && !self.starts(b";;") && !self.starts(b";&") {
            self.at += 1;
        }
    }

    fn pipeline(&mut self) {
        let number = self.pipelines;
        self.pipelines += 1;
        loop {
            self.blanks();
            while let Some(word @ (b"!" | b"time" | b"coproc")) = self.bare_word() {
                self.at += word.len();
                self.blanks();
            }
            self.command(number);
            self.blanks();
            if self.peek() != Some(b'|') || self.starts(b"||") {
                return;
            }
            self.at += if self.starts(b"|&") { 2 } else { 1 };
            self.lines();
        }
    }
}
