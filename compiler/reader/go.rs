//! Go's own parsers, which the agent and dockerd use.
//!
//! Source: Go 1.22 `time/format.go` (`ParseDuration`), `strconv/atob.go`, `strconv/atoi.go`,
//! `encoding/json/decode.go`.

use std::collections::BTreeMap;

/// Reads a length of time (`time.ParseDuration`); the result is in nanoseconds.
#[must_use]
pub fn parse_duration(text: &str) -> Option<i64> {
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (length, after) = parse_component(rest)?;
        total = total.checked_add(length).filter(|sum| *sum <= LIMIT)?;
        rest = after;
    }
    if negative {
        return Some(0_i64.wrapping_sub_unsigned(total));
    }
    i64::try_from(total).ok()
}

/// Writes a length of time in the largest unit that divides it: `90s`, `10m`, `24h`.
#[must_use]
pub fn format_duration(nanoseconds: i64) -> String {
    const UNITS: [(&str, i64); 5] = [
        ("h", 3_600_000_000_000),
        ("m", 60_000_000_000),
        ("s", 1_000_000_000),
        ("ms", 1_000_000),
        ("us", 1_000),
    ];
    if nanoseconds == 0 {
        return "0s".to_owned();
    }
    let whole = UNITS.iter().find(|(_, size)| nanoseconds % size == 0);
    whole.map_or_else(
        || format!("{nanoseconds}ns"),
        |(unit, size)| format!("{}{unit}", nanoseconds / size),
    )
}

/// One more than the largest length of time: the smallest negative one.
const LIMIT: u64 = 1 << 63;

/// Reads one number with its unit; the result is in nanoseconds, with what follows.
fn parse_component(text: &str) -> Option<(u64, &str)> {
    let (whole, rest) = split_digits(text);
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(after) => split_digits(after),
        None => ("", rest),
    };
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let end = rest
        .find(|character: char| character == '.' || character.is_ascii_digit())
        .unwrap_or(rest.len());
    let (unit, after) = rest.split_at_checked(end)?;
    let unit = unit_nanoseconds(unit)?;
    let nanoseconds = leading_integer(whole)?.checked_mul(unit)?;
    let nanoseconds = nanoseconds.checked_add(fraction_nanoseconds(fraction, unit))?;
    (nanoseconds <= LIMIT).then_some((nanoseconds, after))
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

fn unit_nanoseconds(unit: &str) -> Option<u64> {
    Some(match unit {
        "ns" => 1,
        "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    })
}

fn leading_integer(digits: &str) -> Option<u64> {
    if digits.is_empty() {
        return Some(0);
    }
    digits.parse().ok().filter(|number| *number <= LIMIT)
}

/// Go counts the fraction in a float and cuts the result; digits that overflow are ignored.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "this is Go's arithmetic: float64, cut to whole nanoseconds below one unit"
)]
fn fraction_nanoseconds(digits: &str, unit: u64) -> u64 {
    let mut fraction: u64 = 0;
    let mut scale = 1.0_f64;
    for digit in digits.bytes() {
        let next = (fraction <= (LIMIT - 1) / 10)
            .then(|| fraction * 10 + u64::from(digit - b'0'))
            .filter(|next| *next <= LIMIT);
        let Some(next) = next else { break };
        fraction = next;
        scale *= 10.0;
    }
    if fraction == 0 {
        return 0;
    }
    (fraction as f64 * (unit as f64 / scale)) as u64
}

/// Reads a flag (`strconv.ParseBool`).
#[must_use]
pub fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// Reads a 16-bit number in decimal (`strconv.ParseUint(text, 10, 16)`): no sign, no blanks.
#[must_use]
pub fn parse_uint16(text: &str) -> Option<u16> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

/// Reads a number in decimal (`strconv.Atoi`): a sign is fine, blanks are not.
#[must_use]
pub fn parse_int(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// Reads a JSON object of strings (`json.Unmarshal` into `map[string]string`).
///
/// `null` for a value gives the empty text, `null` for the whole an empty map; of a key given twice
/// the last value counts. Text behind the object is an error.
#[must_use]
pub fn parse_string_map(text: &str) -> Option<BTreeMap<String, String>> {
    let document: Option<BTreeMap<String, Option<String>>> = serde_json::from_str(text).ok()?;
    Some(
        document
            .unwrap_or_default()
            .into_iter()
            .map(|(key, value)| (key, value.unwrap_or_default()))
            .collect(),
    )
}

/// Reads the first JSON value of a text (`json.NewDecoder(...).Decode`), whatever follows it.
///
/// `Ok(None)` where the text is blank (Go's `io.EOF`).
///
/// # Errors
/// Where the text does not begin with a whole JSON value.
pub fn decode_first(text: &str) -> Result<Option<serde_json::Value>, serde_json::Error> {
    serde_json::Deserializer::from_str(text)
        .into_iter()
        .next()
        .transpose()
}
