//! A string of the profile: literal text and references.

use super::Secret;
use crate::source::Span;

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
    /// `${ssm:…}` or `${secret:…}`, fetched on the host and never seen before.
    Secret(Secret),
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
            Piece::Literal(_) | Piece::Var { .. } | Piece::Secret(_) => None,
        })
    }

    /// Lists the secrets in the string.
    pub fn secrets(&self) -> impl Iterator<Item = &Secret> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Secret(secret) => Some(secret),
            Piece::Literal(_) | Piece::Var { .. } | Piece::Instance(_) => None,
        })
    }

    /// Says whether a secret is in the string.
    #[must_use]
    pub fn holds_secret(&self) -> bool {
        self.secrets().next().is_some()
    }

    /// Says whether the string is one secret and nothing else: it is of the type that its reader wants.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        matches!(self.pieces.as_slice(), [Piece::Secret(_)])
    }

    /// Says whether only the host can know the string.
    #[must_use]
    pub fn needs_host(&self) -> bool {
        self.instance_values().next().is_some() || self.holds_secret()
    }

    /// Lists what the host is asked for, as the references are written.
    pub fn host_references(&self) -> impl Iterator<Item = String> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Instance(value) => Some(value.reference()),
            Piece::Secret(secret) => Some(secret.reference()),
            Piece::Literal(_) | Piece::Var { .. } => None,
        })
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
                Piece::Secret(secret) => out.push_str(&secret.reference()),
            }
        }
        out
    }
}
