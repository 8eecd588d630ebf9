//! What the agent would refuse among its settings when they are put together.

use super::ecs::EcsLine;
use crate::host::item::Item;
use crate::host::{Context, diags};

/// Checks that a host outside EC2 is told its region, launch by launch.
///
/// Source: amazon-ecs-agent 1.105.1, `agent/config/config.go:235`, run.
pub(super) fn region(lines: &[Item<EcsLine>], count: usize, ctx: &mut Context<'_>) {
    let at = |key: &str, launch: usize| {
        let line = lines.iter().find(|line| line.name.text == key)?;
        line.at(launch).map(|line| &line.value)
    };
    for launch in 0..count {
        let external = at("external", launch);
        let external = external.filter(|external| external.as_bool() == Some(true));
        if let (Some(external), None) = (external, at("aws-default-region", launch)) {
            let found = diags::external_without_region(external.span);
            ctx.report.push(found);
        }
    }
}
