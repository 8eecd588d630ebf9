//! The text of bake.sh: assignments, library, a function for each step, the table, the sealing.

use std::collections::BTreeSet;

use super::Named;
use super::head::head;
use crate::artifact::Workshop;
use crate::artifact::program::render;
use crate::format::lines::Lines;
use crate::format::shell;
use crate::host::leaf::Cause;
use crate::template::{
    BAKE_AUDIT, BAKE_BASE, BAKE_CLEAN, BAKE_IDENTITY, BAKE_MAIN, Library, Slot, Template,
};

pub(super) fn script(
    workshop: &mut Workshop<'_>,
    calls: &[Named],
    rows: Lines<Cause>,
    digest: &str,
) -> Lines<Cause> {
    let mut lines = head(workshop, digest);
    for file in Library::ALL.into_iter().filter(|file| !file.is_host_only()) {
        lines.push_plain("");
        lines.push_plain_text(file.text());
    }
    let mut table = Lines::new();
    table.push_plain("");
    table.push_plain("# The steps in order: the name for people, and the function.");
    table.push_plain("STEPS=(");
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for named in calls {
        let function = function_name(&named.name, &mut taken);
        lines.append(step(named, &function, workshop));
        table.push(
            format!("  {} {function}", shell::word(&named.name)),
            named.call.cause.clone(),
        );
    }
    table.push_plain(")");
    lines.append(table);
    lines.append(rows);
    for text in [BAKE_BASE, BAKE_IDENTITY, BAKE_CLEAN, BAKE_AUDIT, BAKE_MAIN] {
        lines.push_plain("");
        lines.push_plain_text(text);
    }
    lines
}

/// A function name for a step: its words with everything else as `_`, numbered where it would stand twice.
fn function_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    let mut word: String = name.chars().map(plain).collect();
    while word.contains("__") {
        word = word.replace("__", "_");
    }
    let base = format!("step_{}", word.trim_matches('_'));
    let mut function = base.clone();
    let mut number = 1;
    while !taken.insert(function.clone()) {
        number += 1;
        function = format!("{base}_{number}");
    }
    function
}

fn step(named: &Named, function: &str, workshop: &mut Workshop<'_>) -> Lines<Cause> {
    let call = &named.call;
    let cause = Some(call.cause.clone());
    let place = workshop.place(&call.cause);
    let mut slots = vec![
        Slot::new(
            "origin",
            format!("{} ({place})", call.cause.leaf),
            cause.clone(),
        ),
        Slot::new("function", function, cause.clone()),
        Slot::new("command", call.command(), cause),
    ];
    match &call.input {
        Some(input) => {
            slots.push(Slot::new("mark", shell::delimiter(&input.lines), None));
            render(Template::Step, &slots, Some(input.lines.clone()), workshop)
        }
        None => render(Template::BareStep, &slots, None, workshop),
    }
}
