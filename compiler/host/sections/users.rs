//! `[users.NAME]`: users of the host.

use crate::host::item::{Item, items};
use crate::host::tree::Tree;
use crate::profile::node::{Entry, Node};

/// A user in one launch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserState {
    /// Numeric id, where one is given.
    pub uid: Option<i64>,
    /// Further groups.
    pub groups: Vec<String>,
    /// Home directory.
    pub home: String,
    /// Login shell.
    pub shell: String,
    /// A system user.
    pub system: bool,
    /// Public keys that may log in.
    pub authorized_keys: Vec<String>,
}

pub(crate) fn users(tree: &Tree, count: usize) -> Vec<Item<UserState>> {
    let lower = |entry: &Entry| {
        let table = entry.node.as_table()?;
        let text = |key: &str| table.get(key).and_then(Node::as_str).map(str::to_owned);
        let words = |key: &str| -> Vec<String> {
            let items = table.get(key).and_then(Node::as_list).unwrap_or_default();
            items
                .iter()
                .filter_map(Node::as_str)
                .map(str::to_owned)
                .collect()
        };
        let system = table.get("system").and_then(Node::as_bool).unwrap_or(false);
        let shell = if system {
            "/usr/sbin/nologin"
        } else {
            "/bin/bash"
        };
        Some(UserState {
            uid: table.get("uid").and_then(Node::as_integer),
            groups: words("groups"),
            home: text("home").unwrap_or_else(|| format!("/home/{}", entry.key)),
            shell: text("shell").unwrap_or_else(|| shell.to_owned()),
            system,
            authorized_keys: words("authorized-keys"),
        })
    };
    items(tree.get("users"), &["users"], count, lower)
}
