//! A logrotate configuration as logrotate reads it.
//!
//! Source: logrotate 3.21.0 `config.c` (`readConfigFile`, `parseGlobString`, `isolateWord`,
//! `isolateValue`), popt 1.19 `poptparse.c` (`poptParseArgvString`).

mod arguments;

pub use arguments::complaints;

/// Words that take the rest of their line.
const WITH_ARGUMENT: [&str; 24] = [
    "addextension",
    "compresscmd",
    "compressext",
    "compressoptions",
    "create",
    "createolddir",
    "dateformat",
    "errors",
    "extension",
    "include",
    "mail",
    "maxage",
    "maxsize",
    "minage",
    "minsize",
    "olddir",
    "rotate",
    "shredcycles",
    "size",
    "start",
    "su",
    "tabooext",
    "taboopat",
    "uncompresscmd",
];

/// Words that stand alone (`weekly` may have a day behind it).
const ALONE: [&str; 36] = [
    "allowhardlink",
    "compress",
    "copy",
    "copytruncate",
    "daily",
    "dateext",
    "datehourago",
    "dateyesterday",
    "delaycompress",
    "hourly",
    "ifempty",
    "ignoreduplicates",
    "mailfirst",
    "maillast",
    "missingok",
    "monthly",
    "noallowhardlink",
    "nocompress",
    "nocopy",
    "nocopytruncate",
    "nocreate",
    "nocreateolddir",
    "nodateext",
    "nodelaycompress",
    "nomail",
    "nomissingok",
    "noolddir",
    "norenamecopy",
    "nosharedscripts",
    "noshred",
    "notifempty",
    "renamecopy",
    "sharedscripts",
    "shred",
    "weekly",
    "yearly",
];

const SCRIPTS: [&str; 5] = [
    "firstaction",
    "lastaction",
    "postrotate",
    "preremove",
    "prerotate",
];

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Configuration {
    /// Directives outside of stanzas.
    pub globals: Vec<Directive>,
    /// The stanzas in order.
    pub stanzas: Vec<Stanza>,
    /// Words that are not known: their lines are ignored with a message, the exit status is 0.
    pub unknown: Vec<String>,
}

/// One directive, its argument trimmed; empty where it has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// Its word.
    pub word: String,
    /// The rest of the line.
    pub argument: String,
}

/// One stanza.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stanza {
    /// Its paths, quotes taken off.
    pub paths: Vec<String>,
    /// Its directives in order.
    pub directives: Vec<Directive>,
    /// Its scripts: word and body.
    pub scripts: Vec<(String, String)>,
}

/// What stops the reading of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Paths without a `{`, or quotes in them that do not close.
    Paths,
    /// A `}` without a stanza, or a stanza without its `}`.
    Brace,
    /// Text behind a `}`.
    AfterBrace,
    /// A script without `endscript`: the whole file is dropped.
    NoEndscript,
    /// A line that begins with neither a word nor a path.
    NotKeyword,
    /// A word that runs into something else than a blank or `=`.
    NotSeparated(String),
    /// A directive without its argument.
    NoArgument(String),
}

/// Reads a file.
///
/// # Errors
/// [`Refused`], at the first place; logrotate drops the stanza or the file and exits with 1.
pub fn read(text: &str) -> Result<Configuration, Refused> {
    let mut reader = Reader {
        rest: text,
        open: None,
        configuration: Configuration::default(),
    };
    while let Some(first) = reader.skip_blanks() {
        match first {
            '\n' | '#' => {
                reader.line();
            }
            '/' | '"' | '\'' => reader.begin_stanza()?,
            '}' => reader.end_stanza()?,
            _ if first.is_ascii_alphabetic() => reader.keyword()?,
            _ => return Err(Refused::NotKeyword),
        }
    }
    if reader.open.is_some() {
        return Err(Refused::Brace);
    }
    Ok(reader.configuration)
}

/// Reads a size in bytes: `strtoull` with base 0 (a leading zero means octal), then `k`, `K`, `M`, `G`.
#[must_use]
pub fn size(text: &str) -> Option<u64> {
    let (number, shift) = match text.chars().last()? {
        'k' | 'K' => (text.split_at(text.len() - 1).0, 10),
        'M' => (text.split_at(text.len() - 1).0, 20),
        'G' => (text.split_at(text.len() - 1).0, 30),
        _ => (text, 0),
    };
    let (digits, radix) = match (number.strip_prefix("0x"), number.strip_prefix('0')) {
        (Some(digits), _) => (digits, 16),
        (None, Some(digits)) if !digits.is_empty() => (digits, 8),
        (None, _) => (number, 10),
    };
    if !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    let number = u64::from_str_radix(digits, radix).ok()?;
    number
        .checked_mul(1 << shift)
        .filter(|bytes| i64::try_from(*bytes).is_ok())
}

struct Reader<'a> {
    rest: &'a str,
    open: Option<Stanza>,
    configuration: Configuration,
}

impl<'a> Reader<'a> {
    fn skip_blanks(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
        self.rest.chars().next()
    }

    /// Takes the rest of the line, without its line feed.
    fn line(&mut self) -> &'a str {
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        line
    }

    /// Takes a run of letters.
    fn word(&mut self) -> &'a str {
        let rest = self
            .rest
            .trim_start_matches(|next: char| next.is_ascii_alphabetic());
        let (word, rest) = self.rest.split_at(self.rest.len() - rest.len());
        self.rest = rest;
        word
    }

    fn begin_stanza(&mut self) -> Result<(), Refused> {
        if self.open.is_some() {
            return Err(Refused::Brace);
        }
        let mut paths = String::new();
        loop {
            if self.skip_blanks() == Some('#') {
                self.line();
                continue;
            }
            let end = self.rest.find(['{', '}', '\n']).ok_or(Refused::Paths)?;
            let (piece, rest) = self.rest.split_at(end);
            paths.push_str(piece);
            if let Some(rest) = rest.strip_prefix('{') {
                self.rest = rest;
                break;
            }
            paths.push('\n');
            self.rest = rest.strip_prefix('\n').ok_or(Refused::Brace)?;
        }
        let paths = split_paths(&paths).ok_or(Refused::Paths)?;
        self.open = Some(Stanza {
            paths,
            ..Stanza::default()
        });
        Ok(())
    }

    fn end_stanza(&mut self) -> Result<(), Refused> {
        let stanza = self.open.take().ok_or(Refused::Brace)?;
        self.configuration.stanzas.push(stanza);
        // `isblank`, which a carriage return is not.
        if self.line().trim_matches([' ', '\t', '\n']) == "}" {
            Ok(())
        } else {
            Err(Refused::AfterBrace)
        }
    }

    fn keyword(&mut self) -> Result<(), Refused> {
        let word = self.word();
        let is_separated = |next: char| next.is_ascii_whitespace() || next == '=';
        if !self.rest.is_empty() && !self.rest.starts_with(is_separated) {
            return Err(Refused::NotSeparated(word.to_owned()));
        }
        if SCRIPTS.contains(&word) {
            return self.script(word);
        }
        if WITH_ARGUMENT.contains(&word) {
            let line = self.line().trim_start_matches([' ', '\t']);
            let argument = line.strip_prefix('=').unwrap_or(line).trim();
            if argument.is_empty() && !matches!(word, "create" | "createolddir") {
                return Err(Refused::NoArgument(word.to_owned()));
            }
            self.directive(word, argument);
        } else if word == "weekly" {
            let argument = self.line().trim();
            self.directive(word, argument);
        } else if ALONE.contains(&word) {
            // The rest of the line is read like a line of its own.
            self.directive(word, "");
        } else {
            self.line();
            self.configuration.unknown.push(word.to_owned());
        }
        Ok(())
    }

    fn directive(&mut self, word: &str, argument: &str) {
        let directive = Directive {
            word: word.to_owned(),
            argument: argument.to_owned(),
        };
        match &mut self.open {
            Some(stanza) => stanza.directives.push(directive),
            None => self.configuration.globals.push(directive),
        }
    }

    fn script(&mut self, word: &str) -> Result<(), Refused> {
        self.line();
        let mut body = String::new();
        while !self.rest.is_empty() {
            let line = self.line();
            let letters = line.trim_start_matches([' ', '\t']);
            let after = letters.trim_start_matches(|next: char| next.is_ascii_alphabetic());
            if letters.strip_suffix(after) == Some("endscript") {
                if let Some(stanza) = &mut self.open {
                    stanza.scripts.push((word.to_owned(), body));
                }
                return Ok(());
            }
            body.push_str(line);
            body.push('\n');
        }
        Err(Refused::NoEndscript)
    }
}

/// popt's words: blanks separate, both quotes hold together, a backslash takes the next character.
fn split_paths(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (Some(open), '\\') => {
                let next = characters.next()?;
                if next != open {
                    word.push('\\');
                }
                word.push(next);
            }
            (None, '"' | '\'') => quote = Some(character),
            (None, '\\') => word.push(characters.next()?),
            (None, ' ' | '\t' | '\n' | '\r') => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            (Some(_) | None, _) => word.push(character),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    (quote.is_none() && !words.is_empty()).then_some(words)
}
