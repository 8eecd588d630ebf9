//! Numbers, sizes and other small values.

use super::names::{begins, every};

fn is_digits(text: &str) -> bool {
    every(text, |byte| byte.is_ascii_digit())
}

/// A whole number without a sign and without leading zeros.
fn is_plain_number(text: &str) -> bool {
    is_digits(text) && (text == "0" || !text.starts_with('0'))
}

/// A port, 1 to 65535.
pub(super) fn is_port(text: &str) -> bool {
    is_plain_number(text) && text.parse::<u16>().is_ok_and(|port| port > 0)
}

/// `START-END`.
///
/// Source: amazon-ecs-agent v1.105.1 `agent/config/config.go`, `ECS_DYNAMIC_HOST_PORT_RANGE` (a range
/// that is out of bounds or backwards gives the default range).
pub(super) fn is_port_range(text: &str) -> bool {
    text.split_once('-').is_some_and(|(start, end)| {
        is_port(start) && is_port(end) && start.parse::<u16>().ok() <= end.parse::<u16>().ok()
    })
}

/// `STEADY,BURST`.
///
/// Source: amazon-ecs-agent v1.105.1 `agent/config/parse.go`, `parseTaskMetadataThrottles`.
pub(super) fn is_rate_pair(text: &str) -> bool {
    let is_rate =
        |number: &str| is_plain_number(number) && number.parse::<u32>().is_ok_and(|rate| rate > 0);
    text.split_once(',')
        .is_some_and(|(steady, burst)| is_rate(steady) && is_rate(burst))
}

/// `key=value`, the key without blanks.
pub(super) fn is_key_value(text: &str) -> bool {
    text.split_once('=')
        .is_some_and(|(key, _)| !key.is_empty() && !key.contains(char::is_whitespace))
}

/// A size as docker/go-units reads it.
///
/// Source: docker/go-units v0.5.0 `size.go`, `parseSize`.
pub(super) fn is_docker_size(text: &str) -> bool {
    let number = text.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let suffix = text.get(number.len()..).unwrap_or_default();
    let is_number = match number.split_once('.') {
        Some((whole, fraction)) => is_digits(whole) && is_digits(fraction),
        None => is_digits(number),
    };
    let lower = suffix.to_ascii_lowercase();
    let unit = lower.strip_suffix('b').unwrap_or(&lower);
    let unit = match unit.strip_suffix('i') {
        Some("") => return false,
        Some(prefix) => prefix,
        None => unit,
    };
    is_number && ["", "k", "m", "g", "t", "p"].contains(&unit)
}

/// A size as logrotate reads it; leading zeros would make it octal.
///
/// Source: logrotate 3.21.0 `config.c:1405-1450` (`strtoull` with base 0, suffixes k, K, M, G).
pub(super) fn is_logrotate_size(text: &str) -> bool {
    let number = text.strip_suffix(['k', 'K', 'M', 'G']).unwrap_or(text);
    let shift = match text.as_bytes().last() {
        Some(b'k' | b'K') => 10,
        Some(b'M') => 20,
        Some(b'G') => 30,
        _ => 0,
    };
    is_plain_number(number)
        && number
            .parse::<i64>()
            .is_ok_and(|size| size <= i64::MAX >> shift)
}

/// Three or four octal digits.
pub(super) fn is_mode(text: &str) -> bool {
    [3, 4].contains(&text.len()) && every(text, |byte| matches!(byte, b'0'..=b'7'))
}

/// At least one character, no blank at either end.
pub(super) fn is_trimmed(text: &str) -> bool {
    !text.is_empty() && text.trim() == text
}

/// Numbers with single dots between.
pub(super) fn is_version(text: &str) -> bool {
    text.split('.').all(is_digits)
}

/// At least one character, no blank, no quote.
pub(super) fn is_word(text: &str) -> bool {
    !text.is_empty()
        && !text.contains(|character: char| {
            character.is_whitespace() || matches!(character, '"' | '\'' | '`')
        })
}

/// `mark[/mask]`, decimal or `0x` hexadecimal, 32 bits.
///
/// Source: moby v28.5.2 `daemon/libnetwork/drivers/bridge`, `bridge-accept-fwmark` (Go's
/// `strconv.ParseUint` with base 0, so a leading zero would be octal).
pub(super) fn is_fwmark(text: &str) -> bool {
    match text.split_once('/') {
        Some((mark, mask)) => is_mark(mark) && is_mark(mask),
        None => is_mark(text),
    }
}

fn is_mark(text: &str) -> bool {
    match text.strip_prefix("0x") {
        Some(digits) => {
            begins(
                digits,
                |byte| byte.is_ascii_hexdigit(),
                |byte| byte.is_ascii_hexdigit(),
            ) && u32::from_str_radix(digits, 16).is_ok()
        }
        None => is_plain_number(text) && text.parse::<u32>().is_ok(),
    }
}

/// Source: ECS API reference, Attribute: `value`.
pub(super) fn is_attribute_value(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.@/\\: ".contains(c);
    (1..=128).contains(&text.len()) && text.chars().all(fits) && text.trim() == text
}

/// Source: ECS API reference, Tag: `key`.
pub(super) fn is_tag_key(text: &str) -> bool {
    (1..=128).contains(&text.chars().count()) && !text.to_ascii_lowercase().starts_with("aws:")
}

/// Source: ECS API reference, Tag: `value`.
pub(super) fn is_tag_value(text: &str) -> bool {
    text.chars().count() <= 256
}

pub(super) fn is_unix_socket(text: &str) -> bool {
    text.strip_prefix("unix://")
        .is_some_and(super::names::is_absolute_path)
}
