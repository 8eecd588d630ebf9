//! Looks inside compressed files and inside the user-data that JSON files carry in base64.

use std::fmt;
use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::MultiGzDecoder;
use serde_json::Value;

/// Largest text that is unpacked; user-data is far below, a crafted file may claim anything.
const LARGEST: u64 = 16 << 20;

/// The fields of JSON files that hold user-data in base64.
const FIELDS: [&str; 2] = ["UserData", "user_data_base64"];

/// What can be shown of some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Text {
    /// Text.
    Plain(String),
    /// No text; how many bytes.
    Binary(usize),
}

impl fmt::Display for Text {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = match self {
            Self::Plain(text) => text.len(),
            Self::Binary(bytes) => *bytes,
        };
        write!(out, "{bytes} bytes")
    }
}

/// Two texts to compare under one title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct View {
    /// The file, and what of it.
    pub(crate) title: String,
    /// What is on disk.
    pub(crate) old: Text,
    /// What was built.
    pub(crate) new: Text,
}

/// Returns what to compare of two files that differ: the files, then the texts encoded in them.
pub(crate) fn views(path: &str, old: &[u8], new: &[u8]) -> Vec<View> {
    if path.ends_with(".gz") {
        return vec![View {
            title: format!("{path} (unpacked)"),
            old: unpacked(old),
            new: unpacked(new),
        }];
    }
    let (Text::Plain(old), Text::Plain(new)) = (text(old), text(new)) else {
        let (old, new) = (text(old), text(new));
        let title = path.to_owned();
        return vec![View { title, old, new }];
    };
    let inner = encoded(path, &old, &new);
    let (old, new) = (
        shortened(old, &inner, Side::Old),
        shortened(new, &inner, Side::New),
    );
    let mut views: Vec<View> = Vec::new();
    if old != new || inner.is_empty() {
        views.push(View {
            title: path.to_owned(),
            old: Text::Plain(old),
            new: Text::Plain(new),
        });
    }
    views.extend(inner.into_iter().map(|pair| pair.view));
    views
}

/// A field that holds different user-data on the two sides.
struct Encoded {
    old: String,
    new: String,
    view: View,
}

/// Which side of a comparison.
#[derive(Clone, Copy)]
enum Side {
    Old,
    New,
}

/// Finds the fields whose user-data differs.
fn encoded(path: &str, old: &str, new: &str) -> Vec<Encoded> {
    let parse = |text| serde_json::from_str::<Value>(text).unwrap_or_default();
    let mut olds = Vec::new();
    let mut news = Vec::new();
    if path.ends_with(".json") {
        collect("", &parse(old), &mut olds);
        collect("", &parse(new), &mut news);
    }
    let mut found = Vec::new();
    for (field, new) in news {
        let same_field = olds.iter().find(|(other, _)| *other == field);
        let Some((_, old)) = same_field.filter(|(_, old)| *old != new) else {
            continue;
        };
        let view = View {
            title: format!("{path} ({field}, decoded)"),
            old: decoded(old),
            new: decoded(&new),
        };
        let old = old.clone();
        found.push(Encoded { old, new, view });
    }
    found
}

/// Collects the encoded fields of a document with their dotted paths.
fn collect(path: &str, value: &Value, found: &mut Vec<(String, String)>) {
    let below = |name: &str| match path {
        "" => name.to_owned(),
        _ => format!("{path}.{name}"),
    };
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let text = value.as_str().filter(|_| FIELDS.contains(&name.as_str()));
                match text {
                    Some(text) => found.push((below(name), text.to_owned())),
                    None => collect(&below(name), value, found),
                }
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                collect(&below(&index.to_string()), value, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Puts the size of each encoded text in its place, so that the lines around it stay readable.
fn shortened(text: String, inner: &[Encoded], side: Side) -> String {
    inner.iter().fold(text, |text, pair| {
        let value = match side {
            Side::Old => &pair.old,
            Side::New => &pair.new,
        };
        text.replace(
            &format!("\"{value}\""),
            &format!("\"({} characters of base64)\"", value.len()),
        )
    })
}

/// Decodes base64, and gzip in it.
fn decoded(value: &str) -> Text {
    match STANDARD.decode(value) {
        Ok(bytes) => unpacked(&bytes),
        Err(_) => Text::Plain(format!("{value}\n")),
    }
}

/// Unpacks gzip where it is gzip.
fn unpacked(bytes: &[u8]) -> Text {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return text(bytes);
    }
    let mut plain = Vec::new();
    let read = MultiGzDecoder::new(bytes)
        .take(LARGEST)
        .read_to_end(&mut plain);
    match read {
        Ok(_) => text(&plain),
        Err(_) => Text::Binary(bytes.len()),
    }
}

/// Takes bytes for text where they are.
fn text(bytes: &[u8]) -> Text {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Text::Plain(text.to_owned()),
        Ok(_) | Err(_) => Text::Binary(bytes.len()),
    }
}
