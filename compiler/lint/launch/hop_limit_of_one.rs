//! A hop limit that keeps containers from the metadata service where they need it.

use super::Finding;
use super::subject::Subject;
use crate::host::{LaunchData, Role};
use crate::source::Span;

lint! {
    /// The hop limit keeps containers from the metadata service, and they have no other way to the role's credentials.
    ///
    /// A container behind Docker's bridge is one hop further away, and with a limit of 1 the answer never reaches it. That is
    /// good on an ECS host whose tasks have roles: the agent hands those out itself. It is a failure at run time where
    /// containers live on the instance's role: tasks without roles, or plain Docker with an instance profile. Containers in
    /// host network mode are not concerned.
    ///
    /// Bad: `metadata.hop-limit = 1` with an `instance-profile` on a Docker host, whose containers use its role.
    /// Good: `hop-limit = 2`, or the lint allowed where no container asks.
    ///
    /// Source: EC2 user guide, "Use the Instance Metadata Service": PUT responses have a hop limit of 1, "in a container
    /// environment we recommend that you set the hop limit to 2".
    "L0050" "hop-limit-of-one" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let launches = subject.host.launch.iter().enumerate();
    let found = launches.filter_map(|(launch, data)| finding(subject, launch, data));
    found.collect()
}

fn finding(subject: &Subject<'_>, launch: usize, data: &LaunchData) -> Option<Finding> {
    let keys = ["metadata", "hop-limit"];
    data.get(&keys)
        .filter(|limit| limit.as_integer() == Some(1))?;
    let (place, why) = need(subject, launch, data)?;
    let message = "containers behind Docker's bridge cannot reach the metadata service";
    let found = LINT.at(&data.cause(&keys)?, message);
    Some(
        found
            .label("ends on the host itself")
            .related(place, why)
            .note("a container is one hop further away, and gets no answer and no credentials")
            .help("write 2, or allow the lint where no container asks"),
    )
}

/// What says that containers live on the instance's role.
fn need(subject: &Subject<'_>, launch: usize, data: &LaunchData) -> Option<(Span, &'static str)> {
    match subject.host.role {
        Role::Ecs => {
            let roles = subject.ecs_at("enable-task-iam-role", launch);
            let off = roles.filter(|roles| roles.is(false))?;
            Some((off.cause().span, "tasks have no roles of their own"))
        }
        Role::Docker | Role::Swarm => {
            let profile = data.get(&["instance-profile"])?;
            Some((profile.span, "the role that containers would use"))
        }
    }
}
