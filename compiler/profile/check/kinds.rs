//! Which type a value is meant for, before its contents are looked at.

use crate::catalog::Type;
use crate::profile::node::{Piece, Text, Value};

/// Returns the number of a value, whole or not.
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Float(number) => Some(*number),
        // A setting with a point is far below 2^53.
        #[expect(
            clippy::cast_precision_loss,
            reason = "checked against bounds far below 2^53"
        )]
        Value::Integer(number) => Some(*number as f64),
        Value::Bool(_) | Value::Text(_) | Value::List(_) | Value::Table(_) => None,
    }
}

/// Finds the type among several that a value is meant for: the words that hold it, else the last of its kind.
pub(super) fn one_of<'a>(types: &'a [Type], value: &Value) -> Option<&'a Type> {
    let word = value_text(value);
    let holds = |ty: &&Type| matches!(ty, Type::Enum(words) if word.is_some_and(|word| words.contains(&word)));
    let of_its_kind = || types.iter().rfind(|ty| fits_kind(ty, value));
    types.iter().find(holds).or_else(of_its_kind)
}

/// Returns the text of a string without references.
fn value_text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => text.as_literal(),
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::List(_) | Value::Table(_) => {
            None
        }
    }
}

/// Says whether a value is of the kind that a type wants, whatever its contents.
fn fits_kind(ty: &Type, value: &Value) -> bool {
    match ty {
        Type::Any => true,
        Type::Bool => matches!(value, Value::Bool(_)),
        Type::Integer { .. } => matches!(value, Value::Integer(_)),
        Type::Float { .. } => matches!(value, Value::Float(_) | Value::Integer(_)),
        Type::Text(_)
        | Type::Multiline
        | Type::Verbatim
        | Type::Enum(_)
        | Type::Duration { .. } => {
            matches!(value, Value::Text(_))
        }
        Type::List { .. } => matches!(value, Value::List(_)),
        Type::Map { .. } | Type::Table(_) => matches!(value, Value::Table(_)),
        Type::OneOf(types) => types.iter().any(|ty| fits_kind(ty, value)),
    }
}

/// Finds a character that no reader takes.
pub(super) fn control_character(text: &Text, many_lines: bool) -> Option<char> {
    let bad = |c: &char| c.is_control() && !(many_lines && matches!(c, '\n' | '\t' | '\r'));
    text.pieces.iter().find_map(|piece| match piece {
        Piece::Literal(literal) => literal.chars().find(bad),
        Piece::Var { .. } | Piece::Instance(_) | Piece::Secret(_) => None,
    })
}
