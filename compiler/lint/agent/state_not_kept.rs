//! An agent that forgets who it is.

use super::Finding;
use super::subject::{Set, Subject};

lint! {
    /// `checkpoint = false`: the agent keeps no state over a restart.
    ///
    /// Each start of the agent (a crash, an update, a reboot) registers a new container instance. The old one stays in the
    /// cluster as disconnected, and the containers of its tasks run on without anybody who knows them.
    ///
    /// Bad: `checkpoint = false`. Good: leave it out; ecs-init keeps the state in /var/lib/ecs/data.
    ///
    /// Source: amazon-ecs-agent 1.105.1, `agent/config/parse.go:55`, `agent/app/agent.go:653`.
    "L0019" "state-not-kept" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let flags = subject.ecs("checkpoint").filter(|set| set.is(false));
    let found = |set: Set<'_>| {
        LINT.at(&set.cause(), "each start of the agent registers a new container instance")
            .label("the agent keeps no state")
            .note("the old one stays in the cluster, and the containers of its tasks run on unknown to anybody")
            .help("leave it out")
    };
    flags.map(found).collect()
}
