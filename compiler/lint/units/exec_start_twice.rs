//! A second `ExecStart=` in a service that may have one.

use crate::lint::Finding;
use crate::lint::subject::Subject;
use crate::plan::order::unit_text::UnitText;

lint! {
    /// A drop-in gives a service a second `ExecStart=`.
    ///
    /// Only services of `Type=oneshot` may have more than one. `ExecStart=` in a drop-in adds to the unit's own, and
    /// systemd refuses the whole unit: "Service has more than one ExecStart= setting". An empty `ExecStart=` first drops the
    /// one that is there.
    ///
    /// Bad: a drop-in of docker.service with `ExecStart=/usr/bin/dockerd --debug`. Good: a line `ExecStart=` above it; for
    /// dockerd's settings better `[docker.daemon]`.
    ///
    /// Source: systemd.service(5), `ExecStart=`; systemd 252 run.
    "L0074" "exec-start-twice" Ordinary Deny check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let base = subject.host.base;
    // Services of the base that are known to have one command and not to be oneshot.
    let known = [
        base.docker.unit.value,
        base.docker.containerd.value,
        base.ecs.unit.value,
        base.ssm.unit.value,
    ];
    let mut found = Vec::new();
    for launch in 0..subject.host.count() {
        for unit in subject.units(launch) {
            let is_known = known.contains(&unit.name);
            if unit.has_file || is_known {
                found.extend(second(&unit, is_known));
            }
        }
    }
    found
}

fn second(unit: &UnitText<'_>, is_known: bool) -> Option<Finding> {
    let kind = unit.all("Type").last();
    if !unit.name.ends_with(".service") || kind.is_some_and(|kind| kind.value == "oneshot") {
        return None;
    }
    let mut commands = usize::from(is_known && !unit.has_file);
    for line in unit.all("ExecStart") {
        commands = if line.value.is_empty() {
            0
        } else {
            commands + 1
        };
        if commands > 1 && line.drop_in.is_some() {
            let message = format!("`{}` gets a second `ExecStart=`", unit.name);
            let found = LINT
                .at(&line.cause, message)
                .label("added to the one that is there")
                .note("systemd refuses the whole unit; only `Type=oneshot` may have more than one")
                .help("put a line `ExecStart=` before it, which drops the first");
            return Some(found);
        }
    }
    None
}
