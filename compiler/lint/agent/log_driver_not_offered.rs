//! A log driver of dockerd or of a task is not among those that tasks may ask for.

use super::Finding;
use super::subject::{Set, Subject};
use crate::catalog::ecs::ecs_variable;
use crate::host::TaskDriver;
use crate::reader::agent::LOGGING_DRIVERS;

lint! {
    /// A log driver of dockerd, or of a task whose images are pulled, is not in `available-logging-drivers`.
    ///
    /// The list becomes attributes of the host. A task that names a driver is placed only on hosts with its attribute, so a
    /// task that asks for the very driver that the host is set up for, or one of `images.from-task-definitions`, never comes
    /// here. A driver that the agent does not know (`local`, `awsfirelens`) cannot stand in the list and is not looked at.
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
    let drivers = drivers.filter_map(|set| of_dockerd(subject, &set));
    let tasks = subject.host.task_drivers.iter();
    let tasks = tasks.filter_map(|task| of_task(subject, task));
    drivers.chain(tasks).collect()
}

fn of_dockerd(subject: &Subject<'_>, set: &Set<'_>) -> Option<Finding> {
    let driver = set.as_str()?;
    let offer = lacking(subject, driver, set.launch)?;
    let message = format!("tasks that ask for `{driver}` are never placed on this host");
    let found = LINT.at(&set.cause(), message);
    Some(offer.explain(
        found.label("dockerd writes containers' logs with it"),
        driver,
    ))
}

fn of_task(subject: &Subject<'_>, task: &TaskDriver) -> Option<Finding> {
    let driver = task.driver.as_str();
    let launches = task.launches.iter().enumerate();
    let mut launches = launches.filter_map(|(launch, has)| has.then_some(launch));
    let offer = launches.find_map(|launch| lacking(subject, driver, launch))?;
    let found = LINT.at(&task.cause, "this task is never placed on this host");
    Some(offer.explain(found.label("the agent does not offer this driver"), driver))
}

/// The agent takes the word and makes another attribute of it, whatever the list says.
///
/// Source: amazon-ecs-agent 1.105.1, `agent/app/agent_capability.go` (`appendFirelensLoggingDriverCapabilities`).
const FIRELENS: &str = "awsfirelens";

/// The drivers that the agent offers in a launch.
enum Offer<'a> {
    Listed(Set<'a>),
    LeftOut,
}

/// Returns what is offered, where a driver of the agent's own words is not in it.
fn lacking<'a>(subject: &Subject<'a>, driver: &str, launch: usize) -> Option<Offer<'a>> {
    if !LOGGING_DRIVERS.contains(&driver) || driver == FIRELENS {
        return None;
    }
    let Some(list) = subject.ecs_at("available-logging-drivers", launch) else {
        let default = ecs_variable("available-logging-drivers")?.default_ecs_init;
        let is_offered = default.contains(&format!("\"{driver}\""));
        return (!is_offered).then_some(Offer::LeftOut);
    };
    let mut offered = list.node.as_list()?.iter();
    let is_offered = offered.any(|node| node.as_str() == Some(driver));
    (!is_offered).then_some(Offer::Listed(list))
}

impl Offer<'_> {
    fn explain(self, found: Finding, driver: &str) -> Finding {
        let found = found.help(format!(
            "add \"{driver}\" to `ecs.available-logging-drivers`"
        ));
        match self {
            Self::Listed(list) => {
                found.related(list.key_cause().span, "the agent offers only these")
            }
            Self::LeftOut => found.note(
                "left out, the list is [\"json-file\", \"syslog\", \"awslogs\", \"fluentd\", \"none\"]",
            ),
        }
    }
}
