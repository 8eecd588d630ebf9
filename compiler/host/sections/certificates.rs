//! `[certificates.NAME]`: keys that the host makes for itself, with their certificates and requests.

use crate::catalog::version::Version;
use crate::host::Context;
use crate::host::diags::stores as diags;
use crate::host::item::{Item, cause, items};
use crate::host::leaf::Cause;
use crate::host::tree::Tree;
use crate::profile::node::{Entry, Node, Piece, Table, Text};

/// A key and what it is certified for, in one launch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPair {
    /// Path of the private key.
    pub key: (String, Cause),
    /// Path of the self-signed certificate.
    pub certificate: Option<(String, Cause)>,
    /// Path of the signing request.
    pub request: Option<(String, Cause)>,
    /// Algorithm and size, `ec-p256`.
    pub algorithm: String,
    /// Days that the certificate is valid.
    pub days: i64,
    /// Words of the subject by their short names (`CN`), in the order of a directory: the country first.
    pub subject: Vec<(&'static str, Text, Cause)>,
    /// Alternative names, `dns:NAME` or `ip:ADDRESS`.
    pub names: Vec<(Text, Cause)>,
    /// Uses of the key, in openssl's words; empty where nothing is said.
    pub key_usage: Vec<&'static str>,
    /// Sides of a connection, in openssl's words; empty where nothing is said.
    pub extended_key_usage: Vec<&'static str>,
    /// Mode of the key as four octal digits.
    pub mode: String,
    /// Owner of the key.
    pub owner: String,
    /// Group of the key.
    pub group: String,
}

/// Our keys of a subject and X.520's short names.
///
/// Source: openssl req(1), "Distinguished name and attribute section format"; RFC 4514, section 3.
const SUBJECT: &[(&str, &str)] = &[
    ("country", "C"),
    ("state", "ST"),
    ("locality", "L"),
    ("organization", "O"),
    ("organizational-unit", "OU"),
    ("common-name", "CN"),
];

/// Our words of usage and openssl's.
///
/// Source: openssl x509v3_config(5), "Key Usage" and "Extended Key Usage".
const USAGE: &[(&str, &str)] = &[
    ("client-auth", "clientAuth"),
    ("digital-signature", "digitalSignature"),
    ("key-agreement", "keyAgreement"),
    ("key-encipherment", "keyEncipherment"),
    ("server-auth", "serverAuth"),
];

pub(crate) fn key_pairs(tree: &Tree, count: usize, ctx: &mut Context<'_>) -> Vec<Item<KeyPair>> {
    let lower = |entry: &Entry| {
        let table = entry.node.as_table()?;
        let leaf = format!("certificates.{}", entry.key);
        let path = |key: &str| {
            let node = table.get(key)?;
            Some((
                node.as_str()?.to_owned(),
                cause(node, format!("{leaf}.{key}")),
            ))
        };
        let text = |key: &str, default: &str| {
            let given = table.get(key).and_then(Node::as_str);
            given.unwrap_or(default).to_owned()
        };
        let pair = KeyPair {
            key: path("key")?,
            certificate: path("certificate"),
            request: path("request"),
            algorithm: text("algorithm", "ec-p256"),
            days: table.get("days").and_then(Node::as_integer).unwrap_or(3650),
            subject: subject(table, &leaf),
            names: names(table, &leaf),
            key_usage: usage(table, "key-usage"),
            extended_key_usage: usage(table, "extended-key-usage"),
            mode: format!("{:0>4}", text("mode", "0600")),
            owner: text("owner", "root"),
            group: text("group", "root"),
        };
        check(entry, table, &pair, ctx);
        Some(pair)
    };
    items(tree.get("certificates"), &["certificates"], count, lower)
}

fn subject(table: &Table, leaf: &str) -> Vec<(&'static str, Text, Cause)> {
    let given = table.get("subject").and_then(Node::as_table);
    let word = |(key, short): &(&str, &'static str)| {
        let node = given?.get(key)?;
        let place = cause(node, format!("{leaf}.subject.{key}"));
        Some((*short, node.as_text()?.clone(), place))
    };
    SUBJECT.iter().filter_map(word).collect()
}

fn names(table: &Table, leaf: &str) -> Vec<(Text, Cause)> {
    let given = table.get("names").and_then(Node::as_list);
    let name = |node: &Node| {
        Some((
            node.as_text()?.clone(),
            cause(node, format!("{leaf}.names")),
        ))
    };
    given.unwrap_or_default().iter().filter_map(name).collect()
}

fn usage(table: &Table, key: &str) -> Vec<&'static str> {
    let given = table.get(key).and_then(Node::as_list).unwrap_or_default();
    let word = |node: &Node| {
        let mut rows = USAGE.iter();
        let (_, word) = rows.find(|(ours, _)| Some(*ours) == node.as_str())?;
        Some(*word)
    };
    given.iter().filter_map(word).collect()
}

fn check(entry: &Entry, table: &Table, pair: &KeyPair, ctx: &mut Context<'_>) {
    if pair.certificate.is_none() && pair.request.is_none() {
        let keys = table.entries.iter().map(|entry| entry.key_span);
        let found = diags::key_for_nothing(entry.key_span, &entry.key);
        // A misspelt key is the whole mistake: it was to be one of the two.
        if !ctx.report.has_error_at(keys) {
            ctx.report.push(found);
        }
    }
    let mode = table.get("mode").filter(|_| !pair.mode.ends_with('0'));
    if let Some(mode) = mode.filter(|mode| !ctx.report.refuses(mode.span)) {
        ctx.report.push(diags::open_key(mode.span, &pair.mode));
    }
    let openssl = ctx.base.tools.openssl.value;
    if pair.algorithm == "ed25519" && openssl < Version::new(1, 1, 1) {
        let place = table
            .get("algorithm")
            .map_or(entry.key_span, |node| node.span);
        let found = diags::no_ed25519(place, ctx.base.name, openssl);
        ctx.report.push(found);
    }
    for (_, text, place) in &pair.subject {
        if text.needs_host() && !literals(text).all(is_plain) {
            ctx.report.push(diags::subject_with_syntax(place.span));
        }
    }
    for (text, place) in &pair.names {
        if text.needs_host() && !is_name_with_references(text) {
            ctx.report.push(diags::certificate_name(place.span));
        }
    }
}

fn literals(text: &Text) -> impl Iterator<Item = &str> {
    text.pieces.iter().filter_map(|piece| {
        if let Piece::Literal(literal) = piece {
            Some(literal.as_str())
        } else {
            None
        }
    })
}

/// What stands for itself in a value of openssl's configuration.
///
/// Source: openssl config(5), "Settings".
fn is_plain(literal: &str) -> bool {
    !literal.contains(['"', '\'', '\\', '$', '#'])
}

/// `dns:` and text of host names around references, or `ip:` and one reference.
fn is_name_with_references(text: &Text) -> bool {
    let Some((Piece::Literal(first), rest)) = text.pieces.split_first() else {
        return false;
    };
    if first == "ip:" {
        return rest.len() == 1;
    }
    let fits = |part: &str| {
        let mut bytes = part.bytes();
        bytes.all(|byte| byte.is_ascii_alphanumeric() || b".-*".contains(&byte))
    };
    let behind = first.strip_prefix("dns:");
    behind.is_some_and(fits) && literals(text).skip(1).all(fits)
}
