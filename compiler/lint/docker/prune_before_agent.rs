//! A prune timer that is faster than the agent.

use crate::host::Role;
use crate::lint::Finding;
use crate::lint::subject::Subject;
use crate::reader::go;

lint! {
    /// The prune timer removes stopped containers before the agent does.
    ///
    /// The agent keeps the containers of a stopped task for `engine-task-cleanup-wait-duration` (3 hours), so that their logs and
    /// exit codes can be read, and removes them itself. `docker system prune` asks nobody: `until` counts from the
    /// day a container was made, so one that ran longer than that goes at the next prune after its end.
    ///
    /// Bad: `docker.gc.until = "1h"` on an ECS host. Good: at least as long as the agent waits; `"24h"`, the default, is.
    ///
    /// Source: amazon-ecs-agent 1.105.1, `ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION`; docker-system-prune(1), filter `until`.
    "L0072" "prune-before-agent" Ordinary Warn check
}

/// What the agent takes where the profile says nothing.
///
/// Source: amazon-ecs-agent 1.105.1, agent/config/config.go, `DefaultTaskCleanupWaitDuration`.
const AGENT_WAITS: &str = "3h";

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let (Some((states, _, cause)), Role::Ecs) = (&subject.host.docker.gc, subject.host.role) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (launch, gc) in states.iter().enumerate() {
        let Some(gc) = gc else { continue };
        let set = subject
            .ecs("engine-task-cleanup-wait-duration")
            .find(|set| set.launch == launch);
        let waits = set.and_then(|set| set.as_str()).unwrap_or(AGENT_WAITS);
        let is_faster = match (go::parse_duration(&gc.until), go::parse_duration(waits)) {
            (Some(until), Some(waits)) => until < waits,
            _ => false,
        };
        if is_faster {
            let message = format!(
                "stopped containers go after {}, the agent waits {waits}",
                gc.until
            );
            let finding = LINT
                .at(gc.place("until").unwrap_or(cause), message)
                .label("faster than the agent")
                .note("the agent removes them itself and keeps them that long for their logs and exit codes")
                .help(format!("say `until = \"{waits}\"` or more"));
            found.push(finding);
        }
    }
    found
}
