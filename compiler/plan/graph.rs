//! The resource graph and its one topological order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::{Every, Order, Phase, Scope, Step};
use crate::host::leaf::{Deciding, Reason};
use crate::plan::action::Action;

/// What kind of thing a resource is. Of two that do not need each other the kind decides which comes
/// first: owner before file, repository before package, package before its configuration, unit before its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Way,
    Trust,
    Repository,
    Package,
    Group,
    User,
    Volume,
    Swap,
    KeyPair,
    File,
    Setting,
    Systemd,
    Unit,
    Docker,
    Image,
    Swarm,
    Script,
    Start,
}

/// One thing of the host with what it needs.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) order: Order,
    pub(crate) every: Every,
    pub(crate) timeout_seconds: u64,
    pub(crate) actions: Vec<Option<Action>>,
    pub(crate) deciding: Deciding,
    /// What the parts of a document that splits are called, each with the leaf that decides; empty for all others.
    pub(crate) parts: Vec<(String, Deciding)>,
    /// Names of resources without which this one cannot be: they come first, and a late one makes it late.
    pub(crate) needs: Vec<String>,
}

/// Orders the resources; what needs a late one becomes late itself.
///
/// Resources are ordered by what they need, then by kind, then as given. A need that nobody has is met by the base.
pub(crate) fn order(resources: Vec<Resource>) -> Vec<Step> {
    let mut sorting = Sorting::new(&resources);
    let mut late: BTreeMap<String, ()> = BTreeMap::new();
    let mut steps = Vec::with_capacity(resources.len());
    let mut slots: Vec<Option<Resource>> = resources.into_iter().map(Some).collect();
    while let Some(at) = sorting.next() {
        let Some(mut resource) = slots.get_mut(at).and_then(Option::take) else {
            continue;
        };
        let late_need = resource
            .needs
            .iter()
            .find(|need| late.contains_key(*need))
            .cloned();
        if let Some(need) = late_need.filter(|_| resource.deciding.scope == Scope::Fixed) {
            resource.deciding.scope = Scope::Launch;
            resource.deciding.reason = Reason::Needs(need);
        }
        let phase = if resource.deciding.scope == Scope::Fixed {
            Phase::Bake
        } else {
            Phase::Boot
        };
        if phase == Phase::Boot {
            late.insert(resource.name.clone(), ());
        }
        steps.push(Step {
            name: resource.name,
            phase,
            order: resource.order,
            every: resource.every,
            timeout_seconds: resource.timeout_seconds,
            actions: resource.actions,
            deciding: resource.deciding,
            parts: resource.parts,
        });
    }
    steps
}

/// Kahn's algorithm; of what is ready the smallest kind goes first, then the first given.
struct Sorting {
    ready: BinaryHeap<Reverse<(Kind, usize)>>,
    /// For each resource: how many needs are still open, and who waits for it.
    open: Vec<usize>,
    waiting: Vec<Vec<usize>>,
    kinds: Vec<Kind>,
}

impl Sorting {
    fn new(resources: &[Resource]) -> Self {
        let index: BTreeMap<&str, usize> = resources
            .iter()
            .enumerate()
            .map(|(at, resource)| (resource.name.as_str(), at))
            .collect();
        let mut open = vec![0; resources.len()];
        let mut waiting = vec![Vec::new(); resources.len()];
        for (at, resource) in resources.iter().enumerate() {
            // A need always points to an earlier kind, so there is no circle; one by mistake is dropped here.
            let earlier = |need: &usize| {
                resources
                    .get(*need)
                    .is_some_and(|other| (other.kind, *need) < (resource.kind, at))
            };
            for need in resource
                .needs
                .iter()
                .filter_map(|need| index.get(need.as_str()).copied())
                .filter(earlier)
            {
                if let Some(list) = waiting.get_mut(need) {
                    list.push(at);
                }
                if let Some(count) = open.get_mut(at) {
                    *count += 1;
                }
            }
        }
        let kinds: Vec<Kind> = resources.iter().map(|resource| resource.kind).collect();
        let free = open
            .iter()
            .enumerate()
            .filter(|(_, count)| **count == 0)
            .map(|(at, _)| at);
        let ready = free
            .filter_map(|at| Some(Reverse((*kinds.get(at)?, at))))
            .collect();
        Self {
            ready,
            open,
            waiting,
            kinds,
        }
    }

    fn next(&mut self) -> Option<usize> {
        let Reverse((_, at)) = self.ready.pop()?;
        let waiting = self
            .waiting
            .get_mut(at)
            .map(std::mem::take)
            .unwrap_or_default();
        for other in waiting {
            let Some(count) = self.open.get_mut(other) else {
                continue;
            };
            *count -= 1;
            if let Some(kind) = self.kinds.get(other).filter(|_| *count == 0) {
                self.ready.push(Reverse((*kind, other)));
            }
        }
        Some(at)
    }
}
