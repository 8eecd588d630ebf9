//! Command lines of units.
//!
//! Source: systemd v252 `src/core/load-fragment.c` (`config_parse_exec`), `src/basic/extract-word.c`,
//! `src/shared/specifier.c`; run with `systemd-analyze verify` 252.38.

/// What is wrong with a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The unit is not loaded; without it only the line is ignored.
    pub(super) is_fatal: bool,
    /// Lower case, no full stop.
    pub(super) says: String,
}

/// Counts the commands of a line.
///
/// # Errors
/// [`Fault`], at the first word that cannot be read.
pub(super) fn commands(value: &str) -> Result<usize, Fault> {
    let path = value.trim_start_matches(['@', '-', ':', '+', '!', '|']);
    let prefix = value.strip_suffix(path).unwrap_or_default();
    let is_fatal = !prefix.contains('-');
    let fault = |says: String| Fault { is_fatal, says };
    let words = words(path)
        .closed()
        .map_err(|says| fault(says.to_owned()))?;
    let Some(program) = words.first() else {
        return Err(fault("the command is empty".to_owned()));
    };
    if prefix.contains('@') && words.len() < 2 {
        return Err(fault(
            "`@` needs a name for the program behind its path".to_owned(),
        ));
    }
    if let Some(says) = words.iter().find_map(|word| bad_specifier(word)) {
        return Err(fault(says));
    }
    if program.contains('/') && !program.starts_with(['/', '%']) {
        return Err(fault(format!(
            "`{program}` is neither an absolute path nor a plain name"
        )));
    }
    if program.ends_with('/') {
        return Err(fault(format!("`{program}` is a directory")));
    }
    let commands = words.split(|word| word == ";");
    Ok(commands.filter(|command| !command.is_empty()).count())
}

/// The words of a line that systemd splits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The words in order.
    pub words: Vec<Word>,
    /// Whether a quote does not close, so that the last word goes on.
    pub is_open: bool,
}

/// One word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Quotes and backslashes off.
    pub text: String,
    /// Whether a part of it stands in quotes.
    pub is_quoted: bool,
}

impl Words {
    /// The texts of the words.
    ///
    /// # Errors
    /// Where a quote does not close.
    pub(super) fn closed(self) -> Result<Vec<String>, &'static str> {
        if self.is_open {
            return Err("a quote does not close");
        }
        Ok(self.words.into_iter().map(|word| word.text).collect())
    }
}

/// Splits a line into words: blanks separate, both quotes hold together anywhere, a backslash takes the next character.
#[must_use]
pub fn words(text: &str) -> Words {
    let mut words = Vec::new();
    let mut word: Option<Word> = None;
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(character);
                word.get_or_insert_default().is_quoted = true;
            }
            (None, ' ' | '\t') => words.extend(word.take()),
            (_, '\\') => word.get_or_insert_default().text.extend(characters.next()),
            (_, _) => word.get_or_insert_default().text.push(character),
        }
    }
    words.extend(word);
    Words {
        words,
        is_open: quote.is_some(),
    }
}

/// Finds a `%` with a letter or a digit that means nothing; a line with one is not read, whatever its word.
///
/// Source: `systemd-analyze verify`, every word of 252.39 and every letter of 252.39 and 257.13. The `%D` that only the newer one
/// knows counts as unknown.
pub(super) fn bad_specifier(value: &str) -> Option<String> {
    const KNOWN: &str = "aAbBcCdEfgGhHiIjJlLmMnNopPqrRsStTuUvVwWyY";
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        if character != '%' {
            continue;
        }
        let next = characters.next()?;
        if next.is_ascii_alphanumeric() && !KNOWN.contains(next) {
            return Some(format!(
                "systemd knows no specifier `%{next}`; a percent sign is `%%`"
            ));
        }
    }
    None
}
