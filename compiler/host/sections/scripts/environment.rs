//! The environment of a script, without what bash or the boot program would not leave alone.

use crate::host::item::cause;
use crate::host::leaf::Cause;
use crate::host::{Context, diags};
use crate::profile::node::{Entry, Node, Text};

/// Variables that a script cannot be given, each set with the reason.
///
/// Source: bash 5.2.15, bash(1), "Shell Variables", and `readonly -p`; each was exported and asked for. The last row:
/// `templates/lib/scripts.sh`.
const TAKEN: &[(&[&str], &str)] = &[
    (
        &[
            "BASHOPTS",
            "BASH_VERSINFO",
            "EUID",
            "PPID",
            "SHELLOPTS",
            "UID",
        ],
        "bash, which starts the script, has it as a readonly variable: the step fails",
    ),
    (
        &[
            "BASH_ALIASES",
            "BASH_ARGC",
            "BASH_ARGV",
            "BASH_CMDS",
            "BASH_LINENO",
            "BASH_SOURCE",
            "DIRSTACK",
            "FUNCNAME",
            "GROUPS",
            "PIPESTATUS",
        ],
        "bash, which starts the script, has a list of that name and hands none on: the script would not get it",
    ),
    (
        &[
            "BASHPID",
            "BASH_COMMAND",
            "BASH_SUBSHELL",
            "EPOCHREALTIME",
            "EPOCHSECONDS",
            "LINENO",
            "RANDOM",
            "SRANDOM",
        ],
        "bash, which starts the script, gives it a value of its own",
    ),
    (
        &["AGENT_UNIT", "DOCKER_UNIT", "GUARD_HELD", "GUARD_UNIT"],
        OURS,
    ),
];

const OURS: &str = "the program that starts the script uses it itself";

/// Reads the variables of a script and reports those that it would not get as they stand.
pub(super) fn read(
    node: Option<&Node>,
    leaf: &str,
    ctx: &mut Context<'_>,
) -> Vec<(String, Text, Cause)> {
    let table = node.and_then(Node::as_table);
    let entries = table
        .map(|table| table.entries.as_slice())
        .unwrap_or_default();
    for entry in entries {
        if let Some(why) = taken(&entry.key) {
            let found = diags::scripts::taken_variable(entry.key_span, &entry.key, why);
            ctx.report.push(found);
        }
    }
    let variable = |entry: &Entry| {
        let place = cause(&entry.node, format!("{leaf}.env.{}", entry.key));
        Some((entry.key.clone(), entry.node.as_text()?.clone(), place))
    };
    entries.iter().filter_map(variable).collect()
}

fn taken(name: &str) -> Option<&'static str> {
    if name.starts_with("PARBAKE_") {
        return Some(OURS);
    }
    let row = TAKEN.iter().find(|(names, _)| names.contains(&name));
    row.map(|(_, why)| *why)
}
