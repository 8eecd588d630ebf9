//! A masked unit without which the host is of no use.

use crate::host::{Enablement, Host, Role};
use crate::lint::Finding;
use crate::lint::logrotate::has_own_schedule;
use crate::lint::subject::Subject;

lint! {
    /// The profile masks a unit that the host or a section of the profile needs.
    ///
    /// Nothing can start a masked unit, nor what requires it: docker.service requires docker.socket, the agent
    /// needs docker. The boot program opens its gates in vain and the host never joins. User-data itself runs in the stages of
    /// cloud-init, and the boot program in its own units: without them nothing of the boot happens. Logs of `[logrotate]` are
    /// rotated by logrotate's timer and service, where the profile has no schedule of its own, and `[ssm]` starts its agent.
    ///
    /// Bad: `units."docker.socket".mask = true`. Good: leave it out; to keep the API away from people, leave them out of the
    /// group `docker`.
    ///
    /// Source: Debian docker.io 26.1.5, docker.service (`Requires=docker.socket`); systemctl(1), `mask`; Debian 12, logrotate
    /// 3.21.0, logrotate.timer.
    "L0080" "masked-service" Ordinary Deny check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for launch in 0..subject.host.count() {
        let needs = needs(subject, launch);
        for unit in subject.units(launch) {
            if unit.enablement != Enablement::Masked {
                continue;
            }
            // No profile writes a unit of such a name.
            let is_ours = unit.name.starts_with("parbake-");
            let mut of_others = needs.iter().filter(|need| need.units.contains(&unit.name));
            let why = match of_others.next() {
                Some(need) => need.why,
                None if is_ours => {
                    "it is one of parbake's own, without which the boot does not go on"
                }
                None => continue,
            };
            let message = format!("this host needs `{}`, which is masked", unit.name);
            let finding = LINT
                .at(&unit.cause, message)
                .label("nothing can start it")
                .note(why)
                .help("leave `mask` out");
            found.push(finding);
        }
    }
    found
}

/// Units that a launch needs, and what for.
struct Need {
    units: Vec<&'static str>,
    why: &'static str,
}

fn needs(subject: &Subject<'_>, launch: usize) -> Vec<Need> {
    let host = subject.host;
    let base = host.base;
    let mut containers = vec![base.docker.unit.value, base.docker.containerd.value];
    containers.extend(base.docker.socket.value);
    let need = |units: Vec<&'static str>, why: &'static str| Need { units, why };
    let mut needs = vec![
        need(containers, "containers need it"),
        need(
            cloud_init(host),
            "user-data runs in the stages of cloud-init: without them nothing of the boot happens",
        ),
    ];
    if host.role == Role::Ecs {
        needs.push(need(vec![base.ecs.unit.value], "the agent runs in it"));
    }
    let mut rules = host.logrotate.iter();
    let has_rule = rules.any(|rule| rule.at(launch).is_some());
    if has_rule && !has_own_schedule(subject, launch) {
        let units = vec!["logrotate.timer", "logrotate.service"];
        needs.push(need(units, "it rotates the logs of [logrotate]"));
    }
    let ssm = host.ssm.as_ref().and_then(|ssm| *ssm.enable.get(launch)?);
    if ssm == Some(true) {
        needs.push(need(vec![base.ssm.unit.value], "[ssm] starts it"));
    }
    needs
}

/// The stages of cloud-init and the targets that order them.
fn cloud_init(host: &Host) -> Vec<&'static str> {
    let facts = &host.base.cloud_init;
    let units = host.base.orderings.iter().map(|row| row.unit);
    let mut units: Vec<&str> = units.filter(|unit| unit.starts_with("cloud-")).collect();
    units.extend([
        facts.network_unit.value,
        facts.config_unit.value,
        facts.final_unit.value,
    ]);
    units
}
