//! A header value with parameters, `type/subtype; name="value"`, as both mail parsers take it apart.
//!
//! Source: CPython 3.11 `email/message.py` (`_parseparam`, `get_content_type`); Go 1.22
//! `mime/mediatype.go` (`ParseMediaType`).

/// A header value taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderValue {
    /// What stands before the first semicolon, in lower case.
    pub value: String,
    /// The parameters, names in lower case, quotes taken off.
    pub parameters: Vec<(String, String)>,
}

impl HeaderValue {
    /// Returns a parameter by its lower-case name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Takes a header value apart. Semicolons inside quotes do not separate.
#[must_use]
pub fn parse(text: &str) -> HeaderValue {
    let mut pieces = split_outside_quotes(text).into_iter();
    let value = pieces.next().unwrap_or_default().trim().to_lowercase();
    let parameters = pieces
        .filter_map(|piece| {
            let (name, value) = piece.split_once('=')?;
            Some((name.trim().to_lowercase(), unquote(value.trim())))
        })
        .collect();
    HeaderValue { value, parameters }
}

fn split_outside_quotes(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut quoted = false;
    let mut escaped = false;
    for character in text.chars() {
        if character == ';' && !quoted {
            pieces.push(std::mem::take(&mut piece));
            continue;
        }
        if character == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = quoted && character == '\\' && !escaped;
        piece.push(character);
    }
    pieces.push(piece);
    pieces
}

fn unquote(text: &str) -> String {
    let inner = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) => inner.replace("\\\\", "\\").replace("\\\"", "\""),
        None => text.to_owned(),
    }
}
