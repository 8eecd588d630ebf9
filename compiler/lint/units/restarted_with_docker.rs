//! A unit that stops with dockerd although containers outlive it.

use crate::lint::Finding;
use crate::lint::subject::Subject;
use crate::plan::order::unit_text::UnitText;

lint! {
    /// A unit stops with dockerd, although `live-restore` keeps containers running without it.
    ///
    /// `Requires=`, `BindsTo=` and `PartOf=` carry a stop or restart of docker.service over to the unit: an update of Docker
    /// takes its container down after all. `Wants=` starts docker as well and carries nothing over. parbake's gate holds
    /// docker back by a condition, and a condition that is not met does not fail the units that require it, so `Requires=` gives
    /// no protection there either.
    ///
    /// Bad: `Requires=docker.service` beside `live-restore = true`. Good: `Wants=docker.service` and `After=docker.service`.
    ///
    /// Source: systemd.unit(5), `Requires=` and `ConditionPathExists=`; moby, `live-restore`.
    "L0076" "restarted-with-docker" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let docker = subject.host.base.docker.unit.value;
    let mut found = Vec::new();
    for set in subject.daemon("live-restore") {
        if set.node.as_bool() != Some(true) {
            continue;
        }
        let units = subject.units(set.launch);
        // The agent's own unit is made that way, and it comes back with dockerd.
        let own = |unit: &&UnitText<'_>| unit.has_file;
        for unit in units.iter().filter(own) {
            let Some(line) = unit.naming(&["Requires", "BindsTo", "PartOf"], docker) else {
                continue;
            };
            let message = format!("`{}` stops whenever dockerd does", unit.name);
            let finding = LINT
                .at(&line.cause, message)
                .label("carries a restart of dockerd over")
                .related(set.node.span, "containers are to outlive dockerd")
                .help(format!("write `Wants={docker}`"));
            found.push(finding);
        }
    }
    found
}
