//! The agent's log driver, spelt out, mutes its log file.

use super::Finding;
use super::subject::Subject;

lint! {
    /// `log-driver = "json-file"` is the default, and spelling it out mutes the agent's log file.
    ///
    /// Where `ECS_LOG_DRIVER` is set at all, the agent takes its log to be somewhere else and no longer writes
    /// `/var/log/ecs/ecs-agent.log`, which is where people and log shippers look for it.
    ///
    /// Bad: `log-driver = "json-file"` alone. Good: leave it out, or add `loglevel-on-instance = "info"`.
    ///
    /// Source: amazon-ecs-agent 1.105.1, `ecs-agent/logger/log.go:234`, run.
    "L0011" "muted-agent-log" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let drivers = subject.ecs("log-driver");
    let mutes = drivers.filter(|set| {
        let level = subject.ecs_at("loglevel-on-instance", set.launch);
        set.as_str() == Some("json-file") && level.is_none()
    });
    let found = |set: super::subject::Set<'_>| {
        LINT.at(&set.cause(), "the agent no longer writes its log file")
            .label("the default, spelt out")
            .note("with any ECS_LOG_DRIVER the agent leaves /var/log/ecs/ecs-agent.log alone, unless ECS_LOGLEVEL_ON_INSTANCE is set too")
            .help("leave it out, or add `loglevel-on-instance`")
    };
    mutes.map(found).collect()
}
