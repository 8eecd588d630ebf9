//! The ECS agent's own calls, in its own cluster.

use super::{Place, Statement};
use crate::grammar::aws::Arn;
use crate::host::leaf::Cause;
use crate::host::{EcsLine, Host, Role};

/// What the agent calls with these settings.
///
/// Left out of AmazonEC2ContainerServiceforEC2Role: `ecs:CreateCluster` (for an agent without a cluster, and parbake always names
/// one), `ecs:DeregisterContainerInstance` (the agent never calls it), the registries (see there), the logs of containers.
///
/// Source: that policy, version 10; amazon-ecs-agent v1.105.1 `ecs-agent/api/ecs/client/ecs_client.go`, `agent/app/agent.go`; IAM user
/// guide, "Custom policy checks" (calls with a cluster as resource); ECS developer guide, "Container instance IAM role" (ecs:cluster).
pub(super) fn statements(host: &Host, launch: usize, place: &Place) -> Vec<Statement> {
    let Some((cluster, cause)) = cluster(host, launch, place).filter(|_| host.role == Role::Ecs)
    else {
        return Vec::new();
    };
    let on = |resource: String| vec![(resource, cause.clone())];
    let mut session = vec!["ecs:Poll", "ecs:StartTelemetrySession"];
    if is_on(host, launch, "enable-spot-instance-draining") {
        session.push("ecs:UpdateContainerInstancesState");
    }
    let mut statements = vec![
        allow(
            "AgentRegisters",
            vec!["ecs:RegisterContainerInstance", "ecs:Submit*"],
            on(cluster.clone()),
        ),
        allow(
            "AgentFindsItsEndpoint",
            vec!["ecs:DiscoverPollEndpoint"],
            on("*".to_owned()),
        ),
        Statement {
            condition: Some(("ArnLike", "ecs:cluster", vec![cluster.clone()])),
            ..allow("AgentTalks", session, on("*".to_owned()))
        },
        allow(
            "AgentReadsTags",
            vec!["ecs:ListTagsForResource"],
            [
                below("container-instance", &cluster),
                below("task", &cluster),
            ]
            .map(|arn| (arn, cause.clone()))
            .into(),
        ),
    ];
    statements.extend(tags(host, launch, &cluster, &cause));
    statements
}

/// What the agent does with tags, where its settings have it so.
fn tags(host: &Host, launch: usize, cluster: &str, cause: &Cause) -> Vec<Statement> {
    let on = |resource: String| vec![(resource, cause.clone())];
    let mut statements = Vec::new();
    let from_instance = line(host, launch, "container-instance-propagate-tags-from");
    let from_instance = from_instance.filter(|line| line.value.as_str() == Some("ec2_instance"));
    if from_instance.is_some() || line(host, launch, "container-instance-tags").is_some() {
        let arn = below("container-instance", cluster);
        statements.push(Statement {
            condition: Some((
                "StringEquals",
                "ecs:CreateAction",
                vec!["RegisterContainerInstance".to_owned()],
            )),
            ..allow("AgentTagsItself", vec!["ecs:TagResource"], on(arn))
        });
    }
    if from_instance.is_some() {
        let all = on("*".to_owned());
        statements.push(allow(
            "AgentReadsInstanceTags",
            vec!["ec2:DescribeTags"],
            all,
        ));
    }
    statements
}

fn allow(
    sid: &'static str,
    actions: Vec<&'static str>,
    resources: Vec<(String, Cause)>,
) -> Statement {
    Statement {
        sid,
        actions,
        resources,
        condition: None,
    }
}

fn line<'h>(host: &'h Host, launch: usize, key: &str) -> Option<&'h EcsLine> {
    host.ecs
        .iter()
        .find(|line| line.name.text == key)?
        .at(launch)
}

fn is_on(host: &Host, launch: usize, key: &str) -> bool {
    line(host, launch, key).is_some_and(|line| line.value.as_bool() == Some(true))
}

/// The cluster's ARN, with what only the host knows as `*`.
fn cluster(host: &Host, launch: usize, place: &Place) -> Option<(String, Cause)> {
    let item = host.ecs.iter().find(|line| line.name.text == "cluster")?;
    let line = item.at(launch)?;
    let cause = Cause {
        span: line.value.span,
        leaf: item.name.leaf.clone(),
    };
    let name = line.value.as_str().unwrap_or("*");
    let arn = match Arn::parse(name) {
        Some(_) => name.to_owned(),
        None => place.arn("ecs", &format!("cluster/{name}")),
    };
    Some((arn, cause))
}

/// All of a kind that belong to a cluster.
fn below(kind: &str, cluster: &str) -> String {
    let cluster = cluster.replacen(":cluster/", &format!(":{kind}/"), 1);
    format!("{cluster}/*")
}
