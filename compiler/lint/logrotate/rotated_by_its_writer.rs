//! Logs that their writer rotates itself.

use super::glob::covers;
use super::{line, rules};
use crate::host::Role;
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// A rule covers a log that its writer rotates itself.
    ///
    /// The ECS agent and the SSM agent rotate their own files by time or size. A second rotator renames files under them, so
    /// that old logs are counted twice and lines go into a file that is already compressed.
    ///
    /// Bad: a rule for `/var/log/ecs/*.log` without `copytruncate`. Good: `/var/log/ecs/ecs-init.log` and
    /// `/var/log/ecs/audit.log`; the agent's own file is ruled by `ecs.log-rollover-type` and its neighbours.
    ///
    /// Source: amazon-ecs-agent 1.105.1, `ECS_LOG_ROLLOVER_TYPE`; amazon-ssm-agent, seelog.xml.
    "L0083" "rotated-by-its-writer" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (_, rule) in rules(subject) {
        let copies = line(rule, "copytruncate").is_some();
        for (path, cause) in &rule.paths {
            let is_agents = subject.host.role == Role::Ecs
                && !copies
                && covers(path, "/var/log/ecs/ecs-agent.log");
            if is_agents {
                let finding = LINT
                    .at(
                        cause,
                        "the agent rotates `/var/log/ecs/ecs-agent.log` itself",
                    )
                    .label("covers it")
                    .help("name the other logs one by one, or add `copytruncate = true`");
                found.push(finding);
            }
            if covers(path, "/var/log/amazon/ssm/amazon-ssm-agent.log") {
                let finding = LINT
                    .at(cause, "the SSM agent rotates its log itself")
                    .label("covers `/var/log/amazon/ssm/amazon-ssm-agent.log`")
                    .help("leave it out; seelog.xml of the agent sets sizes and counts");
                found.push(finding);
            }
        }
    }
    found
}
