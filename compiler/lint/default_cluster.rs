//! The host joins the cluster `default`.

use super::Finding;
use crate::diagnostic::{Diagnostic, codes};
use crate::host::Host;
use crate::host::leaf::Cause;
use crate::plan::Plan;

pub(super) fn check(host: &Host, _: &Plan) -> Vec<Finding> {
    let lines = host.ecs.iter().filter(|line| line.name.text == "cluster");
    let states = lines.flat_map(|line| {
        line.states
            .iter()
            .flatten()
            .map(|state| (line.name.leaf.clone(), state))
    });
    let default = states.filter(|(_, state)| state.value.as_str() == Some("default"));
    let finding = |(leaf, state): (_, &crate::host::EcsLine)| {
        let cause = Cause {
            span: state.value.span,
            leaf,
        };
        let found = Diagnostic::warning(codes::DEFAULT_CLUSTER, cause.span, "this host joins the cluster `default`")
            .label("where every misconfigured host ends up too")
            .help("name a cluster, or say `[lints] default-cluster = { level = \"allow\", reason = \"...\" }`");
        Finding::new(found, &cause)
    };
    default.map(finding).collect()
}
