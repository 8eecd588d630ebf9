//! What a plain YAML scalar means: to PyYAML (YAML 1.1, which cloud-init uses) and in YAML 1.2.
//!
//! Source: PyYAML 6.0.3 `resolver.py` and `constructor.py`; YAML 1.2.2, section 10.3.2 (core schema).

/// What a plain scalar is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// Nothing.
    Null,
    /// A flag.
    Bool(bool),
    /// A whole number; `None` where it does not fit 64 bits.
    Integer(Option<i64>),
    /// A number, infinities and NaN among them.
    Float,
    /// A date or a time (1.1 only).
    Timestamp,
    /// `<<`, which merges a mapping into this one (1.1 only).
    Merge,
    /// `=`, on which PyYAML's safe loader fails (1.1 only).
    DefaultValue,
    /// Text as written.
    Text,
}

/// Resolves a plain scalar as PyYAML does.
#[must_use]
pub fn resolve_py_yaml(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Scalar::Bool(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Scalar::Bool(false)
        }
        "<<" => Scalar::Merge,
        "=" => Scalar::DefaultValue,
        _ if is_special_float(text) => Scalar::Float,
        _ => number_1_1(text).unwrap_or_else(|| {
            if is_timestamp(text) {
                Scalar::Timestamp
            } else {
                Scalar::Text
            }
        }),
    }
}

/// Resolves a plain scalar by the core schema of YAML 1.2.
#[must_use]
pub fn resolve_core(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "true" | "True" | "TRUE" => Scalar::Bool(true),
        "false" | "False" | "FALSE" => Scalar::Bool(false),
        _ if is_special_float(text) => Scalar::Float,
        _ => number_1_2(text).unwrap_or(Scalar::Text),
    }
}

/// Both versions allow a sign before the infinity and none before NaN.
fn is_special_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

fn number_1_1(text: &str) -> Option<Scalar> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if let Some(magnitude) = integer_1_1(unsigned) {
        return Some(signed(negative, magnitude));
    }
    // A float that begins with its point has no sign (`resolver.py`).
    let is_float = is_float_1_1(unsigned) && !(unsigned.starts_with('.') && unsigned != text);
    is_float.then_some(Scalar::Float)
}

fn signed(negative: bool, magnitude: Option<i128>) -> Scalar {
    let value = magnitude.map(|found| if negative { -found } else { found });
    Scalar::Integer(value.and_then(|found| i64::try_from(found).ok()))
}

/// Returns the magnitude of a whole number in any of the forms of 1.1; the inner `None` is too large.
fn integer_1_1(text: &str) -> Option<Option<i128>> {
    if let Some(digits) = text.strip_prefix("0b") {
        return radix(digits, 2);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    match text.strip_prefix('0') {
        Some("") => Some(Some(0)),
        Some(digits) => radix(digits, 8),
        None if text.starts_with(|first: char| first.is_ascii_digit()) => {
            if text.contains(':') {
                sexagesimal(text)
            } else {
                radix(text, 10)
            }
        }
        None => None,
    }
}

/// Underscores between digits count for nothing.
fn radix(digits: &str, radix: u32) -> Option<Option<i128>> {
    let is_digit = |digit: char| digit.is_digit(radix) || digit == '_';
    if digits.is_empty() || !digits.chars().all(is_digit) {
        return None;
    }
    let digits = digits.replace('_', "");
    Some(i128::from_str_radix(&digits, radix).ok())
}

/// `190:20:30`: each field behind the first is 0 to 59.
fn sexagesimal(text: &str) -> Option<Option<i128>> {
    let mut fields = text.split(':');
    let mut total = radix(fields.next()?, 10)?;
    for field in fields {
        let value: i128 = field.parse().ok().filter(|value| (0..60).contains(value))?;
        let is_plain = field.len() <= 2 && field.bytes().all(|byte| byte.is_ascii_digit());
        is_plain.then_some(())?;
        total = total.and_then(|sum| sum.checked_mul(60)?.checked_add(value));
    }
    Some(total)
}

/// A point is a must; an exponent needs its sign; fields of 60 may stand before the point.
fn is_float_1_1(text: &str) -> bool {
    let Some((whole, rest)) = text.split_once('.') else {
        return false;
    };
    let (fraction, exponent) = match rest.split_once(['e', 'E']) {
        Some((fraction, exponent)) => (fraction, Some(exponent)),
        None => (rest, None),
    };
    let is_digits = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'_')
    };
    let starts_with_digit = |text: &str| text.starts_with(|first: char| first.is_ascii_digit());
    let is_exponent = exponent.is_none_or(|exponent| {
        exponent.strip_prefix(['+', '-']).is_some_and(|digits| {
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
    });
    let is_whole = if whole.contains(':') {
        exponent.is_none() && sexagesimal(whole).is_some()
    } else if whole.is_empty() {
        starts_with_digit(fraction)
    } else {
        starts_with_digit(whole) && is_digits(whole)
    };
    is_whole && is_digits(fraction) && is_exponent
}

/// `YYYY-MM-DD`, or a date with a time behind it.
fn is_timestamp(text: &str) -> bool {
    let end = text.find(['T', 't', ' ', '\t']);
    let (date, time) = match end.and_then(|at| text.split_at_checked(at)) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let fields: Vec<&str> = date.split('-').collect();
    let [year, month, day] = fields.as_slice() else {
        return false;
    };
    let is_number = |text: &str, sizes: [usize; 2]| {
        sizes.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let month_sizes = if time.is_some() { [1, 2] } else { [2, 2] };
    is_number(year, [4, 4])
        && is_number(month, month_sizes)
        && is_number(day, month_sizes)
        && time.is_none_or(is_time)
}

/// Looser than PyYAML behind the seconds: whatever looks like a time counts as one.
fn is_time(text: &str) -> bool {
    let fields: Vec<&str> = text
        .trim_start_matches(['T', 't', ' ', '\t'])
        .splitn(3, ':')
        .collect();
    let [hour, minute, seconds] = fields.as_slice() else {
        return false;
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(hour)
        && is_digits(minute)
        && seconds.starts_with(|first: char| first.is_ascii_digit())
}

fn number_1_2(text: &str) -> Option<Scalar> {
    if let Some(digits) = text.strip_prefix("0o") {
        return unsigned_1_2(digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return unsigned_1_2(digits, 16);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Scalar::Integer(text.parse().ok()));
    }
    is_float_1_2(unsigned).then_some(Scalar::Float)
}

fn unsigned_1_2(digits: &str, radix: u32) -> Option<Scalar> {
    let is_number = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
    is_number.then(|| Scalar::Integer(i64::from_str_radix(digits, radix).ok()))
}

fn is_float_1_2(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_exponent = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !digits.is_empty() && is_digits(digits)
    });
    is_digits(whole)
        && is_digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && is_exponent
}
