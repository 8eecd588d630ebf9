//! Lists that mean something else where they are empty.

use super::{Checker, Stage};
use crate::profile::diags;
use crate::profile::keypath::KeyPath;
use crate::profile::node::Node;

/// Settings of `[ecs]` whose empty list is none, each with what holds instead: the agent takes an empty array as if nothing
/// had been written, and so does parbake, which writes no line for it.
///
/// Source: amazon-ecs-agent 1.105.1, `agent/config/parse.go:65` and `:155`, run; `ecs-init/docker/docker.go:319`.
const NEVER_EMPTY: &[(&str, &str)] = &[
    (
        "available-logging-drivers",
        "[\"json-file\", \"syslog\", \"awslogs\", \"fluentd\", \"none\"]",
    ),
    ("reserved-ports", "[22, 2375, 2376, 51678, 51679]"),
];

impl Checker<'_> {
    /// Reports a list that cannot be empty and is, when all that adds to it has been put together.
    pub(super) fn emptiness(&mut self, list: &Node, path: &KeyPath) {
        let is_empty = list.as_list().is_some_and(<[Node]>::is_empty);
        let [section, key] = path.keys() else { return };
        let default = NEVER_EMPTY.iter().find(|(name, _)| name == key);
        if let Some((key, default)) = default
            && self.stage == Stage::Whole
            && section == "ecs"
            && is_empty
        {
            let found = diags::empty_is_default(list.span, key, default);
            self.report.push(found);
        }
    }
}
