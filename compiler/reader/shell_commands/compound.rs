//! Compound commands: groups, branches, loops, functions.

use super::LoopPart;
use super::parser::{End, Parser};

impl Parser<'_> {
    /// Reads one command, simple or compound.
    pub(super) fn command(&mut self, pipeline: usize) {
        if self.starts(b"((") {
            self.at += 2;
            self.arithmetic();
            return self.redirections();
        }
        if self.peek() == Some(b'(') {
            self.at += 1;
            self.parenthesis();
            return self.redirections();
        }
        let Some(word) = self.bare_word() else {
            return self.simple(pipeline);
        };
        let construct: fn(&mut Self) = match word {
            b"{" => |parser| {
                parser.list(End::Words(&["}"]));
            },
            b"if" => Self::branches,
            b"while" | b"until" => Self::condition_loop,
            b"for" | b"select" => Self::for_loop,
            b"case" => Self::case,
            b"function" => {
                self.at += word.len();
                self.blanks();
                let name = self.bare_word().unwrap_or_default();
                self.at += name.len();
                self.empty_parentheses();
                return self.function(name, pipeline);
            }
            _ => return self.simple(pipeline),
        };
        self.at += word.len();
        self.deeper(construct);
        self.redirections();
    }

    /// Reads the body of a function whose name is behind.
    pub(super) fn function(&mut self, name: &[u8], pipeline: usize) {
        let name = String::from_utf8_lossy(name).into_owned();
        self.deeper(|parser| {
            parser.place.function = Some(name);
            parser.lines();
            parser.command(pipeline);
        });
    }

    /// `if ...; then ...; elif ...; else ...; fi`, the first word behind.
    fn branches(&mut self) {
        let mut ends: &'static [&'static str] = &["then"];
        while let Some(word) = self.list(End::Words(ends)) {
            self.place.is_conditional = true;
            ends = match word {
                "then" => &["elif", "else", "fi"],
                "elif" => &["then"],
                "else" => &["fi"],
                _ => return,
            };
        }
    }

    fn condition_loop(&mut self) {
        self.place.in_loop = Some(LoopPart::Condition);
        if self.list(End::Words(&["do"])).is_some() {
            self.loop_body("done");
        }
    }

    fn loop_body(&mut self, end: &'static str) {
        self.place.in_loop = Some(LoopPart::Body);
        self.list(match end {
            "done" => End::Words(&["done"]),
            _ => End::Words(&["}"]),
        });
    }

    fn for_loop(&mut self) {
        self.blanks();
        if self.starts(b"((") {
            self.at += 2;
            self.arithmetic();
        } else {
            self.for_words();
        }
        loop {
            self.lines();
            match (self.peek(), self.bare_word()) {
                (Some(b';'), _) => self.at += 1,
                (_, Some(b"do")) => {
                    self.at += 2;
                    return self.loop_body("done");
                }
                (_, Some(b"{")) => {
                    self.at += 1;
                    return self.loop_body("}");
                }
                _ => {
                    self.is_whole = false;
                    return;
                }
            }
        }
    }

    /// `x in a b c`.
    fn for_words(&mut self) {
        self.word();
        self.lines();
        if self.bare_word() != Some(b"in") {
            return;
        }
        self.at += 2;
        loop {
            self.blanks();
            match self.peek() {
                None | Some(b'\n' | b';' | b'&' | b'|' | b')' | b'(') => return,
                Some(_) => {
                    self.word();
                }
            }
        }
    }

    /// `case WORD in PATTERN) ...;; esac`, the first word behind.
    fn case(&mut self) {
        self.blanks();
        self.word();
        self.lines();
        if self.bare_word() != Some(b"in") {
            self.is_whole = false;
            return;
        }
        self.at += 2;
        self.place.is_conditional = true;
        loop {
            self.lines();
            if self.bare_word() == Some(b"esac") {
                self.at += 4;
                return;
            }
            if self.peek().is_none() {
                self.is_whole = false;
                return;
            }
            self.patterns();
            if self.list(End::Item).is_some() {
                return;
            }
            self.at += if self.starts(b";;&") { 3 } else { 2 };
        }
    }

    /// `(a | b)`, up to and with the parenthesis.
    fn patterns(&mut self) {
        if self.peek() == Some(b'(') {
            self.at += 1;
        }
        while let Some(next) = self.peek() {
            match next {
                b')' => {
                    self.at += 1;
                    return;
                }
                b'\n' => self.newline(),
                b' ' | b'\t' | b'|' => self.at += 1,
                b';' | b'&' | b'<' | b'>' | b'(' => {
                    self.is_whole = false;
                    self.at += 1;
                }
                _ => {
                    self.word();
                }
            }
        }
    }
}
