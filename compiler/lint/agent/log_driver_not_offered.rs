//! dockerd's log driver is not among those that tasks may ask for.

use super::Finding;
use super::subject::{Set, Subject};
use crate::catalog::ecs::ecs_variable;
use crate::profile::node::Node;
use crate::reader::agent::LOGGING_DRIVERS;

lint! {
    /// dockerd's log driver is not in `available-logging-drivers`.
    ///
    /// The list becomes attributes of the host. A task that names a driver is placed only on hosts with its attribute, so a
    /// task that asks for the very driver that the host is set up for never comes here. A driver that the agent does not know
    /// (`local`) cannot stand in the list and is not looked at.
    ///
    /// Bad: `docker.daemon.log-driver = "journald"` with the list left out, which then has no `journald`.
    /// Good: `available-logging-drivers = ["json-file", "journald", "awslogs"]`.
    ///
    /// Source: amazon-ecs-agent 1.105.1, `agent/config/parse.go:155`, `ecs-init/docker/docker.go:319`.
    "L0012" "log-driver-not-offered" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    if subject.host.ecs.is_empty() {
        return Vec::new();
    }
    let drivers = subject.daemon("log-driver");
    drivers.filter_map(|set| finding(subject, &set)).collect()
}

fn finding(subject: &Subject<'_>, set: &Set<'_>) -> Option<Finding> {
    let driver = set.as_str().filter(|name| LOGGING_DRIVERS.contains(name))?;
    let list = subject.ecs_at("available-logging-drivers", set.launch);
    let offered = match &list {
        Some(list) => list
            .node
            .as_list()?
            .iter()
            .any(|node| Node::as_str(node) == Some(driver)),
        None => ecs_variable("available-logging-drivers")?
            .default_ecs_init
            .contains(&format!("\"{driver}\"")),
    };
    if offered {
        return None;
    }
    let found = LINT
        .at(
            &set.cause(),
            format!("tasks that ask for `{driver}` are never placed on this host"),
        )
        .label("dockerd writes containers' logs with it")
        .help(format!(
            "add \"{driver}\" to `ecs.available-logging-drivers`"
        ));
    Some(match list {
        Some(list) => found.related(list.key_cause().span, "the agent offers only these"),
        None => found.note(
            "left out, the list is [\"json-file\", \"syslog\", \"awslogs\", \"fluentd\", \"none\"]",
        ),
    })
}
