//! Defaults that are written as values are values of their type.

use parbake::catalog::docker::{DAEMON_KEYS, LOG_OPTIONS};
use parbake::catalog::ecs::{ECS_VARIABLES, OnBad};
use parbake::catalog::types::Type;

/// Reads a length of time of whole numbers and units, `1h30m`.
fn duration(text: &str) -> Option<i64> {
    let mut rest = text;
    let mut total = 0_i64;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let unit_end = rest[digits..]
            .find(|c: char| c.is_ascii_digit())
            .map_or(rest.len(), |i| digits + i);
        let unit = match &rest[digits..unit_end] {
            "ns" => 1,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => return None,
        };
        total += rest[..digits].parse::<i64>().ok()? * unit;
        rest = &rest[unit_end..];
    }
    Some(total)
}

/// Says whether a text is a value of a type; texts of a grammar are judged elsewhere.
fn is_value(ty: &Type, text: &str) -> bool {
    match ty {
        Type::Bool => text == "true" || text == "false",
        Type::Integer { min, max } => text.parse().is_ok_and(|n: i64| (*min..=*max).contains(&n)),
        Type::Float { min, max } => text.parse().is_ok_and(|n: f64| (*min..=*max).contains(&n)),
        Type::Duration { min, max } => duration(text).is_some_and(|n| (*min..=*max).contains(&n)),
        Type::Enum(words) => words.contains(&text),
        Type::List { of, .. } => {
            let items: Option<Vec<serde_json::Value>> = serde_json::from_str(text).ok();
            items.is_some_and(|items| items.iter().all(|item| is_item(of, item)))
        }
        Type::Text(_)
        | Type::Multiline
        | Type::Verbatim
        | Type::Map { .. }
        | Type::Table(_)
        | Type::OneOf(_)
        | Type::Any => true,
    }
}

/// The same for an element of a JSON list.
fn is_item(ty: &Type, item: &serde_json::Value) -> bool {
    is_value(ty, item.as_str().unwrap_or(&item.to_string()))
}

#[test]
fn ecs_defaults_are_values() {
    for row in ECS_VARIABLES {
        let defaults = [row.field.default, row.default_ecs_init];
        for default in defaults.into_iter().filter(|text| !text.is_empty()) {
            assert!(
                is_value(&row.field.ty, default),
                "`{}`: {default}",
                row.name
            );
        }
    }
}

#[test]
fn docker_defaults_are_values_or_words() {
    let fields = DAEMON_KEYS
        .iter()
        .map(|row| &row.field)
        .chain(LOG_OPTIONS.iter().map(|row| &row.field));
    for field in fields {
        // A default in words ("true (27+); false before") is no literal.
        let literal =
            !field.default.contains([' ', ',']) && field.default.chars().any(char::is_alphanumeric);
        if literal && matches!(field.ty, Type::Bool | Type::Integer { .. } | Type::Enum(_)) {
            assert!(
                is_value(&field.ty, field.default),
                "`{}`: {}",
                field.key,
                field.default
            );
        }
    }
}

#[test]
fn a_duration_has_a_lower_bound() {
    for row in ECS_VARIABLES {
        if let Type::Duration { min, .. } = row.field.ty {
            assert!(min >= 0, "`{}` may be negative", row.name);
        }
    }
}

#[test]
fn what_the_agent_raises_or_clamps_is_a_duration() {
    for row in ECS_VARIABLES {
        let moved = matches!(row.on_bad, OnBad::WarnMinimum | OnBad::WarnClamp);
        let duration = matches!(row.field.ty, Type::Duration { .. });
        assert!(!moved || duration, "`{}`", row.name);
    }
}
