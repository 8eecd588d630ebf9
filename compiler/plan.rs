//! The plan: every step in one order, each with its phase and the leaf that put it there.
//!
//! Lowers the host to a resource graph, orders it, and gives each step its phase. Writes no text.

pub mod action;
mod diags;
pub mod effects;
mod graph;
mod hidden;
mod kept;
mod lower;
pub mod order;
mod volatile;

use crate::diagnostic::Report;
use crate::host::leaf::{Deciding, Reason};
use crate::host::{Host, Strategy};
use crate::source::Span;
use action::Action;
use effects::Effects;

pub use crate::host::leaf::Scope;
pub use crate::host::{Every, Order};
pub use kept::identity_of;

/// When a step runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Once, while the image is made.
    Bake,
    /// On the host.
    Boot,
}

/// One step: the same work whether it runs in the bake or at boot.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its name, unique among the steps of its phase: `file /etc/motd`.
    pub name: String,
    /// When it runs.
    pub phase: Phase,
    /// Where it stands at boot.
    pub order: Order,
    /// How often it runs at boot.
    pub every: Every,
    /// After how many seconds it has failed at boot.
    pub timeout_seconds: u64,
    /// What it does, launch by launch; `None` where a launch does not have it.
    pub actions: Vec<Option<Action>>,
    /// The leaf that put it into its phase.
    pub deciding: Deciding,
    /// The lines of a document that splits by lines, each with its own leaf; empty for all others.
    pub parts: Vec<(String, Deciding)>,
}

impl Step {
    /// Returns what a bake step does: fixed, so the same for every launch.
    #[must_use]
    pub fn fixed_action(&self) -> Option<&Action> {
        self.actions.iter().flatten().next()
    }

    /// Returns what the step does in a launch.
    #[must_use]
    pub fn action(&self, launch: usize) -> Option<&Action> {
        self.actions.get(launch).and_then(Option::as_ref)
    }
}

/// Everything that happens to a host, in order.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Bake steps, in order; empty where there is no image.
    pub bake: Vec<Step>,
    /// Boot steps, in order.
    pub boot: Vec<Step>,
    /// What the bake leaves behind, and the clean-up of the image takes away.
    pub effects: Effects,
}

impl Plan {
    /// Makes the plan of a host.
    #[must_use]
    pub fn of(host: &Host, report: &mut Report) -> Self {
        let resources = lower::resources(host, report);
        let mut steps = graph::order(resources);
        if host.image.strategy == Strategy::None {
            for step in steps
                .iter_mut()
                .filter(|step| step.deciding.scope == Scope::Fixed)
            {
                step.phase = Phase::Boot;
                step.deciding.reason = Reason::NoImage;
            }
        }
        steps.retain(|step| {
            step.fixed_action()
                .is_some_and(|action| action.belongs_to(step.phase))
        });
        let (bake, mut boot): (Vec<Step>, Vec<Step>) = steps
            .into_iter()
            .partition(|step| step.phase == Phase::Bake);
        kept::check(host, &bake, report);
        hidden::check(host, &bake, &boot, report);
        volatile::check(&bake, &boot, report);
        // Stable: within one order the graph's own order holds.
        boot.sort_by_key(|step| step.order);
        let effects = effects::of(host, &bake);
        Self {
            bake,
            boot,
            effects,
        }
    }

    /// Says whether any launch has a step after the agent.
    #[must_use]
    pub fn has_after_agent(&self) -> bool {
        self.boot.iter().any(|step| step.order == Order::AfterAgent)
    }

    /// Says whether any launch runs a script of the user's.
    #[must_use]
    pub fn has_boot_script(&self) -> bool {
        let actions = self.boot.iter().flat_map(|step| &step.actions).flatten();
        actions
            .into_iter()
            .any(|action| matches!(action, Action::RunScript(..)))
    }

    /// Returns the plan as lines for people.
    #[must_use]
    pub fn rows(&self, launches: &[String]) -> Vec<PlanRow> {
        self.bake
            .iter()
            .chain(&self.boot)
            .flat_map(|step| rows(step, launches))
            .collect()
    }
}

/// One line of `parbake plan`: a step, when it runs, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    /// Name of the step, unique in its phase (`file /etc/motd`, `package docker.io`).
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

/// A step is one row; a boot step whose document splits by lines is one row for each line.
fn rows(step: &Step, launches: &[String]) -> Vec<PlanRow> {
    if step.phase == Phase::Bake || step.parts.is_empty() {
        return vec![row(step, &step.name, &step.deciding, launches)];
    }
    let part = |(name, deciding): &(String, Deciding)| {
        row(step, &format!("{}: {name}", step.name), deciding, launches)
    };
    step.parts.iter().map(part).collect()
}

fn row(step: &Step, name: &str, deciding: &Deciding, launches: &[String]) -> PlanRow {
    let has = |at: usize| step.action(at).is_some();
    let with = launches.iter().enumerate().filter(|(at, _)| has(*at));
    let with: Vec<String> = with.map(|(_, name)| name.clone()).collect();
    let all = with.len() == launches.len();
    PlanRow {
        step: name.to_owned(),
        phase: step.phase,
        order: (step.phase == Phase::Boot).then_some(step.order),
        scope: deciding.scope,
        leaf: deciding.leaf.to_string(),
        span: deciding.span,
        reason: deciding.reason.to_string(),
        launches: if all { Vec::new() } else { with },
    }
}
