//! The tree of a profile: what was written, each value with its place.

mod secret;
mod text;

use std::collections::BTreeMap;

use super::keypath::KeyPath;
use crate::source::Span;

pub use secret::{NoSecret, Secret};
pub use text::{InstanceValue, Piece, Text};

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

    /// Says whether a secret is in the value, however deep.
    #[must_use]
    pub fn holds_secret(&self) -> bool {
        match &self.value {
            Value::Text(text) => text.holds_secret(),
            Value::List(items) => items.iter().any(Self::holds_secret),
            Value::Table(table) => table.entries.iter().any(|entry| entry.node.holds_secret()),
            Value::Bool(_) | Value::Integer(_) | Value::Float(_) => false,
        }
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

    /// Lists the key paths of what is below, in TOML's dotted syntax; enough of them for a suggestion.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        self.collect_paths(&KeyPath::default(), &mut paths);
        paths
    }

    fn collect_paths(&self, path: &KeyPath, paths: &mut Vec<String>) {
        const ENOUGH: usize = 500;
        for entry in &self.entries {
            if paths.len() >= ENOUGH {
                return;
            }
            let path = path.child(&entry.key);
            paths.push(path.to_string());
            if let Some(table) = entry.node.as_table() {
                table.collect_paths(&path, paths);
            }
        }
    }

    /// Takes a key out.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(at))
    }
}
