//! A list of reserved ports that leaves SSH's or the agent's own to tasks.

use super::Finding;
use super::subject::{Set, Subject};

lint! {
    /// `reserved-ports` leaves port 22 or a port of the agent to tasks.
    ///
    /// The list takes the place of the agent's own, `[22, 2375, 2376, 51678, 51679]`, and adds nothing to it. A task that asks
    /// for host port 51678 is then placed on this host and fails to start, or takes the port before the agent does.
    ///
    /// Bad: `reserved-ports = [9100]`. Good: `reserved-ports = [22, 2375, 2376, 9100, 51678, 51679]`.
    ///
    /// Source: amazon-ecs-agent 1.105.1, `agent/config/parse.go:65`, run; the ports are those of `agent/config/config.go`.
    "L0010" "freed-port" Ordinary Warn check
}

/// SSH, the agent's introspection, and its credentials and metadata for tasks.
const OWN: &[i64] = &[22, 51678, 51679];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    subject.ecs("reserved-ports").filter_map(finding).collect()
}

fn finding(set: Set<'_>) -> Option<Finding> {
    let list = set.node.as_list().filter(|list| !list.is_empty())?;
    let is_given = |port: &i64| list.iter().any(|node| node.as_integer() == Some(*port));
    let freed = OWN.iter().filter(|port| !is_given(port));
    let freed: Vec<String> = freed.map(i64::to_string).collect();
    if freed.is_empty() {
        return None;
    }
    let freed = freed.join(", ");
    let found = LINT.at(
        &set.key_cause(),
        format!("tasks may take the host's own ports: {freed}"),
    );
    Some(
        found
            .label("takes the place of the agent's own list")
            .note("the agent's own list is [22, 2375, 2376, 51678, 51679]")
            .help(format!("add {freed}")),
    )
}
