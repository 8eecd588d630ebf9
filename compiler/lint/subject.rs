//! What a lint looks at, with the look-ups that many of them need.

use std::sync::Arc;

use crate::host::item::Item;
use crate::host::leaf::Cause;
use crate::host::{DaemonSetting, EcsLine, Host};
use crate::lint::secret::Suspects;
use crate::plan::Plan;
use crate::profile::node::Node;
use crate::source::Sources;

/// The host, its plan, and the texts that the spans point into.
pub(crate) struct Subject<'a> {
    pub(crate) host: &'a Host,
    #[expect(dead_code, reason = "the lints of order come next")]
    pub(crate) plan: &'a Plan,
    #[expect(dead_code, reason = "the lints that read a source file come next")]
    pub(crate) sources: &'a Sources,
    pub(crate) suspects: &'a Suspects,
}

/// The value of a setting in one launch.
pub(super) struct Set<'a> {
    /// The launch.
    pub(super) launch: usize,
    /// The value.
    pub(super) node: &'a Node,
    leaf: &'a Arc<str>,
}

impl<'a> Set<'a> {
    /// The value as the place of a finding.
    pub(super) fn cause(&self) -> Cause {
        Cause {
            span: self.node.span,
            leaf: Arc::clone(self.leaf),
        }
    }

    /// The value, where it is text that is known before the host runs.
    pub(super) fn as_str(&self) -> Option<&'a str> {
        self.node.as_str()
    }
}

impl<'a> Subject<'a> {
    /// The values of a key of `[ecs]`, each launch's in turn.
    pub(super) fn ecs(&self, key: &'a str) -> impl Iterator<Item = Set<'a>> {
        sets(&self.host.ecs, key, |line: &EcsLine| &line.value)
    }

    /// The values of a key of `[docker.daemon]`, each launch's in turn.
    pub(super) fn daemon(&self, key: &'a str) -> impl Iterator<Item = Set<'a>> {
        sets(
            &self.host.docker.settings,
            key,
            |setting: &DaemonSetting| &setting.value,
        )
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
                leaf: &item.name.leaf,
            })
        })
    })
}
