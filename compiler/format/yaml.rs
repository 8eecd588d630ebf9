//! The YAML encoder, for cloud-config and for the image feeds.
//!
//! cloud-init reads with PyYAML, which follows YAML 1.1; linters and Go tools read YAML 1.2. What
//! is written here means the same in both: every text is quoted or a literal block, numbers and
//! booleans are plain, and the whole is pure ASCII.
//!
//! Source: PyYAML 6.0.3 `resolver.py` and `scanner.py`; YAML 1.2.2, sections 5.7, 8.1 and 10.3.

use super::{Lines, Node, Value};

/// Encodes a cloud-config document: the mark `#cloud-config`, then the keys in the order given.
///
/// Source: cloud-init 22.4.2 `handlers/__init__.py`, the prefix table.
#[must_use]
pub fn cloud_config<T: Clone>(entries: &[(String, Node<T>)]) -> Lines<T> {
    let mut lines = Lines::new();
    lines.push_plain("#cloud-config");
    lines.append(match entries {
        [] => inline_document("{}".to_owned(), None),
        entries => mapping(entries),
    });
    lines
}

/// Encodes one document without any mark or `---`.
#[must_use]
pub fn encode<T: Clone>(root: &Node<T>) -> Lines<T> {
    match shape(root) {
        Shape::Inline(text) => inline_document(text, root.cause.clone()),
        Shape::Literal(header, body) => {
            let mut lines = inline_document(header, root.cause.clone());
            lines.append(indent(body));
            lines
        }
        Shape::Block(lines) => lines,
    }
}

/// How a value stands behind its key or dash.
enum Shape<T> {
    /// On the same line.
    Inline(String),
    /// A literal block: its header on the same line, its lines below.
    Literal(String, Lines<T>),
    /// Lines of its own below the key, or behind the dash.
    Block(Lines<T>),
}

fn shape<T: Clone>(node: &Node<T>) -> Shape<T> {
    match &node.value {
        Value::Null => Shape::Inline("null".to_owned()),
        Value::Bool(flag) => Shape::Inline(flag.to_string()),
        Value::Integer(number) => Shape::Inline(number.to_string()),
        Value::Float(number) => Shape::Inline(float(*number)),
        Value::String(text) if is_literal(text) => literal(text, node.cause.as_ref()),
        Value::String(text) => Shape::Inline(quote(text)),
        Value::Array(elements) if elements.is_empty() => Shape::Inline("[]".to_owned()),
        Value::Array(elements) => Shape::Block(sequence(elements)),
        Value::Object(entries) if entries.is_empty() => Shape::Inline("{}".to_owned()),
        Value::Object(entries) => Shape::Block(mapping(entries)),
    }
}

fn mapping<T: Clone>(entries: &[(String, Node<T>)]) -> Lines<T> {
    let mut lines = Lines::new();
    for (name, node) in entries {
        let label = label(&mut lines, name, node.cause.as_ref());
        match shape(node) {
            Shape::Inline(text) => line(&mut lines, format!("{label} {text}"), node),
            Shape::Literal(header, body) => {
                line(&mut lines, format!("{label} {header}"), node);
                lines.append(indent(body));
            }
            Shape::Block(body) => {
                line(&mut lines, label, node);
                lines.append(indent(body));
            }
        }
    }
    lines
}

/// Returns the text before the value; a long key is written as `? key` on a line of its own,
/// because PyYAML takes a key followed by `:` only within 1024 characters (`scanner.py`,
/// `stale_possible_simple_keys`).
fn label<T: Clone>(lines: &mut Lines<T>, name: &str, cause: Option<&T>) -> String {
    let key = if is_plain_key(name) {
        name.to_owned()
    } else {
        quote(name)
    };
    if key.len() <= 1000 {
        return format!("{key}:");
    }
    lines.lines.push((format!("? {key}"), cause.cloned()));
    ":".to_owned()
}

fn sequence<T: Clone>(elements: &[Node<T>]) -> Lines<T> {
    let mut lines = Lines::new();
    for node in elements {
        match shape(node) {
            Shape::Inline(text) => line(&mut lines, format!("- {text}"), node),
            Shape::Literal(header, body) => {
                line(&mut lines, format!("- {header}"), node);
                lines.append(indent(body));
            }
            Shape::Block(body) => {
                let mut inner = indent(body);
                if let Some((first, _)) = inner.lines.first_mut() {
                    first.replace_range(..1, "-");
                }
                lines.append(inner);
            }
        }
    }
    lines
}

fn line<T: Clone>(lines: &mut Lines<T>, text: String, node: &Node<T>) {
    lines.lines.push((text, node.cause.clone()));
}

fn inline_document<T>(text: String, cause: Option<T>) -> Lines<T> {
    Lines {
        lines: vec![(text, cause)],
    }
}

/// Puts every line two blanks to the right; empty lines of literal blocks stay empty.
fn indent<T>(mut lines: Lines<T>) -> Lines<T> {
    for (text, _) in &mut lines.lines {
        if !text.is_empty() {
            text.insert_str(0, "  ");
        }
    }
    lines
}

/// Tells whether a literal block gives exactly this text back, in ASCII and for both versions.
///
/// A line of blanks only is left to the quoted form: readers differ on blanks before the first text.
fn is_literal(text: &str) -> bool {
    let printable = text
        .bytes()
        .all(|byte| matches!(byte, b'\n' | b'\t' | b' '..=b'~'));
    printable
        && text.contains('\n')
        && !text.starts_with('\n')
        && !text
            .split('\n')
            .any(|line| !line.is_empty() && line.trim().is_empty())
}

/// The indentation is said where the first line begins with a blank; libyaml wants it for a tab too.
fn literal<T: Clone>(text: &str, cause: Option<&T>) -> Shape<T> {
    let indicator = if text.starts_with([' ', '\t']) {
        "2"
    } else {
        ""
    };
    let (body, chomping) = match text.strip_suffix('\n') {
        None => (text, "-"),
        Some(body) if body.ends_with('\n') => (body, "+"),
        Some(body) => (body, ""),
    };
    let lines = body
        .split('\n')
        .map(|line| (line.to_owned(), cause.cloned()))
        .collect();
    Shape::Literal(format!("|{indicator}{chomping}"), Lines { lines })
}

/// Writes a float with a point and without an exponent: PyYAML reads `1e5` as text.
fn float(number: f64) -> String {
    if number.is_nan() {
        return ".nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let text = number.to_string();
    if text.contains('.') {
        text
    } else {
        format!("{text}.0")
    }
}

/// Tells whether a key may stand without quotes: a word that no version resolves to anything else.
fn is_plain_key(key: &str) -> bool {
    const RESOLVED: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let mut bytes = key.bytes();
    bytes
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        && !RESOLVED.contains(&key.to_ascii_lowercase().as_str())
}

/// Quotes a text with the escapes that both versions know.
fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            ' '..='~' => quoted.push(character),
            _ => quoted.push_str(&escape(u32::from(character))),
        }
    }
    quoted.push('"');
    quoted
}

fn escape(code: u32) -> String {
    match code {
        0..=0xff => format!("\\x{code:02x}"),
        0x100..=0xffff => format!("\\u{code:04x}"),
        0x1_0000.. => format!("\\U{code:08x}"),
    }
}
