//! Redirections: `>FILE`, `2>&1`, `<<END`.

use super::parser::Parser;
use super::{Direction, Redirection, Word};

impl Parser<'_> {
    /// Redirections behind a compound command.
    pub(super) fn redirections(&mut self) {
        let mut passed = Vec::new();
        loop {
            self.blanks();
            if !self.redirection(&mut passed) {
                return;
            }
        }
    }

    /// Reads one redirection; says whether there was one.
    pub(super) fn redirection(&mut self, found: &mut Vec<Redirection>) -> bool {
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit());
        let skipped = digits.count();
        let rest = self.rest().get(skipped..).unwrap_or_default();
        if rest.starts_with(b"<(") || rest.starts_with(b">(") {
            return false;
        }
        let known = OPERATORS.iter().find(|(text, _)| rest.starts_with(text));
        let Some((operator, direction)) =
            known.filter(|(text, _)| skipped == 0 || text.first() != Some(&b'&'))
        else {
            return false;
        };
        self.at += skipped + operator.len();
        self.blanks();
        if *operator == b"<<" || *operator == b"<<-" {
            self.here_document(*operator == b"<<-");
            return true;
        }
        match self.peek() {
            None | Some(b'\n' | b';' | b'&' | b'|' | b')' | b'(') => self.is_whole = false,
            Some(_) => {
                let target = self.word();
                let direction = match direction {
                    // `>&FILE` is the older form of `&>FILE`.
                    Direction::Descriptor if *operator == b">&" && !is_descriptor(&target) => {
                        Direction::Write
                    }
                    Direction::Read
                    | Direction::Write
                    | Direction::Append
                    | Direction::Descriptor => *direction,
                };
                found.push(Redirection { direction, target });
            }
        }
        true
    }
}

/// A number, or `-` for closing.
fn is_descriptor(target: &Word) -> bool {
    let literal = target.literal();
    literal.is_none_or(|text| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-')
    })
}

/// The operators, longer ones before their beginnings.
const OPERATORS: &[(&[u8], Direction)] = &[
    (b"&>>", Direction::Append),
    (b"&>", Direction::Write),
    (b"<<<", Direction::Read),
    (b"<<-", Direction::Read),
    (b"<<", Direction::Read),
    (b"<&", Direction::Descriptor),
    (b"<>", Direction::Read),
    (b"<", Direction::Read),
    (b">>", Direction::Append),
    (b">&", Direction::Descriptor),
    (b">|", Direction::Write),
    (b">", Direction::Write),
];
