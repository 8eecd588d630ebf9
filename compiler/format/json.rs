//! The JSON encoder: pretty with a cause for each line, or compact on one line.
//!
//! Source: RFC 8259. Text stays UTF-8; only what the grammar demands is escaped.

use super::{Lines, Node, Value};

/// Encodes a document over many lines, two blanks a level, in the order given.
///
/// The line of a scalar has its own cause, the opening line of an array or object the container's;
/// closing lines are structural.
#[must_use]
pub fn encode<T: Clone>(root: &Node<T>) -> Lines<T> {
    let mut pretty = Pretty {
        lines: Lines::new(),
        depth: 0,
    };
    pretty.node("", root, "");
    pretty.lines
}

/// Encodes a document on one line without blanks outside of text.
///
/// This is the form for `ecs.config`; a backslash appears only where a text needs an escape.
#[must_use]
pub fn compact<T>(root: &Node<T>) -> String {
    match &root.value {
        Value::Array(elements) => {
            let inner: Vec<String> = elements.iter().map(compact).collect();
            format!("[{}]", inner.join(","))
        }
        Value::Object(entries) => {
            let inner: Vec<String> = entries
                .iter()
                .map(|(key, node)| format!("{}:{}", quote(key), compact(node)))
                .collect();
            format!("{{{}}}", inner.join(","))
        }
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::String(_) => {
            scalar(&root.value)
        }
    }
}

struct Pretty<T> {
    lines: Lines<T>,
    depth: usize,
}

impl<T: Clone> Pretty<T> {
    fn node(&mut self, label: &str, node: &Node<T>, comma: &str) {
        match &node.value {
            Value::Array(elements) if !elements.is_empty() => {
                self.open(&format!("{label}["), node);
                let last = elements.len() - 1;
                for (at, element) in elements.iter().enumerate() {
                    self.node("", element, comma_before(at, last));
                }
                self.close(&format!("]{comma}"));
            }
            Value::Object(entries) if !entries.is_empty() => {
                self.open(&format!("{label}{{"), node);
                let last = entries.len() - 1;
                for (at, (key, value)) in entries.iter().enumerate() {
                    let label = format!("{}: ", quote(key));
                    self.node(&label, value, comma_before(at, last));
                }
                self.close(&format!("}}{comma}"));
            }
            Value::Null
            | Value::Bool(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_) => {
                let text = format!("{label}{}{comma}", compact(node));
                self.line(&text, node.cause.clone());
            }
        }
    }

    fn open(&mut self, text: &str, node: &Node<T>) {
        self.line(text, node.cause.clone());
        self.depth += 1;
    }

    fn close(&mut self, text: &str) {
        self.depth -= 1;
        self.line(text, None);
    }

    fn line(&mut self, text: &str, cause: Option<T>) {
        let indent = "  ".repeat(self.depth);
        self.lines.lines.push((format!("{indent}{text}"), cause));
    }
}

const fn comma_before(at: usize, last: usize) -> &'static str {
    if at == last { "" } else { "," }
}

fn scalar<T>(value: &Value<T>) -> String {
    match value {
        Value::Bool(flag) => flag.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => serde_json::Number::from_f64(*number)
            .map_or_else(|| "null".to_owned(), |number| number.to_string()),
        Value::String(text) => quote(text),
        Value::Null | Value::Array(_) | Value::Object(_) => "null".to_owned(),
    }
}

/// Writes a text as it stands between the quotes of a JSON string.
#[must_use]
pub fn escape(text: &str) -> String {
    let quoted = quote(text);
    quoted
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or_default()
        .to_owned()
}

fn quote(text: &str) -> String {
    // A text always serializes.
    serde_json::to_string(text).unwrap_or_default()
}
