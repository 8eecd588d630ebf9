//! The check for a warm pool on a host that is in no group.

use super::Finding;
use super::subject::{Set, Subject};

lint! {
    /// `warm-pools-check` on a host outside EC2, which is in no Auto Scaling group.
    ///
    /// The agent asks the metadata service once a minute which state its group wants it in, and registers when that is
    /// InService. Outside a group nobody answers: after about two hours it exits with 5, and systemd leaves it down.
    ///
    /// Bad: `warm-pools-check = true` with `external = true`. Good: `warm-pools-check` on hosts of a group only.
    ///
    /// Source: amazon-ecs-agent 1.105.1, `agent/app/agent.go:424-430`, `602-612`.
    "L0016" "warm-pool-without-group" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let checks = subject.ecs("warm-pools-check").filter(|set| set.is(true));
    let found = |set: Set<'_>| {
        let external = subject.ecs_at("external", set.launch);
        let external = external.filter(|external| external.is(true))?;
        let found = LINT
            .at(&set.cause(), "this host is in no Auto Scaling group, and waits for one to want it")
            .label("asks for the state in the group")
            .related(external.cause().span, "a host outside EC2")
            .note("the agent asks once a minute, gives up after about two hours with exit status 5, and stays down")
            .help("leave it out");
        Some(found)
    };
    checks.filter_map(found).collect()
}
