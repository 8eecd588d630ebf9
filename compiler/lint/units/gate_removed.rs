//! A drop-in that takes a unit's gate away.

use crate::host::Role;
use crate::lint::Finding;
use crate::lint::subject::Subject;
use crate::plan::order::ours::GATE_DROP_IN;

lint! {
    /// A drop-in empties the conditions of a unit that parbake holds.
    ///
    /// docker.service and the agent's service have a condition by parbake: the file of the gate, which is there when every step
    /// before has passed. An empty `Condition...=` takes back all conditions that were read before it, of any kind, and drop-ins
    /// are read by name: `50-x.conf` after `10-parbake.conf`. A host that failed would join.
    ///
    /// Bad: a drop-in `50-x.conf` of ecs.service with `ConditionPathExists=`. Good: without it; or, to take back what the package's
    /// own unit says, in a drop-in that is read before: `05-x.conf`.
    ///
    /// Source: systemd.unit(5), "Conditions and Asserts"; "If any of these options is assigned the empty string, the list of
    /// conditions is reset completely".
    "L0240" "gate-removed" Ordinary Deny check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let base = subject.host.base;
    let mut held = vec![base.docker.unit.value];
    if subject.host.role == Role::Ecs {
        held.push(base.ecs.unit.value);
    }
    let mut found = Vec::new();
    for launch in 0..subject.host.count() {
        for unit in held.iter().filter_map(|name| subject.unit(name, launch)) {
            let mut settings = unit.settings.iter();
            let reset = settings.find(|line| {
                let is_behind = line.drop_in.as_deref() > Some(GATE_DROP_IN);
                is_behind && line.key.starts_with("Condition") && line.value.is_empty()
            });
            found.extend(reset.map(|line| {
                let message = format!("this opens the gate of `{}`", unit.name);
                LINT.at(&line.cause, message)
                    .label("takes back every condition, that of the gate as well")
                    .note("a host whose boot has failed would start it all the same")
                    .help("leave the line out, or say it in a drop-in that is read before, such as `05-conditions.conf`")
            }));
        }
    }
    found
}
