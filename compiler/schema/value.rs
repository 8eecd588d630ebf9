//! Single values of the schema: types, bounds, patterns, defaults.

use super::Schema;
use super::table::{Definitions, Keywords, REFERENCE};
use crate::catalog::{Field, Grammar, ListKind, Type};
use crate::format::Value;
use crate::grammar;
use crate::profile::keypath::KeyPath;
use crate::profile::shape::{is_secret, takes_host_values};
use crate::reader::go;

/// A string that is one reference and nothing else, which takes the type of the variable.
const WHOLE_REFERENCE: &str = r"^\$\{var\.[a-z][a-z0-9_-]*\}$";

/// The references of a text that the host may fill.
const HOST_REFERENCE: &str = r"\$\{((var|instance)\.|ssm:|secret:)";

/// A string that is one secret and nothing else, which is of the type that the agent wants.
const WHOLE_SECRET: &str = r"^\$\{(ssm|secret):[^}]+\}$";

/// Source: Go `time.ParseDuration`.
const DURATION: &str = r"^[+-]?(0|(([0-9]+[.]?[0-9]*|[.][0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$";

/// The same where no negative length is legal.
const POSITIVE_DURATION: &str = r"^[+]?(0|(([0-9]+[.]?[0-9]*|[.][0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$";

impl Definitions {
    /// Describes what a value of a type must be.
    pub(super) fn value(&mut self, ty: &'static Type, path: &KeyPath) -> Keywords {
        match ty {
            Type::Any if is_variable(path) => vec![("anyOf", variable())],
            Type::Any => Vec::new(),
            Type::Bool => or_reference("boolean"),
            Type::Integer { min, max } => bounded_integer(*min, *max),
            Type::Float { min, max } => bounded_number(*min, *max),
            Type::Text(grammar) => text(*grammar, path),
            Type::Multiline | Type::Verbatim => vec![("type", Schema::plain_string("string"))],
            Type::Enum(words) => vec![("anyOf", one_of(words))],
            Type::Duration { min, .. } => duration(*min),
            Type::List { of, kind } => self.list(of, *kind, path),
            Type::Map { key, of } => {
                let map = self.map(*key, of, &path.child("NAME"));
                if is_secret(path) { or_secret(map) } else { map }
            }
            Type::Table(fields) => self.table(fields, path),
            Type::OneOf(types) => {
                let types = types.iter().map(|ty| Schema::object(self.value(ty, path)));
                vec![("anyOf", Schema::array(types.collect::<Vec<_>>()))]
            }
        }
    }

    fn list(&mut self, of: &'static Type, kind: ListKind, path: &KeyPath) -> Keywords {
        // `extends` is followed before there are variables.
        let mut keywords = if path.keys() == ["extends"] {
            vec![("type", Schema::plain_string("array"))]
        } else {
            or_reference("array")
        };
        let mut items = self.value(of, path);
        if let Type::Table(fields) = of {
            let required = fields.iter().filter(|field| field.required);
            let required = required.map(|field| Schema::plain_string(field.key));
            items.push(("required", Schema::array(required)));
        }
        keywords.push(("items", Schema::object(items)));
        if kind == ListKind::Set {
            keywords.push(("uniqueItems", boolean(true)));
        }
        keywords
    }
}

/// Returns the default as a value, where the words for it are one.
pub(super) fn default(field: &Field) -> Option<Schema> {
    let text = field.default;
    match field.ty {
        Type::Bool => text.parse().ok().map(boolean),
        Type::Integer { .. } => text.parse().ok().map(integer),
        Type::Float { .. } => text.parse().ok().map(number),
        Type::Enum(words) => words.contains(&text).then(|| Schema::plain_string(text)),
        Type::Duration { .. } => go::parse_duration(text).map(|_| Schema::plain_string(text)),
        Type::Text(_)
        | Type::Multiline
        | Type::Verbatim
        | Type::List { .. }
        | Type::Map { .. }
        | Type::Table(_)
        | Type::OneOf(_)
        | Type::Any => None,
    }
}

/// Returns the pattern of a grammar that also takes a reference; a text that has one is checked later.
pub(super) fn pattern(grammar: Grammar, reference: &str) -> String {
    match (grammar, grammar::pattern(grammar)) {
        // Both take any reference as it stands.
        (Grammar::Line | Grammar::NonEmpty, Some(pattern)) => pattern.to_owned(),
        (_, Some(pattern)) => format!("{pattern}|{reference}"),
        (_, None) => String::new(),
    }
}

/// Makes a truth value.
pub(super) fn boolean(value: bool) -> Schema {
    Schema::plain(Value::Bool(value))
}

fn integer(value: i64) -> Schema {
    Schema::plain(Value::Integer(value))
}

fn number(value: f64) -> Schema {
    Schema::plain(Value::Float(value))
}

/// Describes a value of a JSON type, or a reference in its place.
fn or_reference(ty: &str) -> Keywords {
    let types = [ty, "string"].map(Schema::plain_string);
    vec![
        ("type", Schema::array(types)),
        ("pattern", Schema::plain_string(WHOLE_REFERENCE)),
    ]
}

fn or_secret(map: Keywords) -> Keywords {
    let types = ["object", "string"].map(Schema::plain_string);
    let mut keywords = vec![
        ("type", Schema::array(types)),
        ("pattern", Schema::plain_string(WHOLE_SECRET)),
    ];
    keywords.extend(map.into_iter().filter(|(name, _)| *name != "type"));
    keywords
}

fn bounded_integer(min: i64, max: i64) -> Keywords {
    let mut keywords = or_reference("integer");
    if min != i64::MIN {
        keywords.push(("minimum", integer(min)));
    }
    if max != i64::MAX {
        keywords.push(("maximum", integer(max)));
    }
    keywords
}

fn bounded_number(min: f64, max: f64) -> Keywords {
    let mut keywords = or_reference("number");
    if min > f64::MIN {
        keywords.push(("minimum", number(min)));
    }
    if max < f64::MAX {
        keywords.push(("maximum", number(max)));
    }
    keywords
}

fn text(grammar: Grammar, path: &KeyPath) -> Keywords {
    let reference = if takes_host_values(path) {
        HOST_REFERENCE
    } else {
        REFERENCE
    };
    patterned(&pattern(grammar, reference))
}

fn duration(min: i64) -> Keywords {
    let form = if min > 0 { POSITIVE_DURATION } else { DURATION };
    patterned(&format!("{form}|{REFERENCE}"))
}

fn patterned(pattern: &str) -> Keywords {
    vec![
        ("type", Schema::plain_string("string")),
        ("pattern", Schema::plain_string(pattern)),
    ]
}

/// Describes words: one of them, or a text with a reference.
fn one_of(words: &[&str]) -> Schema {
    let words = words.iter().copied().map(Schema::plain_string);
    let known = [
        ("type", Schema::plain_string("string")),
        ("enum", Schema::array(words)),
    ];
    Schema::array([Schema::object(known), Schema::object(patterned(REFERENCE))])
}

fn is_variable(path: &KeyPath) -> bool {
    matches!(path.keys(), [vars, _] if vars == "vars")
}

/// Describes a variable: a value, or the declaration of one.
fn variable() -> Schema {
    let values = ["string", "integer", "number", "boolean", "array"].map(Schema::plain_string);
    let word = |doc: &str, words: &[&str]| {
        let words = words.iter().copied().map(Schema::plain_string);
        Schema::object([
            ("description", Schema::plain_string(doc)),
            ("enum", Schema::array(words)),
        ])
    };
    let said = |doc: &str| Schema::object([("description", Schema::plain_string(doc))]);
    let declaration = [
        (
            "scope",
            word(
                "`fixed`: the same for every launch. `launch`: known when the user-data is made.",
                &["fixed", "launch"],
            ),
        ),
        (
            "type",
            word(
                "Type of the value; left out, that of the default.",
                &["string", "integer", "boolean"],
            ),
        ),
        ("default", said("The value where nothing else gives one.")),
        ("description", said("What it is for.")),
    ];
    Schema::array([
        Schema::object([("type", Schema::array(values))]),
        Schema::object([
            ("type", Schema::plain_string("object")),
            ("properties", Schema::object(declaration)),
            ("additionalProperties", boolean(false)),
        ]),
    ])
}
