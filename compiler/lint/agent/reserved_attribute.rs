//! Attributes whose names belong to ECS.

use super::Finding;
use super::subject::Subject;
use crate::host::leaf::Cause;
use crate::profile::node::Table;

lint! {
    /// A name in `instance-attributes` begins with `ecs.` or `com.amazonaws.`, which belong to ECS.
    ///
    /// The agent and ECS register attributes of their own under these (`ecs.os-type`, `com.amazonaws.ecs.capability.…`), and
    /// placement is decided by them. Where the API refuses an attribute, the agent exits with 5 and stays down.
    ///
    /// Bad: `instance-attributes = { "ecs.zone" = "a" }`. Good: `{ "example.zone" = "a" }`.
    ///
    /// Source: amazon-ecs-agent 1.105.1, `ecs-agent/api/ecs/client/ecs_client.go:303`, `agent/app/agent.go:879-903`; ECS
    /// developer guide, "Attributes".
    "L0017" "reserved-attribute" Ordinary Warn check
}

const PREFIXES: &[&str] = &["ecs.", "com.amazonaws."];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let maps = subject.ecs("instance-attributes");
    let tables = maps.filter_map(|set| set.node.as_table());
    tables.flat_map(findings).collect()
}

fn findings(table: &Table) -> impl Iterator<Item = Finding> {
    let reserved = table.entries.iter().filter_map(|entry| {
        let prefix = PREFIXES
            .iter()
            .find(|prefix| entry.key.starts_with(*prefix))?;
        Some((entry, prefix))
    });
    reserved.map(|(entry, prefix)| {
        let cause = Cause {
            span: entry.key_span,
            leaf: format!("ecs.instance-attributes.\"{}\"", entry.key).into(),
        };
        LINT.at(&cause, format!("`{}` is a name of ECS's own", entry.key))
            .label(format!("`{prefix}` belongs to ECS"))
            .note("where the API refuses an attribute the agent exits with 5, and systemd leaves it down")
            .help("begin it with a name of your own, such as `example.`")
    })
}
