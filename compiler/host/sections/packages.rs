//! `[packages]`: packages and repositories.

use std::sync::Arc;

use super::files::{Body, body};
use crate::catalog::base::PackageManager;
use crate::host::item::{Item, Named, items};
use crate::host::leaf::Leaf;
use crate::host::tree::Tree;
use crate::host::{Context, diags};
use crate::profile::node::{Entry, Node};

/// A repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// Base URL.
    pub url: String,
    /// apt: suites.
    pub suites: Vec<String>,
    /// apt: components.
    pub components: Vec<String>,
    /// The signing key.
    pub key: Body,
}

pub(crate) fn packages(tree: &Tree) -> Vec<Item<()>> {
    let install = tree
        .get("packages")
        .map(|packages| packages.set("install"))
        .unwrap_or_default();
    install.iter().filter_map(package).collect()
}

fn package(leaf: &Leaf<Node>) -> Option<Item<()>> {
    let first = leaf.first()?;
    Some(Item {
        name: Named {
            text: first.value.as_str()?.to_owned(),
            span: first.span,
            leaf: Arc::from(leaf.path.to_string()),
        },
        states: leaf
            .held
            .iter()
            .map(|held| held.as_ref().map(|_| ()))
            .collect(),
        deciding: leaf.deciding(),
    })
}

/// Names under which the bases keep their own lists of packages.
///
/// Source: not verified: file names of the distributions' own images from memory.
const OWN_REPOSITORIES: &[&str] = &[
    "amazonlinux",
    "amzn2-core",
    "amzn2-extras",
    "debian",
    "kernel-livepatch",
    "ubuntu",
];

pub(crate) fn repositories(
    tree: &Tree,
    count: usize,
    ctx: &mut Context<'_>,
) -> Vec<Item<Repository>> {
    let apt = ctx.base.os.package_manager.value == PackageManager::Apt;
    let lower = |entry: &Entry| {
        let table = entry.node.as_table()?;
        let leaf = format!("packages.repositories.{}", entry.key);
        if OWN_REPOSITORIES.contains(&entry.key.as_str()) {
            let found = diags::own_repository(entry.key_span, &entry.key, ctx.base.name);
            ctx.report.push(found);
        }
        let key = body(entry, table, &leaf, ("key", "key-source"), ctx)?;
        let words = |key: &str| -> Vec<String> {
            let items = table.get(key).and_then(Node::as_list).unwrap_or_default();
            items
                .iter()
                .filter_map(Node::as_str)
                .map(str::to_owned)
                .collect()
        };
        let suites = words("suites");
        if apt && suites.is_empty() {
            ctx.report
                .push(diags::suites_missing(entry.key_span, &entry.key));
        }
        if let Some(stray) = table
            .entry("suites")
            .or_else(|| table.entry("components"))
            .filter(|_| !apt)
        {
            ctx.report.push(diags::suites_without_apt(
                stray.key_span,
                &stray.key,
                ctx.base.name,
            ));
        }
        let components = Some(words("components")).filter(|words| !words.is_empty());
        let components = components.unwrap_or_else(|| vec!["main".to_owned()]);
        Some(Repository {
            url: table.get("url")?.as_str()?.to_owned(),
            suites,
            components,
            key,
        })
    };
    let section = tree.at(&["packages", "repositories"]);
    items(section, &["packages", "repositories"], count, lower)
}
