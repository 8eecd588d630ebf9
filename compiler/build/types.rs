//! The types of settings as catalogues write them, mirrored by `catalog::types`.

use serde::Deserialize;

use crate::literal::{Literal, record, words};

words! { Grammar ListKind }

/// `catalog::types::Type` in a catalogue: `"bool"`, `{ integer = { min = 0 } }`, `{ text = "line" }`.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Type {
    Bool,
    Integer {
        min: Option<i64>,
        max: Option<i64>,
    },
    Float {
        min: Option<f64>,
        max: Option<f64>,
    },
    Text(Grammar),
    Multiline,
    Enum(Vec<String>),
    Duration {
        min: Option<String>,
        max: Option<String>,
    },
    List {
        of: Box<Self>,
        kind: ListKind,
    },
    Map {
        key: Grammar,
        of: Box<Self>,
    },
    Table(Vec<Field>),
    OneOf(Vec<Self>),
    Any,
}

record! { Field {
    key: String,
    #[serde(rename = "type")]
    ty: Type,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    default: String,
    doc: String,
} }

impl Literal for Type {
    fn literal(&self) -> String {
        match self {
            Self::Bool => "Type::Bool".to_owned(),
            Self::Multiline => "Type::Multiline".to_owned(),
            Self::Any => "Type::Any".to_owned(),
            Self::Integer { min, max } => bounds(
                "Integer",
                &min.unwrap_or(i64::MIN),
                &max.unwrap_or(i64::MAX),
            ),
            Self::Float { min, max } => {
                bounds("Float", &min.unwrap_or(f64::MIN), &max.unwrap_or(f64::MAX))
            }
            Self::Duration { min, max } => bounds(
                "Duration",
                &min.as_deref().map_or(i64::MIN, nanoseconds),
                &max.as_deref().map_or(i64::MAX, nanoseconds),
            ),
            Self::Text(grammar) => format!("Type::Text({})", grammar.literal()),
            Self::Enum(words) => format!("Type::Enum({})", words.literal()),
            Self::List { of, kind } => format!(
                "Type::List {{ of: &{}, kind: {} }}",
                of.literal(),
                kind.literal()
            ),
            Self::Map { key, of } => format!(
                "Type::Map {{ key: {}, of: &{} }}",
                key.literal(),
                of.literal()
            ),
            Self::Table(fields) => format!("Type::Table({})", fields.literal()),
            Self::OneOf(types) => format!("Type::OneOf({})", types.literal()),
        }
    }
}

/// Writes a type with two bounds; `{:?}` keeps a float a float.
fn bounds<T: std::fmt::Debug>(name: &str, min: &T, max: &T) -> String {
    format!("Type::{name} {{ min: {min:?}, max: {max:?} }}")
}

/// Reads a bound in Go's syntax with one unit, `10m`.
fn nanoseconds(text: &str) -> i64 {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "ns" => 1,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60 * 1_000_000_000,
        "h" => 3600 * 1_000_000_000,
        other => panic!("`{text}`: unit `{other}` is not known here"),
    };
    let count: i64 = digits
        .parse()
        .unwrap_or_else(|_| panic!("`{text}` is no duration"));
    count * unit
}
