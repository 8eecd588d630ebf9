//! Lines of profile that show a key in its place.

mod values;

use super::words;
use crate::catalog::docker::{LOG_OPTIONS, LogOption, log_options};
use crate::catalog::{Field, Grammar, Type};
use crate::profile::keypath::KeyPath;
use crate::reader::go;

/// Writes a key in its table: `[ecs]`, then `reserved-memory = 256`. Empty for what is a table itself.
pub(super) fn of_key(path: &KeyPath, ty: &Type, default: &str) -> String {
    let Some((key, tables)) = path.keys().split_last() else {
        return String::new();
    };
    // A section stands as a header with a key below it.
    if let (Type::Table(fields), []) = (ty, tables) {
        let shown = fields
            .iter()
            .find(|field| field.required)
            .or(fields.first());
        return shown.map_or_else(String::new, |field| {
            of_key(&path.child(field.key), &field.ty, field.default)
        });
    }
    let name = path.to_string();
    let better = values::of(&name).map(str::to_owned);
    let Some(value) = better.or_else(|| value(ty, default)) else {
        return String::new();
    };
    let key = KeyPath::from([key.as_str()].as_slice());
    if tables.is_empty() {
        return format!("{key} = {value}\n");
    }
    let tables: Vec<_> = tables.iter().map(String::as_str).collect();
    let table = KeyPath::from(tables.as_slice());
    let beside = values::beside(&name);
    format!("[{table}]\n{beside}{key} = {value}\n")
}

/// Writes an option of a log driver with the driver and what that cannot do without; empty for a secret.
pub(super) fn of_log_option(option: &'static LogOption) -> String {
    // Of the drivers with the option, the one that most hosts have.
    let is_plain = |row: &&LogOption| row.driver == PLAIN && row.field.key == option.field.key;
    let option = LOG_OPTIONS.iter().find(is_plain).unwrap_or(option);
    let driver = if option.driver == "*" {
        PLAIN
    } else {
        option.driver
    };
    let beside = values::beside_option(driver, option.field.key);
    let others = log_options(driver).filter(|other| {
        let is_wanted = other.field.required || beside.contains(&other.field.key);
        is_wanted && other.field.key != option.field.key
    });
    let mut pairs = Vec::new();
    for row in others.chain([option]) {
        let Some(value) = option_value(row) else {
            return String::new();
        };
        pairs.push(format!("{} = {value}", key_of_text(row.field.key)));
    }
    format!(
        "[docker.daemon]\nlog-driver = \"{driver}\"\nlog-opts = {{ {} }}\n",
        pairs.join(", ")
    )
}

/// Docker's own default.
const PLAIN: &str = "json-file";

/// The value of an option as the text that it must be; `None` for a secret, which no profile holds.
fn option_value(option: &LogOption) -> Option<String> {
    if option.secret {
        return None;
    }
    let field = &option.field;
    let better = values::of(field.key).map(str::to_owned);
    let value = better.or_else(|| value(&field.ty, field.default))?;
    Some(if value.starts_with('"') {
        value
    } else {
        quote(&value)
    })
}

/// The text behind `=` in an element of `storage-opts`.
pub(super) fn of_storage_option(field: &Field) -> String {
    let better = values::of(field.key).map(str::to_owned);
    let value = better.or_else(|| value(&field.ty, field.default));
    value.unwrap_or_default().trim_matches('"').to_owned()
}

fn key_of_text(key: &str) -> String {
    KeyPath::from([key].as_slice()).to_string()
}

/// Writes a legal value of a type, the default where that is one; `None` for tables with fixed keys that must have none.
pub(super) fn value(ty: &Type, default: &str) -> Option<String> {
    Some(match ty {
        Type::Bool => (default != "true").to_string(),
        Type::Integer { min, max } => integer(*min, *max, default),
        Type::Float { .. } => default.parse().unwrap_or(1.0_f64).to_string(),
        Type::Text(grammar) => quote(&text(*grammar)),
        Type::Multiline => quote("a text"),
        Type::Verbatim => quote("#!/bin/sh\n"),
        Type::Enum(words) => quote(words.iter().rfind(|word| **word != default)?),
        Type::Duration { min, max } => quote(&duration(*min, *max, default)),
        Type::List { of, .. } => format!("[{}]", value(of, "")?),
        Type::Map { key, of } => format!("{{ {} = {} }}", key_of(*key), value(of, "")?),
        Type::Table(fields) => table(fields)?,
        Type::OneOf(types) => types.iter().find_map(|ty| value(ty, default))?,
        Type::Any => return None,
    })
}

/// Writes the keys that a table must have, or its first one.
fn table(fields: &[Field]) -> Option<String> {
    let mut shown: Vec<_> = fields.iter().filter(|field| field.required).collect();
    if shown.is_empty() {
        shown.extend(fields.first());
    }
    let pairs: Option<Vec<_>> = shown
        .into_iter()
        .map(|field| {
            Some(format!(
                "{} = {}",
                field.key,
                value(&field.ty, field.default)?
            ))
        })
        .collect();
    Some(format!("{{ {} }}", pairs?.join(", ")))
}

/// Returns the default where it is a number that says something, else what is near a small one.
fn integer(min: i64, max: i64, default: &str) -> String {
    let fits = |number: &i64| *number != 0 && (min..=max).contains(number);
    let number = default.parse().ok().filter(fits);
    number.unwrap_or_else(|| 10.clamp(min, max)).to_string()
}

fn duration(min: i64, max: i64, default: &str) -> String {
    const TEN_MINUTES: i64 = 600_000_000_000;
    match go::parse_duration(default) {
        Some(length) if (min..=max).contains(&length) => default.to_owned(),
        Some(_) | None => go::format_duration(TEN_MINUTES.clamp(min, max)),
    }
}

fn key_of(grammar: Grammar) -> String {
    key_of_text(&text(grammar))
}

/// Returns the example in the words of a grammar.
pub(super) fn text(grammar: Grammar) -> String {
    let what = words::expected(grammar);
    let example = what.split_once("such as `").map(|(_, behind)| behind);
    let example = example.and_then(|behind| behind.split_once('`'));
    example.map_or("text", |(text, _)| text).to_owned()
}

/// Writes a TOML string; these texts hold nothing but what the tables say.
pub(super) fn quote(text: &str) -> String {
    format!(
        "\"{}\"",
        text.replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n")
    )
}
