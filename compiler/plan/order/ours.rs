//! What parbake adds to a boot: its units and how they are ordered. Their files are rendered from this.

use crate::catalog::base::Base;
use crate::host::Order;
use crate::plan::Plan;

/// What user-data's first part is called in the graph: it hands the launch's data over.
pub(crate) const BOOTHOOK: &str = "boothook";
/// File name of the drop-in that holds a unit at its gate.
pub(crate) const GATE_DROP_IN: &str = "10-parbake.conf";
/// The file that lets Docker start.
pub(crate) const DOCKER_GATE: &str = "gate docker";
/// The file that lets the agent start.
pub(crate) const AGENT_GATE: &str = "gate ecs";
/// What is so once the agent's gate is open and the agent has registered.
pub(crate) const AGENT_JOINED: &str = "the agent has joined";

/// A unit of the boot program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pass {
    /// Its name.
    pub(crate) unit: &'static str,
    /// Whose steps it runs.
    pub(crate) order: Order,
    /// `After=`.
    pub(crate) after: Vec<&'static str>,
    /// `Before=`.
    pub(crate) before: Vec<&'static str>,
}

/// Lists the passes of a plan in their order.
pub(crate) fn passes(base: &Base, plan: &Plan) -> Vec<Pass> {
    let mut passes = vec![early(base), late(base)];
    if plan.has_after_agent() {
        passes.push(after_agent(base));
    }
    passes
}

/// The first pass.
pub(super) fn early(base: &Base) -> Pass {
    Pass {
        unit: "parbake-early.service",
        order: Order::BeforeDocker,
        after: vec![
            "sysinit.target",
            "basic.target",
            base.cloud_init.network_unit.value,
        ],
        before: vec![base.docker.containerd.value, base.docker.unit.value],
    }
}

/// The second pass.
pub(super) fn late(base: &Base) -> Pass {
    Pass {
        unit: "parbake-late.service",
        order: Order::AfterDocker,
        after: vec![
            "sysinit.target",
            "basic.target",
            "parbake-early.service",
            base.docker.unit.value,
        ],
        before: Vec::new(),
    }
}

/// The third pass.
pub(super) fn after_agent(base: &Base) -> Pass {
    Pass {
        unit: "parbake-after-agent.service",
        order: Order::AfterAgent,
        after: vec![
            "sysinit.target",
            "basic.target",
            "parbake-late.service",
            base.ecs.unit.value,
        ],
        before: Vec::new(),
    }
}
