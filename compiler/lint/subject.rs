//! What a lint looks at, with the look-ups that many of them need.

use std::sync::Arc;

use super::scripts::Program;
use crate::host::item::{Item, Named};
use crate::host::leaf::Cause;
use crate::host::{DaemonSetting, EcsLine, Host};
use crate::lint::secret::Suspects;
use crate::plan::Plan;
use crate::plan::order::Graph;
use crate::plan::order::unit_text::UnitText;
use crate::profile::node::Node;
use crate::source::Sources;

/// The host, its plan, and the texts that the spans point into.
pub(crate) struct Subject<'a> {
    pub(crate) host: &'a Host,
    pub(crate) plan: &'a Plan,
    pub(crate) sources: &'a Sources,
    /// What looks like a credential.
    pub(crate) suspects: &'a Suspects,
    /// The shell that the profile brings along.
    pub(crate) programs: Vec<Program<'a>>,
    /// The boot of each launch.
    pub(crate) boots: &'a [Graph],
}

/// The value of a setting in one launch.
pub(super) struct Set<'a> {
    /// The launch.
    pub(super) launch: usize,
    /// The value.
    pub(super) node: &'a Node,
    name: &'a Named,
}

impl<'a> Set<'a> {
    /// The value as the place of a finding.
    pub(super) fn cause(&self) -> Cause {
        Cause {
            span: self.node.span,
            leaf: Arc::clone(&self.name.leaf),
        }
    }

    /// The key as the place of a finding: for a set, whose elements have places of their own.
    pub(super) fn key_cause(&self) -> Cause {
        self.name.cause()
    }

    /// The value, where it is text that is known before the host runs.
    pub(super) fn as_str(&self) -> Option<&'a str> {
        self.node.as_str()
    }

    /// Says whether the value is this truth value.
    pub(super) fn is(&self, value: bool) -> bool {
        self.node.as_bool() == Some(value)
    }
}

impl<'a> Subject<'a> {
    /// The units of the profile in one launch: those of `[units]`, and what `[files]` places in systemd's directory.
    pub(super) fn units(&self, launch: usize) -> Vec<UnitText<'a>> {
        UnitText::list(self.host, self.sources, launch)
    }

    /// A unit of the profile by its name.
    pub(super) fn unit(&self, name: &str, launch: usize) -> Option<UnitText<'a>> {
        UnitText::find(self.host, self.sources, name, launch)
    }

    /// The values of a key of `[ecs]`, each launch's in turn.
    pub(super) fn ecs(&self, key: &'a str) -> impl Iterator<Item = Set<'a>> {
        sets(&self.host.ecs, key, |line: &EcsLine| &line.value)
    }

    /// The value of a key of `[ecs]` in one launch.
    pub(super) fn ecs_at(&self, key: &'a str, launch: usize) -> Option<Set<'a>> {
        self.ecs(key).find(|set| set.launch == launch)
    }

    /// A flag of `[ecs]` in one launch; `None` where it is left to the agent.
    pub(super) fn flag(&self, key: &'a str, launch: usize) -> Option<bool> {
        self.ecs_at(key, launch)?.node.as_bool()
    }

    /// The values of a key of `[docker.daemon]`, each launch's in turn; what is in `[docker.daemon-extra]` goes unread.
    pub(super) fn daemon(&self, key: &'a str) -> impl Iterator<Item = Set<'a>> {
        let value: fn(&DaemonSetting) -> &Node = |setting| &setting.value;
        let all = sets(&self.host.docker.settings, key, value);
        all.filter(|set| !set.name.leaf.starts_with("docker.daemon-extra"))
    }

    /// The value of a key of `[docker.daemon]` in one launch.
    pub(super) fn daemon_at(&self, key: &'a str, launch: usize) -> Option<Set<'a>> {
        self.daemon(key).find(|set| set.launch == launch)
    }
}

fn sets<'a, T>(
    items: &'a [Item<T>],
    key: &'a str,
    value: fn(&T) -> &Node,
) -> impl Iterator<Item = Set<'a>> {
    let items = items.iter().filter(move |item| item.name.text == key);
    items.flat_map(move |item| {
        let states = item.states.iter().enumerate();
        states.filter_map(move |(launch, state)| {
            Some(Set {
                launch,
                node: value(state.as_ref()?),
                name: &item.name,
            })
        })
    })
}
