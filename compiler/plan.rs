//! The plan: every step in one order, each with its phase and the leaf that put it there.
//!
//! Knows the host and the resource graph; writes no text.

use crate::source::Span;

/// When the value behind a leaf is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// When the image is made.
    Fixed,
    /// When the user-data is made.
    Launch,
    /// Only on the running host.
    Host,
}

/// When a step runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Once, while the image is made.
    Bake,
    /// On the host.
    Boot,
}

/// Where a boot step stands between Docker and the agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// Before dockerd starts.
    BeforeDocker,
    /// Docker is up, the agent has not joined.
    AfterDocker,
    /// The agent has joined.
    AfterAgent,
}

/// One line of `parbake plan`: a step, when it runs, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    /// Name of the step, unique in the plan (`file /etc/motd`, `package docker.io`).
    pub step: String,
    /// Bake or boot.
    pub phase: Phase,
    /// Where it stands at boot; `None` for a bake step.
    pub order: Option<Order>,
    /// Scope of the leaf that decided.
    pub scope: Scope,
    /// Key path of the leaf that decided, in TOML's dotted syntax.
    pub leaf: String,
    /// Where that leaf stands.
    pub span: Option<Span>,
    /// Why that scope, in words: `differs between prod and staging`, `the same for every launch`.
    pub reason: String,
    /// The launches that the step belongs to; empty means all.
    pub launches: Vec<String>,
}
