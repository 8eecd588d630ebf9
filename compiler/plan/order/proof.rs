//! What must hold of every boot, and the words for what does not.

use super::ours::{AGENT_GATE, AGENT_JOINED, BOOTHOOK, DOCKER_GATE};
use super::search::{Hop, Way, Ways};
use super::{Graph, Kind, Node, Relation, Why};
use crate::catalog::base::Base;
use crate::diagnostic::Report;
use crate::host::leaf::Cause;
use crate::host::{Host, Role};
use crate::plan::diags;

/// Something that may not be: it never ends, or what needs another does not come after it.
#[derive(Debug)]
pub(crate) struct Fault<'a> {
    /// In words.
    pub(crate) says: String,
    /// The way that proves it, the earliest first; empty where a way is missing.
    pub(crate) way: Way<'a>,
}

impl Fault<'_> {
    /// The lines of the profile that have a part in it.
    pub(crate) fn causes(&self) -> impl Iterator<Item = &Cause> {
        self.way.iter().filter_map(|hop| match hop {
            Hop::Edge(edge) => match &edge.why {
                Why::Line(cause) => Some(cause),
                Why::Fact(_) | Why::Default | Why::Parbake => None,
            },
            Hop::Into(..) | Hop::OutOf(..) => None,
        })
    }

    /// The facts that have a part in it, by their sources.
    fn facts(&self) -> Vec<&'static str> {
        let mut sources: Vec<&'static str> = Vec::new();
        for hop in &self.way {
            if let Hop::Edge(edge) = hop
                && let Why::Fact(source) = edge.why
                && !sources.contains(&source)
            {
                sources.push(source);
            }
        }
        sources
    }
}

/// Reports what is wrong without any line of the profile: a fault of parbake or of its fact pack.
pub(crate) fn check(host: &Host, boots: &[Graph], report: &mut Report) {
    for boot in boots {
        for fault in boot.faults(host.base, host.role) {
            if fault.causes().next().is_none() {
                let facts = fault.facts().join("; ");
                report.push(diags::boot_order(host.base_cause.span, &fault.says, &facts));
            }
        }
    }
}

impl Graph {
    /// Finds everything that may not be.
    pub(crate) fn faults(&self, base: &Base, role: Role) -> Vec<Fault<'_>> {
        let mut faults = self.circles_in_words();
        faults.extend(self.waits_for_themselves());
        // In a circle everything comes before everything.
        if faults.is_empty() {
            faults.extend(self.unmet(base, role));
        }
        faults
    }

    /// Finds the circles of orderings.
    pub(crate) fn circles_in_words(&self) -> Vec<Fault<'_>> {
        let circles = self.circles().into_iter();
        circles.map(|way| self.circle(way)).collect()
    }

    fn circle<'a>(&self, way: Way<'a>) -> Fault<'a> {
        let names: Vec<&str> = way.iter().map(|hop| self.name(hop.left())).collect();
        let first = names.first().copied().unwrap_or_default();
        Fault {
            says: format!("{} before {first}", names.join(" before ")),
            way,
        }
    }

    fn waits_for_themselves(&self) -> Vec<Fault<'_>> {
        let mut found = Vec::new();
        for edge in &self.edges {
            if edge.relation != Relation::WaitsFor {
                continue;
            }
            if let Some(mut way) = self.wait_for_itself(edge.from, edge.to) {
                way.push(Hop::Edge(edge));
                found.push(Fault {
                    says: self.chain(edge.from, &way),
                    way,
                });
            }
        }
        found
    }

    /// Says from a node on what it waits for and why, back in time to itself.
    pub(crate) fn chain(&self, from: usize, way: &[Hop<'_>]) -> String {
        let mut words = vec![self.name(from).to_owned()];
        for hop in way.iter().rev() {
            let reached = self.name(hop.left());
            let relation = match hop {
                Hop::Edge(edge) => match edge.relation {
                    Relation::Before => "is ordered after",
                    Relation::WaitsFor => "waits for",
                    Relation::Opens => "is held by",
                },
                Hop::Into(..) => "runs in",
                Hop::OutOf(..) => "runs",
            };
            words.push(format!("{relation} {reached}"));
        }
        words.join(" -> ")
    }

    /// What must have ended before what begins, where nothing says so.
    fn unmet(&self, base: &Base, role: Role) -> Vec<Fault<'static>> {
        let docker = base.docker.unit.value;
        let mut needs = vec![
            (
                BOOTHOOK,
                "parbake-early.service",
                "the launch's data is written before it is read",
            ),
            (
                BOOTHOOK,
                docker,
                "the gate of Docker is there before Docker starts",
            ),
            (
                "local-fs.target",
                docker,
                "file systems are mounted before Docker uses them",
            ),
            (
                DOCKER_GATE,
                docker,
                "every before-docker step has passed before Docker starts",
            ),
            (
                docker,
                AGENT_GATE,
                "Docker is up before the agent may start",
            ),
        ];
        if role == Role::Ecs {
            needs.push((
                docker,
                base.ecs.unit.value,
                "Docker is up before the agent starts",
            ));
            needs.push((
                AGENT_GATE,
                AGENT_JOINED,
                "every after-docker step has passed before the agent joins",
            ));
        } else {
            needs.retain(|(_, then, _)| *then != AGENT_GATE);
        }
        let ways = self.ways();
        let unmet = needs
            .into_iter()
            .filter(|(first, then, _)| !ways.is_before(first, then));
        let mut unmet: Vec<Fault<'static>> = unmet
            .map(|(first, then, why)| missing(first, then, why))
            .collect();
        let why = "the steps of a pass come after what it is for, and before its gate";
        for (first, then) in self.unordered_steps(base, &ways) {
            unmet.push(missing(&first, &then, why));
        }
        unmet
    }

    /// The first step of each pass that does not come where its pass stands.
    fn unordered_steps(&self, base: &Base, ways: &Ways<'_>) -> Vec<(String, String)> {
        let docker = base.docker.unit.value;
        // The wait that a later pass begins with is a step of its own.
        let first = |unit: &str, waits: usize| {
            let unit = self.find(unit)?;
            let of_pass = |node: &&Node| node.inside == Some(unit) && node.kind == Kind::Step;
            let mut steps = self.nodes.iter().filter(of_pass).skip(waits);
            steps.next().map(|step| step.name.clone())
        };
        let early = first("parbake-early.service", 0).map(|step| (step, docker.to_owned()));
        let late = first("parbake-late.service", 1).map(|step| (docker.to_owned(), step));
        let last = first("parbake-after-agent.service", 1);
        let last = last.map(|step| (AGENT_JOINED.to_owned(), step));
        let pairs = [early, late, last].into_iter().flatten();
        pairs
            .filter(|(first, then)| !ways.is_before(first, then))
            .collect()
    }
}

fn missing(first: &str, then: &str, why: &str) -> Fault<'static> {
    Fault {
        says: format!("nothing orders {then} after {first} ({why})"),
        way: Vec::new(),
    }
}
