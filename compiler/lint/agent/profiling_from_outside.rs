//! Profiling of the agent, open to other hosts.

use super::Finding;
use super::subject::{Set, Subject};

lint! {
    /// The agent's profiling is open to other hosts.
    ///
    /// `enable-runtime-stats` serves Go's pprof on the introspection port, 51678, and `allow-offhost-introspection-access` takes
    /// away the firewall rule that keeps other hosts from that port. Whoever reaches it sees the agent's stacks beside the
    /// tasks of the host, and can keep the agent at work on profiles for as long as they like.
    ///
    /// Bad: both. Good: `enable-runtime-stats = true` alone, and a tunnel.
    ///
    /// Source: amazon-ecs-agent 1.105.1, `agent/handlers/introspection_server_setup.go:48`, `ecs-init/exec/iptables/iptables.go:305`.
    "L0022" "profiling-from-outside" Security Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let stats = subject
        .ecs("enable-runtime-stats")
        .filter(|set| set.is(true));
    let found = |set: Set<'_>| {
        let open = subject.ecs_at("allow-offhost-introspection-access", set.launch);
        let open = open.filter(|open| open.is(true))?;
        let found = LINT
            .at(&set.cause(), "other hosts can profile the agent")
            .label("pprof on port 51678")
            .related(open.cause().span, "opens that port to other hosts")
            .note("whoever reaches the port sees the agent's stacks, and can keep it at work on profiles")
            .help("drop one of the two");
        Some(found)
    };
    stats.filter_map(found).collect()
}
