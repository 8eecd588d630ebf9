//! The tree of a profile: what was written, each value with its place.

use std::collections::BTreeMap;

use crate::source::Span;

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where the value stands.
    pub span: Span,
    /// The value.
    pub value: Value,
    /// Name of the launch-scoped variable that gave it, where one did.
    pub launch_var: Option<String>,
}

/// A value of the profile.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `true`, `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a point.
    Float(f64),
    /// A string, with the references found in it.
    Text(Text),
    /// An array.
    List(Vec<Node>),
    /// A table.
    Table(Table),
}

/// A table, its entries in the order in which the keys stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The entries; keys are unique.
    pub entries: Vec<Entry>,
}

/// One key of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key, without quotes.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// Its value.
    pub node: Node,
}

/// A string as pieces: literal text and references.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The pieces in order; two literals never stand side by side.
    pub pieces: Vec<Piece>,
}

/// A piece of a string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text as it is.
    Literal(String),
    /// `${var.NAME}`; gone after the variables are put in.
    Var {
        /// Name of the variable.
        name: String,
        /// Where the reference stands.
        span: Span,
    },
    /// `${instance.…}`, known only on the host.
    Instance(InstanceValue),
}

/// A fact that only the running host knows.
///
/// Source: EC2 instance metadata, categories of the version 2021-03-23.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InstanceValue {
    /// `instance-id`.
    Id,
    /// `instance-type`.
    Type,
    /// `placement/region`.
    Region,
    /// `placement/availability-zone`.
    AvailabilityZone,
    /// `local-ipv4`.
    PrivateIp,
    /// `local-hostname`.
    LocalHostname,
    /// `tags/instance/NAME`.
    Tag(String),
}

impl InstanceValue {
    /// The names that may follow `instance.`, but for tags.
    pub const NAMES: &'static [&'static str] = &[
        "id",
        "type",
        "region",
        "availability-zone",
        "private-ip",
        "local-hostname",
    ];

    /// Reads the words after `instance.`.
    #[must_use]
    pub fn parse(words: &str) -> Option<Self> {
        Some(match words {
            "id" => Self::Id,
            "type" => Self::Type,
            "region" => Self::Region,
            "availability-zone" => Self::AvailabilityZone,
            "private-ip" => Self::PrivateIp,
            "local-hostname" => Self::LocalHostname,
            other => Self::Tag(tag_name(other)?),
        })
    }

    /// Returns the reference as it is written, `${instance.id}`.
    #[must_use]
    pub fn reference(&self) -> String {
        let words = match self {
            Self::Id => "id",
            Self::Type => "type",
            Self::Region => "region",
            Self::AvailabilityZone => "availability-zone",
            Self::PrivateIp => "private-ip",
            Self::LocalHostname => "local-hostname",
            Self::Tag(name) => return format!("${{instance.tag.{name}}}"),
        };
        format!("${{instance.{words}}}")
    }
}

/// Reads `tag.NAME`. Metadata offers tags whose keys have only these characters.
///
/// Source: EC2 user guide, "Enable access to tags in instance metadata".
fn tag_name(words: &str) -> Option<String> {
    let name = words.strip_prefix("tag.")?;
    let fits = |c: char| c.is_ascii_alphanumeric() || "+-=.,_:@".contains(c);
    let legal = (1..=128).contains(&name.len()) && name.chars().all(fits);
    (legal && !matches!(name, "." | ".." | "_index")).then(|| name.to_owned())
}

impl Node {
    /// Puts a value and its place together.
    #[must_use]
    pub fn new(value: Value, span: Span) -> Self {
        Self {
            span,
            value,
            launch_var: None,
        }
    }

    /// Returns the entries where the node is a table.
    #[must_use]
    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            Value::Bool(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Text(_)
            | Value::List(_) => None,
        }
    }

    /// Returns the elements where the node is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        match &self.value {
            Value::List(items) => Some(items),
            Value::Bool(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Text(_)
            | Value::Table(_) => None,
        }
    }

    /// Returns the string where the node is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&Text> {
        match &self.value {
            Value::Text(text) => Some(text),
            Value::Bool(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::List(_)
            | Value::Table(_) => None,
        }
    }

    /// Returns the string where the node is one without references.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        self.as_text().and_then(Text::as_literal)
    }

    /// Returns the truth value where the node is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(value) = self.value {
            Some(value)
        } else {
            None
        }
    }

    /// Returns the number where the node is a whole one.
    #[must_use]
    pub fn as_integer(&self) -> Option<i64> {
        if let Value::Integer(value) = self.value {
            Some(value)
        } else {
            None
        }
    }
}

impl Value {
    /// Names the kind of the value, as TOML does.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Bool(_) => "boolean",
            Self::Integer(_) => "integer",
            Self::Float(_) => "float",
            Self::Text(_) => "string",
            Self::List(_) => "array",
            Self::Table(_) => "table",
        }
    }

    /// Returns a text that two values share where they mean the same, so that many can be held against each other.
    #[must_use]
    pub fn meaning(&self) -> String {
        match self {
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(|item| item.value.meaning()).collect();
                format!("{items:?}")
            }
            Self::Table(table) => {
                let entry = |entry: &Entry| (entry.key.clone(), entry.node.value.meaning());
                let entries: BTreeMap<String, String> = table.entries.iter().map(entry).collect();
                format!("{entries:?}")
            }
            Self::Bool(_) | Self::Integer(_) | Self::Float(_) | Self::Text(_) => {
                format!("{self:?}")
            }
        }
    }

    /// Says whether two values mean the same, wherever they stand.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(a), Self::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.value.same(&b.value))
            }
            (Self::Table(a), Self::Table(b)) => {
                let same = |entry: &Entry| {
                    let other = b.get(&entry.key);
                    other.is_some_and(|other| entry.node.value.same(&other.value))
                };
                a.entries.len() == b.entries.len() && a.entries.iter().all(same)
            }
            (a, b) => a == b,
        }
    }
}

impl Table {
    /// Finds the value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// Finds a key with its value.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Finds a key for a change of its value.
    pub fn entry_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.key == key)
    }

    /// Takes a key out.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(at))
    }
}

impl Text {
    /// Makes a string without references.
    #[must_use]
    pub fn literal(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            return Self::default();
        }
        Self {
            pieces: vec![Piece::Literal(text)],
        }
    }

    /// Returns the text where the string has no references.
    #[must_use]
    pub fn as_literal(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// Adds literal text at the end.
    pub fn push_literal(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(Piece::Literal(last)) = self.pieces.last_mut() {
            last.push_str(text);
        } else {
            self.pieces.push(Piece::Literal(text.to_owned()));
        }
    }

    /// Lists what the string asks the host for.
    pub fn instance_values(&self) -> impl Iterator<Item = &InstanceValue> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Instance(value) => Some(value),
            Piece::Literal(_) | Piece::Var { .. } => None,
        })
    }

    /// Says whether only the host can know the string.
    #[must_use]
    pub fn needs_host(&self) -> bool {
        self.instance_values().next().is_some()
    }

    /// Writes the string for people: literal text as it is, references as `${...}`.
    #[must_use]
    pub fn display(&self) -> String {
        self.write(|literal| literal.to_owned())
    }

    /// Writes the string as a template: like [`Text::display`], a literal `${` as `$${`.
    #[must_use]
    pub fn template(&self) -> String {
        self.write(|literal| literal.replace("${", "$${"))
    }

    fn write(&self, literal: impl Fn(&str) -> String) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(text) => out.push_str(&literal(text)),
                Piece::Var { name, .. } => out.push_str(&format!("${{var.{name}}}")),
                Piece::Instance(value) => out.push_str(&value.reference()),
            }
        }
        out
    }
}
