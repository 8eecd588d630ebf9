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
        return quoted(behind);
    }
    let end = text.find(|c| !is_bare(c)).unwrap_or(text.len());
    let (key, rest) = text.split_at(end);
    (!key.is_empty()).then(|| (key.to_owned(), rest))
}

/// Reads a basic string whose quote is behind, with its escapes.
///
/// Source: TOML 1.0.0, "String".
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut key = String::new();
    let mut characters = text.chars();
    loop {
        match characters.next()? {
            '"' => return Some((key, characters.as_str())),
            '\\' => key.push(escaped(&mut characters)?),
            c => key.push(c),
        }
    }
}

fn escaped(characters: &mut std::str::Chars<'_>) -> Option<char> {
    let digits = match characters.next()? {
        c @ ('"' | '\\') => return Some(c),
        'b' => return Some('\u{8}'),
        't' => return Some('\t'),
        'n' => return Some('\n'),
        'f' => return Some('\u{c}'),
        'r' => return Some('\r'),
        'u' => 4,
        'U' => 8,
        _ => return None,
    };
    let hex = characters.as_str().get(..digits)?;
    *characters = characters.as_str().get(digits..)?.chars();
    let is_hex = hex.bytes().all(|digit| digit.is_ascii_hexdigit());
    u32::from_str_radix(hex, 16)
        .ok()
        .filter(|_| is_hex)
        .and_then(char::from_u32)
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
            } else if key.contains(['"', '\\'])
                && !key.contains(|c: char| c == '\'' || c.is_control())
            {
                write!(f, "'{key}'")?;
            } else {
                f.write_char('"')?;
                key.chars().try_for_each(|c| escape(f, c))?;
                f.write_char('"')?;
            }
        }
        Ok(())
    }
}

/// Writes a character of a key in double quotes.
fn escape(f: &mut fmt::Formatter<'_>, c: char) -> fmt::Result {
    match c {
        '"' | '\\' => write!(f, "\\{c}"),
        c if c.is_control() => write!(f, "\\u{:04X}", u32::from(c)),
        c => f.write_char(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_as_it_is_written() {
        for keys in [
            &["files", "/etc/motd", "mode"][..],
            &["files", "/a\\b"],
            &["files", "it's \"x\""],
            &["a", "", "tab\there", "'"],
        ] {
            let path = KeyPath::from(keys);
            assert_eq!(
                KeyPath::parse(&path.to_string()),
                Some(path.clone()),
                "{path}"
            );
        }
        let escaped = KeyPath::parse(r#"files."/a\\b \u00e9 \"""#);
        assert_eq!(escaped, Some(KeyPath::from(&["files", "/a\\b é \""][..])));
        for bad in [r#""\x""#, r#""\u12""#, r#""a"#, "a.", "a b"] {
            assert_eq!(KeyPath::parse(bad), None, "{bad}");
        }
    }
}
