//! The commands of a shell script: what it would run, with which words, and in which construct.
//!
//! Reads POSIX shell and bash as far as it takes to find every simple command with its place. It expands nothing and
//! runs nothing; a text that no shell would take gives what could be read.
//!
//! Source: POSIX.1-2017, Shell Command Language, section 2; bash 5.2, "Shell Grammar".

mod compound;
mod expansion;
mod here_document;
mod parser;
mod redirection;
mod simple;
mod word;
mod wrapper;

use std::collections::BTreeMap;
use std::ops::Range;

/// A script as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// Every simple command, those inside words and inside `bash -c '...'` too, by place.
    pub commands: Vec<Command>,
    /// Every `${...}` that a shell expands and that is more than a name, by place.
    pub expansions: Vec<Expansion>,
    /// False where a quote or a construct is not closed, or one is closed that was not open.
    pub is_whole: bool,
    /// Variables that the script sets; `None` where more than one text is possible.
    variables: BTreeMap<String, Option<String>>,
}

/// A simple command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Its bytes, from the first word to the last redirection.
    pub range: Range<usize>,
    /// `NAME=value` before the command, or alone.
    pub assignments: Vec<Assignment>,
    /// The command and its arguments, without what only starts it (`sudo`, `env`, `timeout 10`, ...).
    pub words: Vec<Word>,
    /// Names of what starts it, in order: `sudo`, `timeout`.
    pub wrappers: Vec<String>,
    /// Where its input comes from and where its output goes.
    pub redirections: Vec<Redirection>,
    /// The construct around it.
    pub place: Place,
    /// Number of its pipeline; the commands of one have the same.
    pub pipeline: usize,
}

/// `${NAME:-x}`, `${NAME#x}`, `${a.b}`: an expansion that is more than a name, or no expansion at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expansion {
    /// Its bytes, from `$` to `}`.
    pub range: Range<usize>,
    /// What stands between the braces.
    pub words: String,
}

/// A variable that is set for a command or for the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Name of the variable.
    pub name: String,
    /// What it is set to.
    pub value: Word,
}

/// A word with its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Its bytes, quotes included.
    pub range: Range<usize>,
    /// What it is made of, quotes off.
    pub pieces: Vec<Piece>,
}

/// A piece of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text that stands there.
    Text(String),
    /// `$NAME` or `${NAME}`.
    Variable(String),
    /// Something that only the running shell knows.
    Unknown,
}

/// `>FILE`, `2>>FILE`, `<FILE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirection {
    /// What happens to the file.
    pub direction: Direction,
    /// The file, or the descriptor behind `>&`.
    pub target: Word,
}

/// What a redirection does to its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// `<`, `<<<`: reads it.
    Read,
    /// `>`, `>|`, `&>`: empties it, then writes.
    Write,
    /// `>>`, `&>>`: adds to it.
    Append,
    /// `>&`, `<&`: another descriptor.
    Descriptor,
}

/// The constructs that a command stands in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The innermost loop.
    pub in_loop: Option<LoopPart>,
    /// Whether it runs only where something else has happened: behind `if`, `case`, `&&`, `||`, in a `trap`.
    pub is_conditional: bool,
    /// Whether the script goes on without waiting for it.
    pub is_background: bool,
    /// Whether its output becomes part of a word.
    pub in_substitution: bool,
    /// The function whose body it is in.
    pub function: Option<String>,
}

/// Which part of a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoopPart {
    /// Behind `while` or `until`.
    Condition,
    /// Between `do` and `done`.
    Body,
}

/// Reads a script.
///
/// Total: any bytes give a script. Linear in the length; constructs nested deeper than fifty are not looked into.
#[must_use]
pub fn read(text: &[u8]) -> Script {
    let mut parser = parser::Parser::new(text);
    parser.whole();
    let (mut commands, mut expansions, is_whole) = parser.into_parts();
    commands.sort_by_key(|command| (command.range.start, command.range.end));
    commands.dedup_by(|a, b| a.range == b.range && a.words == b.words);
    expansions.sort_by_key(|expansion| (expansion.range.start, expansion.range.end));
    expansions.dedup();
    let variables = variables(&commands);
    Script {
        commands,
        expansions,
        is_whole,
        variables,
    }
}

/// The program behind `#!`, without its directory; `env bash` is `bash`. `None` without such a line.
#[must_use]
pub fn interpreter(text: &[u8]) -> Option<&str> {
    let line = text
        .strip_prefix(b"#!")?
        .split(|byte| *byte == b'\n')
        .next()?;
    let line = std::str::from_utf8(line).ok()?;
    let mut words = line.split_ascii_whitespace();
    let program = words.next()?.rsplit('/').next()?;
    if program != "env" {
        return Some(program);
    }
    words.find(|word| !word.starts_with('-') && !word.contains('='))
}

/// Says whether a text is a script that a POSIX-like shell would read.
#[must_use]
pub fn is_shell_script(text: &[u8]) -> bool {
    matches!(
        interpreter(text),
        Some("sh" | "bash" | "dash" | "ash" | "ksh" | "mksh" | "zsh")
    )
}

/// The one text of each variable that is set to a plain text once.
fn variables(commands: &[Command]) -> BTreeMap<String, Option<String>> {
    let mut found: BTreeMap<String, Option<String>> = BTreeMap::new();
    for command in commands {
        let name = command.name().unwrap_or_default();
        let is_declaration = matches!(
            &*name,
            "export" | "readonly" | "local" | "declare" | "typeset"
        );
        let declared = command.words.iter().filter(|_| is_declaration);
        let declared = declared.filter_map(Assignment::of_word);
        // Those before a command hold for that command only.
        let lasting = command
            .assignments
            .iter()
            .filter(|_| command.words.is_empty());
        for assignment in lasting.cloned().chain(declared) {
            let text = assignment.value.literal();
            let slot = found.entry(assignment.name);
            slot.and_modify(|known| *known = None).or_insert(text);
        }
        if name == "read" || name == "mapfile" {
            let names = command.words.iter().skip(1).filter_map(Word::literal);
            found.extend(names.map(|name| (name, None)));
        }
    }
    found
}

impl Script {
    /// Says whether the script sets a variable of this name.
    #[must_use]
    pub fn sets(&self, name: &str) -> bool {
        self.variables.contains_key(name)
    }

    /// Writes a word as text: a variable that the script sets once to a plain text is put in, what is not known is `$`.
    #[must_use]
    pub fn text(&self, word: &Word) -> String {
        let mut text = String::new();
        for piece in &word.pieces {
            match piece {
                Piece::Text(literal) => text.push_str(literal),
                Piece::Variable(name) => {
                    let known = self.variables.get(name).and_then(Option::as_deref);
                    text.push_str(known.unwrap_or("$"));
                }
                Piece::Unknown => text.push('$'),
            }
        }
        text
    }
}

impl Command {
    /// The command's name without its directory, where it is plain text.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        let name = self.words.first()?.literal()?;
        Some(name.rsplit('/').next().unwrap_or_default().to_owned())
    }

    /// The words behind the name.
    #[must_use]
    pub fn arguments(&self) -> &[Word] {
        self.words.get(1..).unwrap_or_default()
    }
}

impl Word {
    /// The text of the word, where nothing in it is expanded.
    #[must_use]
    pub fn literal(&self) -> Option<String> {
        match self.pieces.as_slice() {
            [] => Some(String::new()),
            [Piece::Text(text)] => Some(text.clone()),
            _ => None,
        }
    }
}

impl Assignment {
    /// Takes `NAME=value` apart.
    fn of_word(word: &Word) -> Option<Self> {
        let Some((Piece::Text(first), rest)) = word.pieces.split_first() else {
            return None;
        };
        let (name, value) = first.split_once('=')?;
        let mut pieces = Vec::new();
        if !value.is_empty() {
            pieces.push(Piece::Text(value.to_owned()));
        }
        pieces.extend_from_slice(rest);
        let value = Word {
            range: word.range.clone(),
            pieces,
        };
        let name = name.strip_suffix('+').unwrap_or(name);
        word::is_name(name).then(|| Self {
            name: name.to_owned(),
            value,
        })
    }
}
