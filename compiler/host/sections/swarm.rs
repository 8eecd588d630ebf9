//! `[swarm]`: the swarm that the host joins.

use std::sync::Arc;

use crate::host::item::cause;
use crate::host::leaf::{Cause, Deciding};
use crate::host::tree::Tree;
use crate::host::{Context, diags};
use crate::profile::node::{Node, Table, Text};

/// `[swarm]`.
#[derive(Clone, Debug)]
pub struct Swarm {
    /// The membership of each launch; `None` where a launch has none.
    pub states: Vec<Option<SwarmState>>,
    /// What decides: the token, which only the host knows.
    pub deciding: Deciding,
    /// The section.
    pub cause: Cause,
}

/// The membership of one launch, each value with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwarmState {
    /// Managers with their ports.
    pub managers: Vec<(Text, Cause)>,
    /// The join token, a secret.
    pub token: (Text, Cause),
    /// Address for the others.
    pub advertise_addr: Option<(Text, Cause)>,
    /// Address for the containers' traffic.
    pub data_path_addr: Option<(Text, Cause)>,
    /// Where a manager listens.
    pub listen_addr: Option<(Text, Cause)>,
    /// Whether it takes tasks.
    pub availability: Option<(Text, Cause)>,
}

pub(crate) fn swarm(tree: &Tree, count: usize, ctx: &mut Context<'_>) -> Option<Swarm> {
    let said = tree.at(&["host"]).and_then(|host| host.leaf("role"));
    let role = said.and_then(|role| role.first());
    let word = role.and_then(|role| role.value.as_str());
    let Some(section) = tree.get("swarm") else {
        if let Some(role) = role.filter(|_| word == Some("swarm")) {
            ctx.report.push(diags::no_swarm(role.span));
        }
        return None;
    };
    let span = section.span()?;
    let other = match word {
        None | Some("swarm") if tree.get("ecs").is_some() => Some("ecs"),
        Some("swarm") | None => None,
        Some(other) => Some(other),
    };
    if let Some(other) = other {
        ctx.report.push(diags::swarm_beside(span, other));
        return None;
    }
    let states = (0..count).map(|launch| state(&section.value_at(launch)?, ctx));
    Some(Swarm {
        states: states.collect(),
        deciding: section.deciding(),
        cause: Cause {
            span,
            leaf: Arc::from("swarm"),
        },
    })
}

fn state(node: &Node, ctx: &mut Context<'_>) -> Option<SwarmState> {
    let table = node.as_table()?;
    let token = value(table, "token")?;
    if !token.0.holds_secret() {
        let found = diags::secret_literal(token.1.span, "swarm.token");
        ctx.report.push(found.concealing());
        return None;
    }
    let managers = table.get("managers").and_then(Node::as_list)?.iter();
    let manager = |node: &Node| {
        let text = node.as_text()?.clone();
        Some((text, cause(node, "swarm.managers")))
    };
    Some(SwarmState {
        managers: managers.filter_map(manager).collect(),
        token,
        advertise_addr: value(table, "advertise-addr"),
        data_path_addr: value(table, "data-path-addr"),
        listen_addr: value(table, "listen-addr"),
        availability: value(table, "availability"),
    })
}

fn value(table: &Table, key: &str) -> Option<(Text, Cause)> {
    let node = table.get(key)?;
    let text = node.as_text()?.clone();
    Some((text, cause(node, format!("swarm.{key}"))))
}
