//! Settings of task networking on a host that has none.

use super::Finding;
use super::effect::{Off, Row, findings};
use super::subject::Subject;

lint! {
    /// A setting of awsvpc networking on a host that gives tasks no network interface.
    ///
    /// The agent looks at these only with `ECS_ENABLE_TASK_ENI=true`, which ecs-init sets, and which it forces to false on a
    /// host outside EC2. `awsvpc-block-imds` is then no protection: nothing is blocked, and nothing is said.
    ///
    /// Bad: `enable-task-eni = false` with `awsvpc-block-imds = true`. Good: leave `enable-task-eni` out.
    ///
    /// Source: amazon-ecs-agent 1.105.1, `agent/app/agent_capability.go:465`, `ecs-init/docker/docker.go:356`, run.
    "L0013" "option-without-task-eni" Ordinary Warn check
}

const KEYS: &[&str] = &[
    "enable-high-density-eni",
    "awsvpc-block-imds",
    "awsvpc-additional-local-routes",
];

const ROWS: &[Row] = &[
    Row {
        keys: KEYS,
        off: Off::When("enable-task-eni", false),
        note: "the agent looks at it only where tasks have network interfaces of their own",
    },
    Row {
        keys: KEYS,
        off: Off::When("external", true),
        note: "outside EC2 ecs-init switches the network interfaces of tasks off",
    },
];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    findings(&LINT, ROWS, subject)
}
