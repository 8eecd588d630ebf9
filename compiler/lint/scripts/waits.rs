//! What a command of a script waits for, as the graph of the boot names it.

use super::program::{Program, When};
use super::systemd::Request;
use crate::catalog::base::Base;
use crate::plan::order::Graph;
use crate::reader::shell_commands::Command;
use crate::source::Sources;

/// Notes in each boot what its scripts wait for.
pub(crate) fn add(programs: &[Program<'_>], base: &Base, sources: &Sources, boots: &mut [Graph]) {
    for program in programs {
        let Some(node) = program.node.as_deref() else {
            continue;
        };
        for command in &program.script.commands {
            let cause = program.cause(command, sources);
            for unit in of(program, command, base) {
                for boot in boots.iter_mut() {
                    boot.wait(node, &unit, &cause);
                }
            }
        }
    }
}

/// The units whose start a command waits for.
pub(super) fn of(program: &Program<'_>, command: &Command, base: &Base) -> Vec<String> {
    if waits_for_cloud_init(program, command) {
        return vec![base.cloud_init.final_unit.value.to_owned()];
    }
    let request = Request::of(program, command);
    let request = request.filter(|request| request.waits && request.starts());
    let units = request.map(|request| request.units).unwrap_or_default();
    units.into_iter().map(whole_name).collect()
}

/// Adds what systemctl adds to a name without a kind.
///
/// Source: systemctl(1), "Parameter Syntax".
fn whole_name(unit: String) -> String {
    const KINDS: &[&str] = &[
        "target", "socket", "mount", "timer", "path", "slice", "scope",
    ];
    let kind = unit.rsplit_once('.').map(|(_, kind)| kind);
    if kind.is_some_and(|kind| KINDS.contains(&kind)) {
        return unit;
    }
    format!("{unit}.service")
}

/// Says whether a command waits for the end of cloud-init, without a limit of its own.
fn waits_for_cloud_init(program: &Program<'_>, command: &Command) -> bool {
    let words = program.arguments(command);
    let has = |word: &str| words.iter().any(|known| known == word);
    !matches!(program.when, When::Bake)
        && !command.place.is_background
        && !command.wrappers.iter().any(|wrapper| wrapper == "timeout")
        && command.name().as_deref() == Some("cloud-init")
        && has("status")
        && (has("--wait") || has("-w"))
}
