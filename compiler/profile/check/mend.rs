//! What a value of the wrong kind must have been, where only one value can be meant.

use crate::catalog::{Grammar, Type};
use crate::grammar::{self, ImageParts};
use crate::profile::node::Value;

/// Returns the value as TOML text; `None` where it is not certain.
pub(super) fn meant(value: &Value, ty: &Type) -> Option<String> {
    match value {
        Value::Text(text) => of_text(text.as_literal()?, ty),
        Value::Integer(number) => of_scalar(&number.to_string(), ty),
        Value::Bool(value) => switch(*value, ty).or_else(|| of_scalar(&value.to_string(), ty)),
        // A number with a point has more than one spelling.
        Value::Float(_) | Value::List(_) | Value::Table(_) => None,
    }
}

/// A number, a truth value or a list of one that stands in quotes.
fn of_text(text: &str, ty: &Type) -> Option<String> {
    match ty {
        Type::Bool => matches!(text, "true" | "false").then(|| text.to_owned()),
        Type::Integer { min, max } => {
            let number: i64 = text.parse().ok()?;
            let is_plain = number.to_string() == text;
            (is_plain && (*min..=*max).contains(&number)).then(|| text.to_owned())
        }
        Type::List { of, .. } if takes(of, text) => Some(format!("[{}]", quoted(text)?)),
        Type::OneOf(types) => only(types.iter().filter_map(|ty| of_text(text, ty))),
        Type::Float { .. }
        | Type::Text(_)
        | Type::Multiline
        | Type::Verbatim
        | Type::Enum(_)
        | Type::Duration { .. }
        | Type::List { .. }
        | Type::Map { .. }
        | Type::Table(_)
        | Type::Any => None,
    }
}

/// A truth value where a number or a text is wanted, as in sysctl: 1 or 0.
fn switch(value: bool, ty: &Type) -> Option<String> {
    let Type::OneOf(types) = ty else { return None };
    let takes_number =
        |ty: &Type| matches!(ty, Type::Integer { min, max } if *min <= 0 && *max >= 1);
    let is_number = types.iter().any(takes_number);
    is_number.then(|| i64::from(value).to_string())
}

/// A text that lacks its quotes.
fn of_scalar(written: &str, ty: &Type) -> Option<String> {
    match ty {
        Type::Text(_) | Type::Enum(_) => takes(ty, written).then(|| format!("\"{written}\"")),
        Type::OneOf(types) => only(types.iter().filter_map(|ty| of_scalar(written, ty))),
        Type::Bool
        | Type::Integer { .. }
        | Type::Float { .. }
        | Type::Multiline
        | Type::Verbatim
        | Type::Duration { .. }
        | Type::List { .. }
        | Type::Map { .. }
        | Type::Table(_)
        | Type::Any => None,
    }
}

fn takes(ty: &Type, text: &str) -> bool {
    match ty {
        Type::Text(wanted) => grammar::check(*wanted, text).is_ok(),
        Type::Enum(words) => words.contains(&text),
        Type::Bool
        | Type::Integer { .. }
        | Type::Float { .. }
        | Type::Multiline
        | Type::Verbatim
        | Type::Duration { .. }
        | Type::List { .. }
        | Type::Map { .. }
        | Type::Table(_)
        | Type::OneOf(_)
        | Type::Any => false,
    }
}

/// Returns the one that there is; `None` where there are more.
fn only(mut found: impl Iterator<Item = String>) -> Option<String> {
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

/// Writes a text that needs no escapes as a TOML string.
fn quoted(text: &str) -> Option<String> {
    let is_plain = !text.contains(['"', '\\']) && !text.contains(char::is_control);
    is_plain.then(|| format!("\"{text}\""))
}

/// What a text of the wrong form was probably meant to be.
pub(in crate::profile) enum Near {
    /// The same in the form that is wanted.
    Text(String),
    /// A container image without a tag.
    Untagged(String),
    /// A container image by its digest alone.
    DigestAlone,
}

/// Looks whether blanks around it, capital letters or a missing tag are all that is wrong with a text.
pub(super) fn near(wanted: Grammar, text: &str) -> Option<Near> {
    let fits = |text: &str| grammar::check(wanted, text).is_ok();
    let is_image = matches!(wanted, Grammar::Image | Grammar::ImageTag);
    let trimmed = text.trim();
    if fits(trimmed) {
        return Some(Near::Text(trimmed.to_owned()));
    }
    let parts = ImageParts::parse(trimmed).filter(|_| wanted == Grammar::Image);
    match parts.map(|parts| (parts.tag, parts.digest)) {
        Some((None, None)) => return Some(Near::Untagged(trimmed.to_owned())),
        Some((None, Some(_))) => return Some(Near::DigestAlone),
        Some((Some(_), _)) | None => {}
    }
    // A tag may have capital letters, a name may not.
    let tagged = trimmed.split('@').next().filter(|_| is_image)?;
    let (name, _) = tagged.rsplit_once(':')?;
    let lower = format!("{}{}", name.to_lowercase(), trimmed.get(name.len()..)?);
    fits(&lower).then_some(Near::Text(lower))
}
