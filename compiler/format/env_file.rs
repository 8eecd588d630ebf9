//! Environment files: `ecs.config`, `/etc/sysconfig/docker` and their kind.
//!
//! Two forms. The *common* form is what systemd's `EnvironmentFile=`, ecs-init's own reader and
//! `docker run --env-file` take alike. The *quoted* form is for files that systemd reads and a shell
//! may source, such as `/etc/sysconfig/docker`.
//!
//! Source: systemd v252 `src/basic/env-file.c` and `utf8.c`; amazon-ecs-agent v1.105.1
//! `ecs-init/docker/docker.go:438-456`.

use std::collections::BTreeSet;

use super::Lines;
use super::unwritable::{Unwritable, refuse_controls, refuse_outer_blanks};

/// One variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable<T> {
    /// Its name, `[A-Za-z_][A-Za-z0-9_]*`.
    pub name: String,
    /// Its value.
    pub value: String,
    /// What caused it.
    pub cause: Option<T>,
}

/// A variable that cannot be written, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` {reason}")]
pub struct Refused {
    /// The name of the variable.
    pub name: String,
    /// What stands in the way; [`Unwritable::Name`] and [`Unwritable::Duplicate`] are about the name.
    pub reason: Unwritable,
}

/// Encodes variables in the common form, one line each: `NAME=value`, nothing quoted.
///
/// # Errors
/// The first variable that the readers would not take as written, or that is given twice.
pub fn encode<T: Clone>(variables: &[Variable<T>]) -> Result<Lines<T>, Refused> {
    encode_with(variables, common_value)
}

/// Encodes variables in the quoted form, one line each: `NAME="value"`.
///
/// # Errors
/// As [`encode`]; blanks at the ends are fine here, quotes and expansions are not.
pub fn encode_quoted<T: Clone>(variables: &[Variable<T>]) -> Result<Lines<T>, Refused> {
    encode_with(variables, quoted_value)
}

/// Writes one value in the common form, which is the value itself.
///
/// # Errors
/// What a reader would drop, change or take as syntax.
pub fn common_value(value: &str) -> Result<String, Unwritable> {
    refuse_controls(value)?;
    refuse_noncharacters(value)?;
    refuse_outer_blanks(value)?;
    if value.contains('\\') {
        return Err(Unwritable::Backslash);
    }
    if value.starts_with(['"', '\'']) {
        return Err(Unwritable::Quote);
    }
    Ok(value.to_owned())
}

/// Writes one value between double quotes.
///
/// # Errors
/// What systemd or a shell would change.
pub fn quoted_value(value: &str) -> Result<String, Unwritable> {
    refuse_controls(value)?;
    refuse_noncharacters(value)?;
    match value.chars().find(|found| "\\\"$`".contains(*found)) {
        None => Ok(format!("\"{value}\"")),
        Some('\\') => Err(Unwritable::Backslash),
        Some('"') => Err(Unwritable::Quote),
        Some(_) => Err(Unwritable::Expansion),
    }
}

/// Tells whether a name is one that systemd keeps.
///
/// Source: systemd v252 `src/basic/env-util.c`, `env_name_is_valid`.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn encode_with<T: Clone>(
    variables: &[Variable<T>],
    write: fn(&str) -> Result<String, Unwritable>,
) -> Result<Lines<T>, Refused> {
    let mut lines = Lines::new();
    let mut names = BTreeSet::new();
    for variable in variables {
        let refuse = |reason| Refused {
            name: variable.name.clone(),
            reason,
        };
        if !names.insert(&variable.name) {
            return Err(refuse(Unwritable::Duplicate));
        }
        if !is_name(&variable.name) {
            return Err(refuse(Unwritable::Name));
        }
        let value = write(&variable.value).map_err(refuse)?;
        let line = format!("{}={value}", variable.name);
        lines.lines.push((line, variable.cause.clone()));
    }
    Ok(lines)
}

/// systemd counts noncharacters as bad UTF-8, and one bad value loses the whole file.
///
/// Source: systemd v252 `src/basic/utf8.c`, `unichar_is_valid`.
fn refuse_noncharacters(value: &str) -> Result<(), Unwritable> {
    let found = value
        .chars()
        .map(u32::from)
        .find(|code| (0xfdd0..=0xfdef).contains(code) || code & 0xfffe == 0xfffe);
    found.map_or(Ok(()), |code| Err(Unwritable::NonCharacter(code)))
}
