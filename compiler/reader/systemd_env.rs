//! `EnvironmentFile=` as systemd reads it.
//!
//! Source: systemd v252 and v254 `src/basic/env-file.c` (`parse_env_file_internal`, `load_env_file`),
//! `src/basic/env-util.c` (`env_name_is_valid`), `src/basic/utf8.c` (`unichar_is_valid`),
//! `src/basic/fileio.c` (an embedded NUL is refused).

use std::collections::BTreeMap;

/// Which rule holds for a backslash at the end of a comment line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Systemd {
    /// Up to 253 (252 on Amazon Linux 2023 and Debian 12): the next line is part of the comment.
    Before254,
    /// From 254: the comment ends with its line.
    From254,
}

/// What came out of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The whole file is ignored, silently where the unit says `EnvironmentFile=-`: it holds a NUL, or
    /// a name or value that is not valid UTF-8.
    Ignored,
    /// The variables.
    Read(Environment),
}

/// The variables of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// What the process gets; of a name given twice the last value.
    pub variables: BTreeMap<String, String>,
    /// Names that are not valid and are dropped, in order.
    pub dropped: Vec<String>,
}

/// Reads a file.
#[must_use]
pub fn read(bytes: &[u8], version: Systemd) -> Reading {
    if bytes.contains(&0) {
        return Reading::Ignored;
    }
    let mut scanner = Scanner::new(version);
    for &byte in bytes {
        scanner.step(byte);
    }
    scanner.finish();
    let mut environment = Environment::default();
    for (name, value) in scanner.pairs {
        let (Some(name), Some(value)) = (valid_text(name), valid_text(value)) else {
            return Reading::Ignored;
        };
        if is_valid_name(&name) {
            environment.variables.insert(name, value);
        } else {
            environment.dropped.push(name);
        }
    }
    Reading::Read(environment)
}

#[derive(Clone, Copy)]
enum State {
    BeforeName,
    Name,
    BeforeValue,
    Value,
    Escape,
    SingleQuoted,
    DoubleQuoted,
    DoubleQuotedEscape,
    Comment,
    CommentEscape,
}

struct Scanner {
    version: Systemd,
    state: State,
    name: Vec<u8>,
    value: Vec<u8>,
    /// Length of the name or value without the blanks at its end, while it ends in blanks.
    name_end: Option<usize>,
    value_end: Option<usize>,
    pairs: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Scanner {
    const fn new(version: Systemd) -> Self {
        Self {
            version,
            state: State::BeforeName,
            name: Vec::new(),
            value: Vec::new(),
            name_end: None,
            value_end: None,
            pairs: Vec::new(),
        }
    }

    fn step(&mut self, byte: u8) {
        self.state = match self.state {
            State::BeforeName => self.before_name(byte),
            State::Name => self.in_name(byte),
            State::BeforeValue => self.before_value(byte),
            State::Value => self.in_value(byte),
            State::Escape => {
                if !is_newline(byte) {
                    self.value.push(byte);
                }
                State::Value
            }
            State::SingleQuoted => self.quoted(byte, b'\'', State::SingleQuoted),
            State::DoubleQuoted if byte == b'\\' => State::DoubleQuotedEscape,
            State::DoubleQuoted => self.quoted(byte, b'"', State::DoubleQuoted),
            State::DoubleQuotedEscape => self.quoted_escape(byte),
            State::Comment => match byte {
                b'\\' => State::CommentEscape,
                _ if is_newline(byte) => State::BeforeName,
                _ => State::Comment,
            },
            State::CommentEscape => {
                if is_newline(byte) && self.version == Systemd::From254 {
                    State::BeforeName
                } else {
                    State::Comment
                }
            }
        };
    }

    fn before_name(&mut self, byte: u8) -> State {
        if matches!(byte, b'#' | b';') {
            return State::Comment;
        }
        if is_blank(byte) {
            return State::BeforeName;
        }
        self.name.push(byte);
        self.name_end = None;
        State::Name
    }

    fn in_name(&mut self, byte: u8) -> State {
        if is_newline(byte) {
            self.name.clear();
            return State::BeforeName;
        }
        if byte == b'=' {
            self.value_end = None;
            return State::BeforeValue;
        }
        push_trimming(&mut self.name, &mut self.name_end, byte);
        State::Name
    }

    fn before_value(&mut self, byte: u8) -> State {
        match byte {
            _ if is_newline(byte) => {
                self.value_end = None;
                self.store();
                State::BeforeName
            }
            b'\'' => State::SingleQuoted,
            b'"' => State::DoubleQuoted,
            b'\\' => State::Escape,
            _ if is_blank(byte) => State::BeforeValue,
            _ => {
                self.value.push(byte);
                State::Value
            }
        }
    }

    fn in_value(&mut self, byte: u8) -> State {
        if is_newline(byte) {
            self.store();
            return State::BeforeName;
        }
        if byte == b'\\' {
            self.value_end = None;
            return State::Escape;
        }
        push_trimming(&mut self.value, &mut self.value_end, byte);
        State::Value
    }

    fn quoted(&mut self, byte: u8, quote: u8, inside: State) -> State {
        if byte == quote {
            return State::BeforeValue;
        }
        self.value.push(byte);
        inside
    }

    fn quoted_escape(&mut self, byte: u8) -> State {
        if matches!(byte, b'"' | b'\\' | b'`' | b'$') {
            self.value.push(byte);
        } else if byte != b'\n' {
            self.value.extend([b'\\', byte]);
        }
        State::DoubleQuoted
    }

    fn store(&mut self) {
        self.name.truncate(self.name_end.unwrap_or(usize::MAX));
        self.value.truncate(self.value_end.unwrap_or(usize::MAX));
        let pair = (
            std::mem::take(&mut self.name),
            std::mem::take(&mut self.value),
        );
        self.pairs.push(pair);
    }

    /// A file may end inside a value, a quote left open included.
    fn finish(&mut self) {
        match self.state {
            State::Value => self.store(),
            State::BeforeValue
            | State::Escape
            | State::SingleQuoted
            | State::DoubleQuoted
            | State::DoubleQuotedEscape => {
                self.value_end = None;
                self.store();
            }
            State::BeforeName | State::Name | State::Comment | State::CommentEscape => {}
        }
    }
}

fn push_trimming(text: &mut Vec<u8>, end: &mut Option<usize>, byte: u8) {
    if is_blank(byte) {
        end.get_or_insert(text.len());
    } else {
        *end = None;
    }
    text.push(byte);
}

const fn is_newline(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// systemd takes noncharacters for bad UTF-8 as well.
fn valid_text(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes).ok()?;
    let is_noncharacter = |character: char| {
        let code = u32::from(character);
        matches!(code, 0xfdd0..=0xfdef) || matches!(code % 0x1_0000, 0xfffe | 0xffff)
    };
    (!text.contains(is_noncharacter)).then_some(text)
}

fn is_valid_name(name: &str) -> bool {
    let is_start = |character: char| character.is_ascii_alphabetic() || character == '_';
    name.starts_with(is_start)
        && name
            .chars()
            .all(|next| is_start(next) || next.is_ascii_digit())
}
