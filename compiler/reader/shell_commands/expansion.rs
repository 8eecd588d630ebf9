//! What is expanded in a word: parameters, substitutions, arithmetic.

use super::parser::Parser;
use super::word::{Pieces, is_name, is_of_name};
use super::{Expansion, Piece};

impl Parser<'_> {
    /// What stands behind a `$`.
    pub(super) fn dollar(&mut self, pieces: &mut Pieces) {
        self.at += 1;
        match self.peek() {
            Some(b'(') if self.peek_at(1) == Some(b'(') => {
                self.at += 2;
                self.deeper(|parser| parser.arithmetic());
                pieces.piece(Piece::Unknown);
            }
            Some(b'(') => {
                self.at += 1;
                self.substitution();
                pieces.piece(Piece::Unknown);
            }
            Some(b'{') => {
                self.at += 1;
                self.parameter(pieces);
            }
            Some(next) if next.is_ascii_alphabetic() || next == b'_' => {
                let name = self.name();
                pieces.piece(Piece::Variable(name));
            }
            Some(next) if next.is_ascii_digit() || b"@*#?$!-".contains(&next) => {
                self.at += 1;
                pieces.piece(Piece::Unknown);
            }
            Some(_) | None => pieces.text.push(b'$'),
        }
    }

    fn substitution(&mut self) {
        self.deeper(|parser| {
            parser.place.in_substitution = true;
            parser.parenthesis();
        });
    }

    fn name(&mut self) -> String {
        let rest = self.rest();
        let length = rest.iter().take_while(|byte| is_of_name(**byte)).count();
        self.at += length;
        String::from_utf8_lossy(rest.get(..length).unwrap_or_default()).into_owned()
    }

    /// `${NAME}`, or an expansion of it that is not worked out.
    fn parameter(&mut self, pieces: &mut Pieces) {
        let start = self.at;
        let name = self.name();
        if self.peek() == Some(b'}') && is_name(&name) {
            self.at += 1;
            return pieces.piece(Piece::Variable(name));
        }
        // `"${x#'a'}"` quotes its pattern all the same.
        let is_pattern = self.peek().is_some_and(|next| b"#%/^,".contains(&next));
        self.deeper(|parser| {
            parser.is_double_quoted &= !is_pattern;
            parser.parameter_rest();
        });
        let closed = self
            .text
            .get(start..self.at)
            .and_then(|text| text.strip_suffix(b"}"));
        if let Some(words) = closed {
            let stands = start.saturating_sub(2)..self.at;
            self.expansions.push(Expansion {
                range: self.stands_at.clone().unwrap_or(stands),
                words: String::from_utf8_lossy(words).into_owned(),
            });
        }
        pieces.piece(Piece::Unknown);
    }

    fn parameter_rest(&mut self) {
        let mut ignored = Pieces::default();
        while let Some(next) = self.peek() {
            match next {
                b'}' => {
                    self.at += 1;
                    return;
                }
                b'\\' => self.escape(&mut ignored),
                b'\'' if !self.is_double_quoted => {
                    self.at += 1;
                    self.single_quoted(&mut ignored);
                }
                b'"' => {
                    self.at += 1;
                    self.double_quoted(&mut ignored);
                }
                b'$' => self.dollar(&mut ignored),
                b'`' => self.backticks(&mut ignored),
                _ => self.at += 1,
            }
        }
        self.is_whole = false;
    }

    /// Reads up to the `))` of an arithmetic whose `((` is behind.
    ///
    /// `$((a); b)` is a command in a subshell to bash, which reads it twice; it is passed over here.
    pub(super) fn arithmetic(&mut self) {
        self.balanced(2);
    }

    /// Reads up to the `)` of `@(a|b)`.
    pub(super) fn pattern_list(&mut self) {
        self.balanced(1);
    }

    /// Reads until so many open parentheses are closed.
    fn balanced(&mut self, open: usize) {
        let mut open = open;
        let mut ignored = Pieces::default();
        while let Some(next) = self.peek() {
            match next {
                b'$' => self.dollar(&mut ignored),
                b'`' => self.backticks(&mut ignored),
                b'"' => {
                    self.at += 1;
                    self.double_quoted(&mut ignored);
                }
                b'\\' => self.escape(&mut ignored),
                _ => {
                    self.at += 1;
                    match next {
                        b'(' => open += 1,
                        b')' => open -= 1,
                        _ => {}
                    }
                    if open == 0 {
                        return;
                    }
                }
            }
        }
        self.is_whole = false;
    }

    pub(super) fn backticks(&mut self, pieces: &mut Pieces) {
        self.at += 1;
        let start = self.at;
        while let Some(next) = self.peek() {
            if next == b'`' {
                let text = self.text.get(..self.at).unwrap_or_default();
                self.at += 1;
                let outer = self.place.in_substitution;
                self.place.in_substitution = true;
                self.inside(text, start, None, |inner| inner.whole());
                self.place.in_substitution = outer;
                return pieces.piece(Piece::Unknown);
            }
            self.at += if next == b'\\' { 2 } else { 1 };
        }
        self.at = self.text.len();
        self.is_whole = false;
    }
}
