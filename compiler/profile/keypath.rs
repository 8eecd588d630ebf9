//! Key paths in TOML's dotted syntax: `docker.daemon.log-driver`, `files."/etc/motd".mode`.

use std::fmt::{self, Display, Write as _};

/// The way from the root of a profile to a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyPath {
    keys: Vec<String>,
}

impl KeyPath {
    /// Reads a path as TOML reads a dotted key; `None` where TOML would not take it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut keys = Vec::new();
        let mut rest = text.trim();
        loop {
            let (key, behind) = split_key(rest)?;
            keys.push(key);
            let behind = behind.trim_start();
            if behind.is_empty() {
                return Some(Self { keys });
            }
            rest = behind.strip_prefix('.')?.trim_start();
        }
    }

    /// Returns the path one key further down.
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        let mut keys = self.keys.clone();
        keys.push(key.to_owned());
        Self { keys }
    }

    /// The keys from the root down.
    #[must_use]
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// Says whether this path is the other or lies below it.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.keys.starts_with(&other.keys)
    }
}

impl From<&[&str]> for KeyPath {
    fn from(keys: &[&str]) -> Self {
        let keys = keys.iter().map(|&key| key.to_owned()).collect();
        Self { keys }
    }
}

/// Splits the first key, bare or quoted, from what follows it.
fn split_key(text: &str) -> Option<(String, &str)> {
    if let Some(behind) = text.strip_prefix('\'') {
        let (key, rest) = behind.split_once('\'')?;
        return Some((key.to_owned(), rest));
    }
    if let Some(behind) = text.strip_prefix('"') {
        let (key, rest) = behind.split_once('"')?;
        return (!key.contains('\\')).then(|| (key.to_owned(), rest));
    }
    let end = text.find(|c| !is_bare(c)).unwrap_or(text.len());
    let (key, rest) = text.split_at(end);
    (!key.is_empty()).then(|| (key.to_owned(), rest))
}

fn is_bare(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

impl Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, key) in self.keys.iter().enumerate() {
            if at > 0 {
                f.write_char('.')?;
            }
            if !key.is_empty() && key.chars().all(is_bare) {
                f.write_str(key)?;
            } else if key.contains('"') {
                write!(f, "'{key}'")?;
            } else {
                write!(f, "\"{key}\"")?;
            }
        }
        Ok(())
    }
}
