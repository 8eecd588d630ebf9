//! The shell's quoting: which words a line of text makes.
//!
//! Source: POSIX.1-2017, Shell Command Language, sections 2.2 and 2.3; bash 5.2 for braces.

/// Why a text is more than plain words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotWords {
    /// A quote is not closed, or a backslash stands at the end.
    Unclosed,
    /// An unquoted character that the shell expands or takes as an operator.
    Special(char),
}

/// Splits a text into words and takes the quotes off, refusing whatever the shell would expand.
///
/// # Errors
/// [`NotWords`], at the first character at fault.
pub fn split(text: &str) -> Result<Vec<String>, NotWords> {
    let mut splitter = Splitter::default();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            ' ' | '\t' => splitter.end_word(),
            '\'' => splitter.single_quoted(&mut characters)?,
            '"' => splitter.double_quoted(&mut characters)?,
            '\\' => splitter.escape(characters.next())?,
            _ if splitter.is_special(character) => return Err(NotWords::Special(character)),
            _ => splitter.word.get_or_insert_default().push(character),
        }
    }
    splitter.end_word();
    Ok(splitter.words)
}

#[derive(Default)]
struct Splitter {
    words: Vec<String>,
    word: Option<String>,
}

impl Splitter {
    fn end_word(&mut self) {
        self.words.extend(self.word.take());
    }

    fn single_quoted(&mut self, characters: &mut std::str::Chars<'_>) -> Result<(), NotWords> {
        let word = self.word.get_or_insert_default();
        for character in characters {
            if character == '\'' {
                return Ok(());
            }
            word.push(character);
        }
        Err(NotWords::Unclosed)
    }

    fn double_quoted(&mut self, characters: &mut std::str::Chars<'_>) -> Result<(), NotWords> {
        let word = self.word.get_or_insert_default();
        while let Some(character) = characters.next() {
            match character {
                '"' => return Ok(()),
                '$' | '`' => return Err(NotWords::Special(character)),
                '\\' => match characters.next() {
                    Some(next @ ('$' | '`' | '"' | '\\')) => word.push(next),
                    Some('\n') => {}
                    Some(next) => word.extend(['\\', next]),
                    None => return Err(NotWords::Unclosed),
                },
                _ => word.push(character),
            }
        }
        Err(NotWords::Unclosed)
    }

    fn escape(&mut self, next: Option<char>) -> Result<(), NotWords> {
        match next {
            None => return Err(NotWords::Unclosed),
            Some('\n') => {}
            Some(next) => self.word.get_or_insert_default().push(next),
        }
        Ok(())
    }

    /// A `#` or `~` counts at the beginning of a word only; `!`, `{` and `}` are refused everywhere,
    /// since bash gives them meanings of its own.
    fn is_special(&self, character: char) -> bool {
        match character {
            '|' | '&' | ';' | '<' | '>' | '(' | ')' | '$' | '`' | '*' | '?' | '[' | ']' | '{'
            | '}' | '!' | '^' | '\n' | '\0' => true,
            '#' | '~' => self.word.is_none(),
            _ => false,
        }
    }
}
