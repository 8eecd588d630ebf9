//! `[ca-certificates.NAME]` and `[ssm]`.

use std::sync::Arc;

use super::files::{Body, body};
use crate::host::item::{Item, items};
use crate::host::leaf::{Cause, Deciding};
use crate::host::tree::Tree;
use crate::host::{Context, diags};
use crate::profile::node::{Entry, Node};

/// `[ssm]`.
#[derive(Clone, Debug)]
pub struct Ssm {
    /// Whether the agent starts with the host, launch by launch; `None` where a launch does not say.
    pub enable: Vec<Option<bool>>,
    /// Region of the bucket with its package.
    pub region: Option<String>,
    /// What decides.
    pub deciding: Deciding,
    /// The section.
    pub cause: Cause,
}

pub(crate) fn certificates(tree: &Tree, count: usize, ctx: &mut Context<'_>) -> Vec<Item<Body>> {
    let lower = |entry: &Entry| {
        let table = entry.node.as_table()?;
        let leaf = format!("ca-certificates.{}", entry.key);
        let body = body(entry, table, &leaf, ("content", "source"), ctx)?;
        check(&body, ctx);
        Some(body)
    };
    let section = tree.get("ca-certificates");
    items(section, &["ca-certificates"], count, lower)
}

/// What the tools of the distribution would pass over without a word, or put where everybody can read it.
///
/// Source: update-ca-certificates(8) of ca-certificates 20230311 (Debian 12) joins whatever it finds; update-ca-trust(8) passes over
/// what p11-kit cannot read.
fn check(body: &Body, ctx: &mut Context<'_>) {
    let text = body.as_text().unwrap_or_default();
    let span = body.cause().span;
    if text.contains("PRIVATE KEY-----") {
        ctx.report
            .push(diags::secret_literal(span, "ca-certificates").concealing());
        return;
    }
    let count = |mark: &str| text.matches(mark).count();
    let begins = count("-----BEGIN CERTIFICATE-----");
    if begins == 0 || begins != count("-----END CERTIFICATE-----") {
        ctx.report.push(diags::no_certificate(span));
    }
}

pub(crate) fn ssm(tree: &Tree, count: usize) -> Option<Ssm> {
    let section = tree.get("ssm")?;
    let enable = |launch: usize| {
        let node = section.value_at(launch)?;
        let said = node.as_table()?.get("enable").and_then(Node::as_bool);
        Some(said.unwrap_or(true))
    };
    Some(Ssm {
        enable: (0..count).map(enable).collect(),
        region: section
            .leaf("region")
            .and_then(|leaf| leaf.first()?.value.as_str().map(str::to_owned)),
        deciding: section.deciding(),
        cause: Cause {
            span: section.span()?,
            leaf: Arc::from("ssm"),
        },
    })
}
