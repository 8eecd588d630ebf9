//! The graph of a launch: the base, what parbake adds, the steps, the profile's units.

use super::ours::{self, AGENT_GATE, AGENT_JOINED, BOOTHOOK, DOCKER_GATE, Pass};
use super::{Graph, Kind, Relation, Why, base, units};
use crate::catalog::base::{Base, Ordering};
use crate::host::leaf::Cause;
use crate::host::{Host, Order, Role};
use crate::plan::{Plan, Step};
use crate::source::Sources;

impl Graph {
    /// Makes the graph of a launch.
    pub(crate) fn of(host: &Host, plan: &Plan, sources: &Sources, launch: usize) -> Self {
        let passes = ours::passes(host.base, plan);
        let mut graph = Self::of_base(host.base, host.role, &passes);
        for pass in &passes {
            let steps = plan.boot.iter();
            let steps = steps.filter(|step| step.order == pass.order);
            let steps = steps.filter(|step| step.action(launch).is_some());
            graph.add_steps(pass.unit, steps);
        }
        units::add(&mut graph, host, sources, launch);
        graph
    }

    /// The units of a base with those of parbake: what is the same for every profile.
    pub(super) fn of_base(base: &Base, role: Role, passes: &[Pass]) -> Self {
        let mut graph = Self::default();
        let agent = base.ecs.unit.value;
        let is_there = |row: &&Ordering| role == Role::Ecs || row.unit != agent;
        base::add(&mut graph, base.orderings.iter().filter(is_there));
        let network = graph.unit(base.cloud_init.network_unit.value);
        graph.inside(network, BOOTHOOK, Kind::Step);
        for pass in passes {
            let unit = graph.add_pass(pass);
            match pass.order {
                Order::BeforeDocker => graph.begin_early(unit, base),
                Order::AfterDocker => graph.begin_late(unit, base, role),
                Order::AfterAgent => graph.begin_after_agent(unit),
            }
        }
        graph
    }

    fn add_pass(&mut self, pass: &Pass) -> usize {
        let unit = self.unit(pass.unit);
        for other in &pass.after {
            let other = self.unit(other);
            self.relate(other, Relation::Before, unit, Why::Parbake);
        }
        for other in &pass.before {
            let other = self.unit(other);
            self.relate(unit, Relation::Before, other, Why::Parbake);
        }
        unit
    }

    /// The first pass holds Docker by its gate as well as by its order.
    fn begin_early(&mut self, unit: usize, base: &Base) {
        let gate = self.inside(unit, DOCKER_GATE, Kind::Gate);
        let docker = self.unit(base.docker.unit.value);
        self.relate(gate, Relation::Opens, docker, Why::Parbake);
    }

    /// The second pass begins with Docker up, and lets the agent start.
    fn begin_late(&mut self, unit: usize, base: &Base, role: Role) {
        let up = self.inside(unit, "wait for docker", Kind::Step);
        let docker = self.unit(base.docker.unit.value);
        self.relate(up, Relation::WaitsFor, docker, Why::Parbake);
        if role != Role::Ecs {
            return;
        }
        let gate = self.inside(unit, AGENT_GATE, Kind::Gate);
        let joined = self.node(AGENT_JOINED, Kind::State);
        self.relate(gate, Relation::Opens, joined, Why::Parbake);
    }

    /// The third pass begins with the agent in its cluster.
    fn begin_after_agent(&mut self, unit: usize) {
        let wait = self.inside(unit, "wait for the agent", Kind::Step);
        let joined = self.node(AGENT_JOINED, Kind::State);
        self.relate(wait, Relation::WaitsFor, joined, Why::Parbake);
    }

    /// Adds the steps of a pass: one after the other, behind what the pass waits for, before its gate.
    fn add_steps<'a>(&mut self, unit: &str, steps: impl Iterator<Item = &'a Step>) {
        let Some(unit) = self.find(unit) else {
            return;
        };
        let of_pass = |graph: &Self, kind: Kind| {
            let mut nodes = graph.nodes.iter();
            nodes.position(|node| node.inside == Some(unit) && node.kind == kind)
        };
        let gate = of_pass(self, Kind::Gate);
        let mut last = of_pass(self, Kind::Step);
        for step in steps {
            let number = self.inside(unit, &step.name, Kind::Step);
            if let Some(last) = last {
                self.relate(last, Relation::Before, number, why(step));
            }
            last = Some(number);
        }
        if let Some((last, gate)) = last.zip(gate) {
            self.relate(last, Relation::Before, gate, Why::Parbake);
        }
    }

    /// Notes that a step of the profile waits for a unit; nothing where the boot has one of them not.
    pub(crate) fn wait(&mut self, step: &str, awaited: &str, cause: &Cause) {
        if let Some((step, awaited)) = self.find(step).zip(self.find(awaited)) {
            self.relate(step, Relation::WaitsFor, awaited, Why::Line(cause.clone()));
        }
    }

    /// Says why a step that waits for a unit would wait for itself, if it would.
    pub(crate) fn self_wait(&self, step: &str, awaited: &str) -> Option<String> {
        let (step, awaited) = self.find(step).zip(self.find(awaited))?;
        let way = self.wait_for_itself(step, awaited)?;
        let (step, awaited_name) = (self.name(step), self.name(awaited));
        let rest = self.chain(awaited, &way);
        let rest = rest.strip_prefix(awaited_name).unwrap_or(&rest);
        Some(format!("{step} -> waits for {awaited_name}{rest}"))
    }
}

fn why(step: &Step) -> Why {
    step.deciding.span.map_or(Why::Parbake, |span| {
        Why::Line(Cause {
            span,
            leaf: step.deciding.leaf.clone(),
        })
    })
}
