//! From the host to resources: what each thing of the profile asks to be done.

mod keys;
mod names;
mod outside;
mod people;
mod places;
mod settings;
mod software;
mod stores;
mod work;

use super::action::Action;
use super::diags;
use super::graph::{Kind, Resource};
use crate::diagnostic::Report;
use crate::host::item::Item;
use crate::host::leaf::{Deciding, Reason, Scope};
use crate::host::{Every, Host, Order};

/// Lists every resource of a host, in no order that matters but for ties.
pub(crate) fn resources(host: &Host, report: &mut Report) -> Vec<Resource> {
    check_architecture(host, report);
    settings::check(host, report);
    let mut list = Vec::new();
    outside::add(host, &mut list, report);
    software::add(host, &mut list, report);
    people::add(host, &mut list);
    stores::add(host, &mut list);
    places::add(host, &mut list);
    settings::add(host, &mut list);
    names::add(host, &mut list);
    keys::add(host, &mut list);
    work::add(host, &mut list);
    list.retain(|resource| resource.actions.iter().any(Option::is_some));
    places::check(&list, report);
    list
}

/// What a host makes of its own is late whatever its leaves say.
fn on_host(mut resource: Resource) -> Resource {
    if resource.deciding.scope == Scope::Fixed {
        resource.deciding.scope = Scope::Host;
        resource.deciding.reason = Reason::HostOnly;
    }
    resource
}

/// Folds the leaves of a document into the one that decides.
fn widest<'i, T: 'i>(items: impl Iterator<Item = &'i Item<T>>) -> Option<Deciding> {
    items
        .map(|item| item.deciding.clone())
        .reduce(Deciding::widest)
}

/// Makes an action for each launch from what the items have in it; none where they have nothing.
fn each_launch<T, U>(
    host: &Host,
    items: &[&Item<T>],
    line: impl Fn(&Item<T>, &T) -> U,
    action: impl Fn(Vec<U>) -> Action,
) -> Vec<Option<Action>> {
    let launch = |at: usize| {
        let lines: Vec<U> = items
            .iter()
            .filter_map(|item| Some(line(item, item.at(at)?)))
            .collect();
        (!lines.is_empty()).then(|| action(lines))
    };
    (0..host.count()).map(launch).collect()
}

fn check_architecture(host: &Host, report: &mut Report) {
    let arm = host.arch == "arm64";
    let has = host
        .base
        .os
        .architectures
        .value
        .iter()
        .any(|arch| (*arch == crate::catalog::base::Arch::Arm64) == arm);
    if !has {
        report.push(diags::architecture(
            host.base_cause.span,
            host.base.name,
            &host.arch,
        ));
    }
}

/// How long a step of ordinary work may take at boot, in seconds: the metadata service alone may take two minutes.
const ORDINARY: u64 = 300;
/// How long what goes over the network may take at boot, in seconds.
const NETWORK: u64 = 1800;

impl Resource {
    /// Starts a resource that runs before Docker, once per instance.
    fn new(kind: Kind, name: String, actions: Vec<Option<Action>>, deciding: Deciding) -> Self {
        Self {
            name,
            kind,
            order: Order::BeforeDocker,
            every: Every::Instance,
            timeout_seconds: ORDINARY,
            actions,
            deciding,
            parts: Vec::new(),
            needs: Vec::new(),
        }
    }

    /// Makes the resource that each launch's state of an item asks for.
    fn of<T>(
        kind: Kind,
        name: String,
        item: &Item<T>,
        action: impl Fn(&T) -> Option<Action>,
    ) -> Self {
        let actions = item
            .states
            .iter()
            .map(|state| state.as_ref().and_then(&action))
            .collect();
        Self::new(kind, name, actions, item.deciding.clone())
    }

    /// Runs it at each boot: it only makes things as the user-data says, so that a change of that is followed.
    fn each_boot(mut self) -> Self {
        self.every = Every::Boot;
        self
    }

    /// Names the lines of a document that splits by lines.
    fn of_lines<T>(mut self, items: &[&Item<T>], name: impl Fn(&Item<T>) -> String) -> Self {
        let part = |item: &&Item<T>| (name(item), item.deciding.clone());
        self.parts = items.iter().map(part).collect();
        self
    }

    /// Runs it when Docker is up.
    fn after_docker(mut self) -> Self {
        self.order = Order::AfterDocker;
        self
    }

    /// Gives it the time that a network needs.
    fn over_network(mut self) -> Self {
        self.timeout_seconds = NETWORK;
        self
    }

    /// Puts a resource before it.
    fn needing(mut self, name: impl Into<String>) -> Self {
        self.needs.push(name.into());
        self
    }
}
