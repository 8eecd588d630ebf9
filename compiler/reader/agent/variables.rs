//! What becomes of a variable's text, variable by variable.
//!
//! Source: amazon-ecs-agent v1.105.1 (8dfceca6c) `agent/config/config.go`, `agent/config/parse.go`, `ecs-init/docker/docker.go`,
//! `ecs-agent/logger/log.go`.

use serde_json::{Value, json};

use super::table::{Kind, Otherwise, VARIABLES};
use super::{Outcome, TooShort};
use crate::reader::go;

/// Reads the text of a variable; `None` for a name that neither the agent nor ecs-init reads.
///
/// A list or an object comes out as such, everything else as the text.
#[must_use]
pub fn variable(name: &str, text: &str) -> Option<Outcome<Value>> {
    let row = VARIABLES
        .binary_search_by(|(known, _)| (*known).cmp(name))
        .ok();
    let (_, kind) = row.and_then(|row| VARIABLES.get(row))?;
    Some(read(*kind, text))
}

fn read(kind: Kind, text: &str) -> Outcome<Value> {
    match kind {
        Kind::Text => Outcome::Taken(text.into()),
        Kind::Flag => super::flag(text).map(|flag| flag.to_string().into()),
        Kind::SilentFlag => match go::parse_bool(text) {
            Some(flag) => Outcome::Taken(flag.to_string().into()),
            None => Outcome::SILENT,
        },
        Kind::ExactlyTrue if matches!(text, "true" | "false") => Outcome::Taken(text.into()),
        Kind::ExactlyTrue => Outcome::SILENT,
        Kind::Memory => super::uint16(text).map(|_| Value::from(text)),
        Kind::Number { least, most } => number(text, least, most),
        Kind::Count { negative } => match go::parse_int(text) {
            Some(0) => Outcome::SILENT,
            Some(count) if count > 0 || negative => Outcome::Taken(text.into()),
            Some(_) | None => Outcome::WARNED,
        },
        Kind::FileSize => match text.parse::<f64>() {
            Ok(size) if size > 0.0 => Outcome::Taken(text.into()),
            Ok(_) => Outcome::LogBroken,
            Err(_) => Outcome::WARNED,
        },
        Kind::Duration(least, too_short) => duration(text, least, too_short),
        Kind::AnyDuration | Kind::Jitter => any_duration(kind, text),
        Kind::Word(words, otherwise) => word(text, words, otherwise),
        Kind::LogLevel => super::log_level(text).map(Value::from),
        Kind::PullBehavior => super::image_pull_behavior(text).map(Value::from),
        Kind::StringMap => super::string_map(text).map(|map| json!(map)),
        Kind::Options => super::log_options(text).map(|map| json!(map)),
        Kind::AuthData => match serde_json::from_str(text) {
            Ok(Value::Object(entries)) if !entries.contains_key("auths") => {
                Outcome::Taken(Value::Object(entries))
            }
            Ok(_) | Err(_) => Outcome::WARNED,
        },
        Kind::Ports => super::reserved_ports(text).map(|ports| json!(ports)),
        Kind::PortRange => super::port_range(text).map(|_| Value::from(text)),
        Kind::Rates => {
            super::rate_pair(text).map(|(steady, burst)| format!("{steady},{burst}").into())
        }
        Kind::Drivers => super::logging_drivers(text).map(|drivers| json!(drivers)),
        Kind::Routes => super::local_routes(text).map(|routes| json!(routes)),
        Kind::Strings => match serde_json::from_str::<Vec<String>>(text) {
            Ok(strings) => Outcome::Taken(json!(strings)),
            Err(_) => Outcome::WARNED,
        },
        Kind::Csv => Outcome::Taken(json!(super::excluded_images(text))),
    }
}

fn duration(text: &str, least: i64, too_short: TooShort) -> Outcome<Value> {
    let length = super::duration(text, least, too_short);
    let is_taken = matches!(length, Outcome::Taken(_));
    length.map(|length| {
        if is_taken {
            Value::from(text)
        } else {
            go::format_duration(length).into()
        }
    })
}

fn any_duration(kind: Kind, text: &str) -> Outcome<Value> {
    match go::parse_duration(text) {
        Some(0) if !matches!(kind, Kind::Jitter) => Outcome::SILENT,
        Some(_) => Outcome::Taken(text.into()),
        None => Outcome::WARNED,
    }
}

fn number(text: &str, least: i64, most: i64) -> Outcome<Value> {
    match go::parse_int(text) {
        Some(number) if (least..=most).contains(&number) => Outcome::Taken(text.into()),
        Some(_) | None => Outcome::WARNED,
    }
}

fn word(text: &str, words: &[&str], otherwise: Otherwise) -> Outcome<Value> {
    if words.contains(&text) {
        return Outcome::Taken(text.into());
    }
    match otherwise {
        Otherwise::SilentDefault => Outcome::SILENT,
        Otherwise::WarnedDefault => Outcome::WARNED,
        Otherwise::LogBroken => Outcome::LogBroken,
        Otherwise::Instead(word) => Outcome::Changed {
            value: word.into(),
            warned: false,
        },
    }
}
