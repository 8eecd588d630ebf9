//! The boot of a launch as a graph: what comes before what, what waits for what, which gate holds what.
//!
//! Data and questions only: `base` fills it from a fact pack, `ours` with what parbake adds, `units` with the profile's
//! units; `proof` asks. A node has two events, its begin and its end; all relations are between those, so that one
//! search answers for orderings, waits and gates alike.

mod base;
mod fill;
pub(crate) mod ours;
pub(crate) mod proof;
mod search;
#[cfg(test)]
mod tests;
pub(crate) mod unit_text;
mod units;

use std::collections::BTreeMap;

use super::Plan;
use crate::diagnostic::Report;
use crate::host::Host;
use crate::host::leaf::Cause;
use crate::source::Sources;

pub(crate) use units::is_network;

/// Makes the boot of each launch, and reports what is wrong with it whatever the profile says.
pub(crate) fn graphs(
    host: &Host,
    plan: &Plan,
    sources: &Sources,
    report: &mut Report,
) -> Vec<Graph> {
    let launches = 0..host.count();
    let boots: Vec<Graph> = launches
        .map(|launch| Graph::of(host, plan, sources, launch))
        .collect();
    proof::check(host, &boots, report);
    boots
}

/// The boot of one launch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    numbers: BTreeMap<String, usize>,
}

/// Something that begins and ends: a unit has ended when it has started, as `After=` takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its name: that of a unit, `script warm`, `gate ecs`.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// The unit that it runs in, by number.
    pub inside: Option<usize>,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A unit of systemd, targets among them.
    Unit,
    /// Work inside a unit.
    Step,
    /// A file without which a unit is passed over.
    Gate,
    /// What is so once a gate is open: the agent runs.
    State,
}

/// A relation of two nodes.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// By number.
    pub from: usize,
    /// By number.
    pub to: usize,
    /// Which.
    pub relation: Relation,
    /// What says so.
    pub why: Why,
}

/// How two nodes are related.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The first has ended when the second begins.
    Before,
    /// The first does not end before the second has.
    WaitsFor,
    /// The first lets the second begin.
    Opens,
}

/// What says that two nodes are related.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// A unit of the base; the source of the fact.
    Fact(&'static str),
    /// systemd's own defaults.
    Default,
    /// parbake's own units and runner.
    Parbake,
    /// A line of the profile.
    Line(Cause),
}

impl Graph {
    /// Its nodes; a number is an index.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Its relations, in the order in which they were learnt.
    #[must_use]
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// Finds a node by its name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    /// The name of a node.
    #[must_use]
    pub fn name(&self, node: usize) -> &str {
        self.nodes.get(node).map_or("", |node| node.name.as_str())
    }

    /// Says whether one has always ended when the other begins.
    #[must_use]
    pub fn is_before(&self, first: &str, then: &str) -> bool {
        self.ways().is_before(first, then)
    }

    /// Finds a node of a kind, or makes it.
    fn node(&mut self, name: &str, kind: Kind) -> usize {
        if let Some(number) = self.find(name) {
            return number;
        }
        let number = self.nodes.len();
        self.nodes.push(Node {
            name: name.to_owned(),
            kind,
            inside: None,
        });
        self.numbers.insert(name.to_owned(), number);
        number
    }

    fn unit(&mut self, name: &str) -> usize {
        self.node(name, Kind::Unit)
    }

    /// Makes a node that runs in a unit.
    fn inside(&mut self, unit: usize, name: &str, kind: Kind) -> usize {
        let number = self.node(name, kind);
        if let Some(node) = self.nodes.get_mut(number) {
            node.inside = Some(unit);
        }
        number
    }

    fn relate(&mut self, from: usize, relation: Relation, to: usize, why: Why) {
        self.edges.push(Edge {
            from,
            to,
            relation,
            why,
        });
    }
}
