//! What a value behind a telling name looks like: a secret, or a reference, a path, a word, a mask.

use super::pattern::is_varied;

/// Words of values that stand for a secret and are none.
const PLACEHOLDERS: &[&str] = &[
    "example",
    "changeme",
    "change-me",
    "change_me",
    "placeholder",
    "redacted",
    "replace",
    "your",
    "xxxx",
    "dummy",
    "fixme",
    "insert",
    "...",
];

/// Beginnings of values that say where a secret is, or are no secret.
const ELSEWHERE: &[&str] = &[
    "/",
    "./",
    "../",
    "~/",
    "arn:",
    "file:",
    "env:",
    "ssm:",
    "secret:",
    "vault:",
    "sha256:",
    "sha512:",
    "sha256-",
    "sha384-",
    "sha512-",
    "resolve:",
    "alias/",
    "ssh-",
    "ecdsa-",
    "{resolve:",
];

/// Says whether a text hides, or refers to, what would stand there.
pub(super) fn is_mask(text: &str) -> bool {
    text.starts_with(['$', '<', '{', '`', '%', '*'])
        || text.contains("${")
        || text.contains("$(")
        || text.contains("{{")
        || text
            .bytes()
            .all(|byte| matches!(byte, b'x' | b'X' | b'*' | b'.' | b'-' | b'_'))
}

/// Says whether a value stands for itself, and not for a place, a mask or a word to replace.
fn is_literal(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let stands_for = PLACEHOLDERS.iter().any(|word| lower.contains(word));
    let is_elsewhere = ELSEWHERE.iter().any(|start| lower.starts_with(start));
    !is_mask(text) && !stands_for && !is_elsewhere && !lower.contains("://")
}

/// Says whether a value behind `password` is one: no plain word, as in `passwd: files`.
pub(super) fn is_password(text: &str) -> bool {
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    let inside = text.get(1..).unwrap_or_default();
    let is_mixed = inside.bytes().any(|byte| byte.is_ascii_uppercase())
        && text.bytes().any(|byte| byte.is_ascii_lowercase());
    let is_odd = text
        .bytes()
        .any(|byte| byte.is_ascii_punctuation() && !b"-_.:/,;()[]=|".contains(&byte));
    let is_algorithm = ["sha", "md5", "scram", "bcrypt", "argon"]
        .iter()
        .any(|name| text.to_ascii_lowercase().starts_with(name));
    (6..=256).contains(&text.len())
        && (has_digit || is_mixed || is_odd)
        && !is_algorithm
        && is_literal(text)
        && !text.bytes().any(|byte| byte.is_ascii_whitespace())
}

/// Says whether a value behind `token`, `secret` and the like is drawn at random.
pub(super) fn is_token(text: &str) -> bool {
    let of_token = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=_.~:-".contains(&byte);
    (16..=4096).contains(&text.len())
        && text.bytes().all(of_token)
        && is_literal(text)
        && (is_uuid(text) || has_random_word(text) || is_mixed(text))
}

/// `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`, which Splunk and others take for a token.
fn is_uuid(text: &str) -> bool {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    let is_hex = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
    groups == [8, 4, 4, 4, 12] && text.bytes().all(is_hex) && is_varied(text.as_bytes())
}

fn has_random_word(text: &str) -> bool {
    text.split(|letter: char| !letter.is_ascii_alphanumeric())
        .any(is_random)
}

/// Says whether a word has letters and digits in an order that no word has.
fn is_random(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    word.len() >= 12
        && digits >= 2
        && word.len() - digits >= 2
        && changes(word) * 5 >= word.len()
        && is_varied(word.as_bytes())
}

/// Counts how often letters of one kind (digits, small, large) follow those of another.
pub(super) fn changes(word: &str) -> usize {
    let kind = |byte: u8| match byte {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        _ => 3,
    };
    let pairs = word.as_bytes().windows(2);
    pairs
        .filter(|pair| pair.first().map(|a| kind(*a)) != pair.last().map(|b| kind(*b)))
        .count()
}

/// Base64 with `/` and `+` in it has short words only.
fn is_mixed(text: &str) -> bool {
    let has = |of: fn(&u8) -> bool| text.bytes().any(|byte| of(&byte));
    text.len() >= 32
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
        && changes(text) * 3 >= text.len()
        && !text.contains(['.', ':'])
}

/// Says whether a text is an AWS secret access key by its form: 40 letters of base64.
pub(super) fn is_aws_secret(text: &str) -> bool {
    let of_key = |byte: u8| byte.is_ascii_alphanumeric() || b"+/".contains(&byte);
    text.len() == 40
        && text.bytes().all(of_key)
        && is_varied(text.as_bytes())
        && !super::formats::is_of_a_manual(text)
}
