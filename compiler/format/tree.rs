//! A document tree, shared by the JSON and YAML encoders.
//!
//! Objects keep the order that they were built in; the encoders never sort.

/// One value of a document, with the tag of its cause (`None`: the structure's own).
#[derive(Clone, Debug, PartialEq)]
pub struct Node<T> {
    /// The value.
    pub value: Value<T>,
    /// What caused it; carried to every line that the value makes.
    pub cause: Option<T>,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<T> {
    /// Nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number. Neither format writes infinities alike: JSON has none and gets `null`.
    Float(f64),
    /// Text, of any length and any characters.
    String(String),
    /// Values in order.
    Array(Vec<Node<T>>),
    /// Keys and values in order; the caller keeps the keys unique.
    Object(Vec<(String, Node<T>)>),
}

impl<T> Node<T> {
    /// Makes a node that something caused.
    #[must_use]
    pub const fn new(value: Value<T>, cause: T) -> Self {
        Self {
            value,
            cause: Some(cause),
        }
    }

    /// Makes a structural node.
    #[must_use]
    pub const fn plain(value: Value<T>) -> Self {
        Self { value, cause: None }
    }

    /// Makes a text that something caused.
    #[must_use]
    pub fn string(text: impl Into<String>, cause: T) -> Self {
        Self::new(Value::String(text.into()), cause)
    }

    /// Makes a text of the structure's own.
    #[must_use]
    pub fn plain_string(text: impl Into<String>) -> Self {
        Self::plain(Value::String(text.into()))
    }

    /// Makes a structural object from keys and values in order.
    #[must_use]
    pub fn object<K: Into<String>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::plain(Value::Object(
            entries
                .into_iter()
                .map(|(key, node)| (key.into(), node))
                .collect(),
        ))
    }

    /// Makes a structural array.
    #[must_use]
    pub fn array(elements: impl IntoIterator<Item = Self>) -> Self {
        Self::plain(Value::Array(elements.into_iter().collect()))
    }
}
