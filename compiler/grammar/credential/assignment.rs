//! Values behind a telling name: `password = "..."`, `token: ...`, `--api-key=...`, `"auth": "..."`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::value::{is_aws_secret, is_password, is_token};
use super::{Found, slice};

/// The longest name and value that are looked at.
const LONGEST_NAME: usize = 64;
const LONGEST_VALUE: usize = 4096;

/// What a name promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Promise {
    /// A password.
    Password,
    /// Something drawn at random, of a kind.
    Token(&'static str),
    /// `user:password` in base64.
    Login,
}

/// Ends of names, without `-` and `_`, in small letters.
const TOKENS: &[(&str, &str)] = &[
    ("token", "token"),
    ("secret", "secret"),
    ("apikey", "API key"),
    ("accesskey", "access key"),
    ("secretkey", "secret key"),
    ("privatekey", "private key"),
    ("authkey", "key"),
    ("accountkey", "key"),
    ("appkey", "key"),
    ("masterkey", "key"),
    ("encryptionkey", "key"),
    ("licensekey", "license key"),
    ("licencekey", "license key"),
    ("ingestionkey", "key"),
    ("insertkey", "key"),
    ("credential", "credential"),
    ("credentials", "credential"),
    ("authorization", "authorization header"),
];

const PASSWORDS: &[&str] = &["password", "passwd", "passphrase", "pass"];

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(step) = bytes
        .get(at..)
        .and_then(|rest| rest.iter().position(|byte| matches!(byte, b'=' | b':')))
    {
        at += step;
        let name = name_before(text, at);
        let promise = name.and_then(|name| promise(text, name));
        at += 1;
        if let Some(promise) = promise {
            let (start, end) = value_behind(text, at - 1, promise);
            found.extend(judge(promise, text, (start, end), name));
            // A value is read once, whatever it holds.
            at = at.max(end);
        }
    }
}

/// Returns where the name before a `=` or a `:` stands; blanks and quotes may stand between.
fn name_before(text: &str, at: usize) -> Option<(usize, usize)> {
    const MOST_BETWEEN: usize = 4;
    let bytes = text.as_bytes();
    let mut end = at;
    let between = |byte: u8| matches!(byte, b' ' | b'\t' | b'"' | b'\'' | b'\\' | b'?' | b'+');
    while at - end < MOST_BETWEEN && end > 0 && bytes.get(end - 1).is_some_and(|b| between(*b)) {
        end -= 1;
    }
    let part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let mut start = end;
    while end - start < LONGEST_NAME && start > 0 && bytes.get(start - 1).is_some_and(|b| part(*b))
    {
        start -= 1;
    }
    // `/run/secrets/token:ro` is a path, `registry/token:v1` an image.
    let of_a_path = start > 0 && bytes.get(start - 1) == Some(&b'/');
    (start < end && !of_a_path).then_some((start, end))
}

/// Says what a name promises about its value.
fn promise(text: &str, (start, end): (usize, usize)) -> Option<Promise> {
    let name = slice(text, start..end);
    // Most names are short words of other things; they end here.
    let last = name.bytes().next_back()?;
    if !(last.is_ascii_digit() || b"tdneshTDNESHywYWL".contains(&last)) {
        return None;
    }
    promised(name)
}

/// Says what a name promises, whatever its case and its dashes.
pub(super) fn promised(name: &str) -> Option<Promise> {
    let name = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let lower = name.to_ascii_lowercase();
    let plain: String = lower
        .chars()
        .filter(|letter| !matches!(letter, '-' | '_'))
        .collect();
    let word = lower.rsplit(['-', '_']).next().unwrap_or_default();
    let is_password = PASSWORDS.iter().any(|end| plain.ends_with(end)) || word == "pwd";
    if is_password && !plain.ends_with("bypass") {
        return Some(Promise::Password);
    }
    if plain == "auth" {
        return Some(Promise::Login);
    }
    let token = TOKENS.iter().find(|(end, _)| plain.ends_with(end));
    token.map(|(_, kind)| Promise::Token(kind))
}

/// Returns where the value behind a `=` or a `:` stands, without its quotes and the scheme of a header.
fn value_behind(text: &str, at: usize, promise: Promise) -> (usize, usize) {
    let is_password = promise == Promise::Password;
    let bytes = text.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(b'\n');
    let mut start = at + 1;
    while matches!(byte(start), b' ' | b'\t' | b'=' | b'>' | b'\\') && start - at < 32 {
        start += 1;
    }
    let mut quote = None;
    while matches!(byte(start), b'"' | b'\'' | b'\\') && start - at < 40 {
        quote = Some(byte(start)).filter(|quote| *quote != b'\\').or(quote);
        start += 1;
    }
    start += scheme(slice(text, start..text.len().min(start + 16)));
    let ends = |byte: u8| match quote {
        Some(quote) => byte == quote || byte == b'\n',
        // A password may hold what ends a word of the shell; too much hidden is better than too little.
        None if is_password => byte.is_ascii_whitespace() || b",)]}\"'`".contains(&byte),
        None => byte.is_ascii_whitespace() || b",;)]}\"'`|&<>".contains(&byte),
    };
    let length = bytes
        .get(start..)
        .unwrap_or_default()
        .iter()
        .take(LONGEST_VALUE)
        .take_while(|byte| !ends(**byte))
        .count();
    let value = slice(text, start..start + length);
    let value = value.trim_end_matches('\\');
    (start, start + value.len())
}

/// Returns the length of the word that a header puts before its credential.
fn scheme(value: &str) -> usize {
    let schemes = ["Bearer ", "bearer ", "Basic ", "basic ", "Token ", "token "];
    let found = schemes.iter().find(|scheme| value.starts_with(**scheme));
    found.map_or(0, |scheme| scheme.len())
}

fn judge(
    promise: Promise,
    text: &str,
    (start, end): (usize, usize),
    name: Option<(usize, usize)>,
) -> Option<Found> {
    let value = slice(text, start..end);
    let kind = kind(
        promise,
        value,
        name.map_or("", |(from, to)| slice(text, from..to)),
    )?;
    Some(Found::new(kind, start..end))
}

/// Says what a value behind a name is; `None` where it is no secret.
pub(super) fn kind(promise: Promise, value: &str, name: &str) -> Option<&'static str> {
    match promise {
        Promise::Password => is_password(value).then_some("password"),
        Promise::Login => is_login(value).then_some("registry login"),
        Promise::Token(kind) if is_aws_secret(value) => {
            let of_aws = name.to_ascii_lowercase().contains("access");
            Some(if of_aws {
                "AWS secret access key"
            } else {
                kind
            })
        }
        Promise::Token("authorization header") if is_login(value) => Some("authorization header"),
        Promise::Token(kind) => {
            let of_manual = super::formats::is_of_a_manual(value);
            (is_token(value) && !of_manual).then_some(kind)
        }
    }
}

/// Says whether a text is `user:password` in base64, as Docker's config.json has it.
pub(super) fn is_login(value: &str) -> bool {
    if !(8..=4096).contains(&value.len()) {
        return false;
    }
    let bytes = STANDARD.decode(value).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let login = text.as_deref().and_then(|text| text.split_once(':'));
    login.is_some_and(|(user, password)| {
        let is_shown = |text: &str| !text.chars().any(char::is_control);
        !user.is_empty() && !password.is_empty() && is_shown(user) && is_shown(password)
    })
}
