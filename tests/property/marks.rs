//! Marks: words that stand nowhere else, one for each place of a profile.

use serde_json::{Map, Value};

/// What the strategies write; [`number`] makes each one another.
pub(super) const MARK: &str = "mk0q";

/// Gives each unnumbered mark of a tree a number of its own: names and texts, in order.
pub(super) fn number(value: Value, next: &mut usize) -> Value {
    match value {
        Value::String(text) => Value::String(numbered(&text, next)),
        Value::Array(items) => items.into_iter().map(|item| number(item, next)).collect(),
        Value::Object(entries) => {
            let entry = |(key, value): (String, Value)| {
                // What stands behind \u{1} only kept the names apart.
                let key = key.split('\u{1}').next().unwrap_or_default();
                (numbered(key, next), number(value, next))
            };
            Value::Object(entries.into_iter().map(entry).collect::<Map<_, _>>())
        }
        other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
    }
}

fn numbered(text: &str, next: &mut usize) -> String {
    let mut text = text.to_owned();
    for (mark, head, tail) in [(MARK, "mk", "q"), ("MK0Q", "MK", "Q")] {
        while text.contains(mark) {
            *next += 1;
            text = text.replacen(mark, &format!("{head}{next}{tail}"), 1);
        }
    }
    text
}

/// Makes every mark of a tree an unnumbered one again.
pub(super) fn blank(value: &Value) -> Value {
    let mut text = value.to_string();
    for mark in of(&text) {
        let fresh = if mark.starts_with('M') { "MK0Q" } else { MARK };
        text = text.replace(&mark, fresh);
    }
    serde_json::from_str(&text).expect("marks are plain letters")
}

/// The marks in a text, each once.
pub(super) fn of(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (head, tail) in [("mk", 'q'), ("MK", 'Q')] {
        for (at, _) in text.match_indices(head) {
            let rest = &text[at + 2..];
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            let is_closed = rest[digits.len()..].starts_with(tail);
            let mark = format!("{head}{digits}{tail}");
            if !digits.is_empty() && is_closed && !found.contains(&mark) {
                found.push(mark);
            }
        }
    }
    found
}
