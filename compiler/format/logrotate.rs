//! logrotate stanzas.
//!
//! Source: logrotate 3.21.0 `config.c`, `readConfigFile`, and logrotate(8). Paths are split the way
//! popt splits words, so a path with a blank is quoted; one directive stands on one line; the value
//! of a directive is the rest of its line, so no comment follows it.

use super::Lines;
use super::unwritable::{Unwritable, refuse_controls, refuse_outer_blanks};

/// One stanza: paths, and what to do with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stanza<T> {
    /// Paths or globs, at least one, each on a line of its own.
    pub paths: Vec<(String, Option<T>)>,
    /// Directives in order.
    pub directives: Vec<Directive<T>>,
    /// Scripts in order.
    pub scripts: Vec<Script<T>>,
}

/// One directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive<T> {
    /// Its word.
    pub word: String,
    /// The rest of the line, where the directive takes any.
    pub argument: Option<String>,
    /// What caused it.
    pub cause: Option<T>,
}

/// One script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script<T> {
    /// The word that begins it: `postrotate`, `prerotate`, `firstaction`, `lastaction`, `preremove`.
    pub word: String,
    /// Its lines.
    pub body: Lines<T>,
    /// What caused it.
    pub cause: Option<T>,
}

/// Encodes stanzas with an empty line between them.
///
/// # Errors
/// The first text that logrotate would not take as written.
pub fn encode<T: Clone>(stanzas: &[Stanza<T>]) -> Result<Lines<T>, Unwritable> {
    let mut lines = Lines::new();
    for (at, stanza) in stanzas.iter().enumerate() {
        if at > 0 {
            lines.push_plain("");
        }
        push_stanza(&mut lines, stanza)?;
    }
    Ok(lines)
}

fn push_stanza<T: Clone>(lines: &mut Lines<T>, stanza: &Stanza<T>) -> Result<(), Unwritable> {
    if stanza.paths.is_empty() {
        return Err(Unwritable::Empty);
    }
    for (text, cause) in &stanza.paths {
        lines.lines.push((path(text)?, cause.clone()));
    }
    lines.push_plain("{");
    for item in &stanza.directives {
        let line = format!("    {}", directive(item)?);
        lines.lines.push((line, item.cause.clone()));
    }
    for script in &stanza.scripts {
        push_script(lines, script)?;
    }
    lines.push_plain("}");
    Ok(())
}

fn push_script<T: Clone>(lines: &mut Lines<T>, script: &Script<T>) -> Result<(), Unwritable> {
    let head = format!("    {}", word(&script.word)?);
    lines.lines.push((head, script.cause.clone()));
    for (line, cause) in &script.body.lines {
        if ends_script(line) {
            return Err(Unwritable::ScriptEnd);
        }
        if line.contains(['\0', '\r']) {
            return Err(Unwritable::LineBreak);
        }
        lines.lines.push((line.clone(), cause.clone()));
    }
    lines.push_plain("    endscript");
    Ok(())
}

/// logrotate ends a script at a line whose first letters are the word `endscript`, whatever follows.
///
/// Source: logrotate 3.21.0 `config.c`, `STATE_LOAD_SCRIPT` and `isolateWord`.
pub(crate) fn ends_script(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t']);
    line.strip_prefix("endscript")
        .is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_alphabetic()))
}

fn directive<T>(item: &Directive<T>) -> Result<String, Unwritable> {
    let word = word(&item.word)?;
    let Some(argument) = &item.argument else {
        return Ok(word.to_owned());
    };
    refuse_controls(argument)?;
    refuse_outer_blanks(argument)?;
    if argument.is_empty() {
        return Err(Unwritable::Empty);
    }
    Ok(format!("{word} {argument}"))
}

fn word(text: &str) -> Result<&str, Unwritable> {
    if text.is_empty() {
        return Err(Unwritable::Empty);
    }
    if text.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Ok(text);
    }
    Err(Unwritable::Name)
}

fn path(text: &str) -> Result<String, Unwritable> {
    refuse_controls(text)?;
    if text.is_empty() {
        return Err(Unwritable::Empty);
    }
    match text.chars().find(|found| "\\\"{}".contains(*found)) {
        None => {}
        Some('\\') => return Err(Unwritable::Backslash),
        Some('"') => return Err(Unwritable::Quote),
        Some(other) => return Err(Unwritable::Syntax(other)),
    }
    if text.contains([' ', '\'', '#']) {
        return Ok(format!("\"{text}\""));
    }
    Ok(text.to_owned())
}
