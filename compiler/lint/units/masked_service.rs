//! A masked unit without which the host is of no use.

use crate::host::{Enablement, Role};
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// The profile masks a unit that the host's containers need.
    ///
    /// Nothing can start a masked unit, nor what requires it: docker.service requires docker.socket, the agent
    /// needs docker. The boot program opens its gates in vain and the host never joins.
    ///
    /// Bad: `units."docker.socket".mask = true`. Good: leave it out; to keep the API away from people, leave them out of the
    /// group `docker`.
    ///
    /// Source: Debian docker.io 26.1.5, docker.service (`Requires=docker.socket`); systemctl(1), `mask`.
    "L0080" "masked-service" Ordinary Deny check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let base = subject.host.base;
    let mut needed = vec![base.docker.unit.value, base.docker.containerd.value];
    needed.extend(base.docker.socket.value);
    if subject.host.role == Role::Ecs {
        needed.push(base.ecs.unit.value);
    }
    let mut found = Vec::new();
    for launch in 0..subject.host.count() {
        for unit in subject.units(launch) {
            if unit.enablement == Enablement::Masked && needed.contains(&unit.name) {
                let message = format!("this host needs `{}`, which is masked", unit.name);
                let finding = LINT
                    .at(&unit.cause, message)
                    .label("nothing can start it")
                    .help("leave `mask` out");
                found.push(finding);
            }
        }
    }
    found
}
