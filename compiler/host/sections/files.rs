//! `[files."/path"]`: files by their path on the host.

use std::ops::Range;

use crate::host::item::{Item, cause, items};
use crate::host::leaf::Cause;
use crate::host::tree::Tree;
use crate::host::{Context, diags};
use crate::profile::load::relative_to;
use crate::profile::node::{Entry, Node, Secret, Table, Text};
use crate::source::{Sources, Span, inside};

/// What is in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Text of the profile, with references where the host knows more.
    Text(Text, Cause),
    /// The bytes of a file beside the profile.
    Bytes(Vec<u8>, Cause),
}

/// A file in one launch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileState {
    /// The content.
    pub body: Body,
    /// Mode as four octal digits.
    pub mode: String,
    /// Owner.
    pub owner: String,
    /// Group.
    pub group: String,
}

pub(crate) fn files(tree: &Tree, count: usize, ctx: &mut Context<'_>) -> Vec<Item<FileState>> {
    let lower = |entry: &Entry| {
        let table = entry.node.as_table()?;
        let leaf = format!("files.\"{}\"", entry.key);
        let body = body(entry, table, &leaf, ("content", "source"), ctx)?;
        let text = |key: &str, default: &str| {
            table
                .get(key)
                .and_then(Node::as_str)
                .unwrap_or(default)
                .to_owned()
        };
        let mode = mode(table, &body, ctx);
        let owner = text("owner", "root");
        let group = text("group", "root");
        Some(FileState {
            body,
            mode,
            owner,
            group,
        })
    };
    items(tree.get("files"), &["files"], count, lower)
}

/// The mode as given, or what fits the content: a secret is for the owner alone.
fn mode(table: &Table, body: &Body, ctx: &mut Context<'_>) -> String {
    let given = table.get("mode");
    let Some(secret) = body.secret() else {
        return four_digits(given.and_then(Node::as_str).unwrap_or("0644"));
    };
    let mode = given.and_then(Node::as_str).unwrap_or("0600");
    let bits = u32::from_str_radix(mode, 8).unwrap_or(0);
    if let Some(node) = given.filter(|node| bits & !0o600 != 0 && !ctx.report.refuses(node.span)) {
        let found = diags::secret_file_mode(node.span, mode, &secret.reference());
        ctx.report.push(found);
    }
    four_digits(mode)
}

/// Returns a mode with its leading zero: `644` is `0644`.
fn four_digits(mode: &str) -> String {
    format!("{mode:0>4}")
}

/// Reads a content that stands in the profile under the first key, or in a file that the second names.
pub(crate) fn body(
    entry: &Entry,
    table: &Table,
    leaf: &str,
    keys: (&str, &str),
    ctx: &mut Context<'_>,
) -> Option<Body> {
    let content = table.entry(keys.0);
    let source = table.entry(keys.1);
    match (content, source) {
        (Some(content), None) => {
            let text = content.node.as_text()?.clone();
            Some(Body::Text(
                text,
                cause(&content.node, format!("{leaf}.{}", keys.0)),
            ))
        }
        (None, Some(source)) => {
            let bytes = read(&source.node, ctx)?;
            attach(&source.node, &bytes, ctx);
            Some(Body::Bytes(
                bytes,
                cause(&source.node, format!("{leaf}.{}", keys.1)),
            ))
        }
        (Some(content), Some(source)) => {
            ctx.report
                .push(diags::two_contents(source.key_span, content.key_span, keys));
            None
        }
        (None, None) => {
            // A misspelt key is the whole mistake: it was to be one of the two.
            let found = diags::no_content(entry.key_span, &entry.key, keys);
            let keys = table.entries.iter().map(|entry| entry.key_span);
            if !ctx.report.has_error_at(keys) {
                ctx.report.push(found);
            }
            None
        }
    }
}

/// Keeps a script, so that a finding can point into it.
fn attach(node: &Node, bytes: &[u8], ctx: &mut Context<'_>) {
    let text = std::str::from_utf8(bytes).ok();
    let Some(text) = text.filter(|text| text.trim_start().starts_with("#!")) else {
        return;
    };
    if let Some(path) = path_of(node, ctx) {
        ctx.sources.attach(node.span, path, text);
    }
}

/// The path that a `source` names, relative to the file that says so.
fn path_of(node: &Node, ctx: &Context<'_>) -> Option<String> {
    let from = ctx.sources.get(node.span.file);
    let from = from.map(|file| file.name.as_str()).unwrap_or_default();
    Some(relative_to(from, node.as_str()?))
}

/// Reads the file that a `source` names.
pub(crate) fn read(node: &Node, ctx: &mut Context<'_>) -> Option<Vec<u8>> {
    let path = path_of(node, ctx)?;
    match ctx.world.read(&path) {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            ctx.report.push(diags::unreadable(node.span, &path, &error));
            None
        }
    }
}

impl Body {
    /// The leaf behind the content.
    #[must_use]
    pub fn cause(&self) -> &Cause {
        match self {
            Self::Text(_, cause) | Self::Bytes(_, cause) => cause,
        }
    }

    /// Says whether only the host can know it.
    #[must_use]
    pub fn needs_host(&self) -> bool {
        matches!(self, Self::Text(text, _) if text.needs_host())
    }

    /// The first secret in it.
    #[must_use]
    pub fn secret(&self) -> Option<&Secret> {
        match self {
            Self::Text(text, _) => text.secrets().next(),
            Self::Bytes(..) => None,
        }
    }

    /// The bytes of a body without references.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text, _) => text.as_literal().map(str::as_bytes),
            Self::Bytes(bytes, _) => Some(bytes),
        }
    }

    /// The place of some bytes of the content; `None` where only the place of the whole is known.
    #[must_use]
    pub fn place(&self, sources: &Sources, range: Range<usize>) -> Option<Span> {
        match self {
            Self::Text(text, cause) => inside(sources, cause.span, text.as_literal()?, range),
            Self::Bytes(_, cause) => {
                let whole = sources.attached(cause.span)?;
                let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                Some(Span {
                    start: narrow(range.start),
                    end: narrow(range.end),
                    ..whole
                })
            }
        }
    }

    /// The text of a body, where it is text without references.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text, _) => text.as_literal(),
            Self::Bytes(bytes, _) => std::str::from_utf8(bytes).ok(),
        }
    }
}
