//! Settings of the agent that another setting makes idle.

use super::Finding;
use super::effect::{Off, Row, findings};
use super::subject::Subject;

lint! {
    /// A setting of the agent that another one, or the lack of one, makes idle.
    ///
    /// The agent reads each variable on its own and says nothing: a clean-up that was tuned does not run, a limit that was set
    /// holds for nobody.
    ///
    /// `engine-auth-data` without its type is no login at all, and the first private image fails.
    ///
    /// Bad: `exclude-untracked-image = [...]` without `enable-untracked-image-cleanup = true`. Good: both, or neither.
    ///
    /// Source: amazon-ecs-agent 1.105.1, `agent/app/agent.go:977`, `agent/engine/docker_image_manager.go:411`,
    /// `ecs-agent/logger/log.go:436`, `ecs-init/config/common.go:288`, `agent/stats/engine.go:205`, `agent/api/task/task.go:410`,
    /// `agent/dockerclient/dockerauth/dockerauth.go:95`.
    "L0014" "option-without-effect" Ordinary Warn check
}

const ROWS: &[Row] = &[
    Row {
        keys: &[
            "image-cleanup-interval",
            "image-minimum-cleanup-age",
            "num-images-delete-per-cycle",
            "enable-untracked-image-cleanup",
        ],
        off: Off::When("disable-image-cleanup", true),
        note: "the agent cleans no image up",
    },
    Row {
        keys: &[
            "non-ecs-image-minimum-cleanup-age",
            "nonecs-num-containers-delete-per-cycle",
            "exclude-untracked-image",
        ],
        off: Off::Without("enable-untracked-image-cleanup"),
        note: "what the agent did not pull or start itself is left alone",
    },
    Row {
        keys: &["log-max-file-size-mb"],
        off: Off::OtherThan("log-rollover-type", "size"),
        note: "the agent's log is rotated by size only with log-rollover-type = \"size\"",
    },
    Row {
        keys: &["init-docker-log-file-size", "init-docker-log-file-num"],
        off: Off::Beside("log-opts"),
        note: "ecs-init gives the agent's container `log-opts` instead",
    },
    Row {
        keys: &["init-docker-log-file-size", "init-docker-log-file-num"],
        off: Off::OtherThan("log-driver", "json-file"),
        note: "they are options of the json-file driver",
    },
    Row {
        keys: &["poll-metrics", "polling-metrics-wait-duration"],
        off: Off::When("disable-metrics", true),
        note: "the agent collects no metrics",
    },
    Row {
        keys: &["engine-auth-data"],
        off: Off::Unset("engine-auth-type", "\"dockercfg\""),
        note: "the agent reads it by its type, \"dockercfg\" or \"docker\"; without one it pulls without a login and says nothing",
    },
    Row {
        keys: &["task-pids-limit"],
        off: Off::When("enable-task-cpu-mem-limit", false),
        note: "the limit lives in the task's cgroup, which the agent then does not make",
    },
    Row {
        keys: &[
            "credentials-fetcher-host",
            "credentials-fetcher-secret-name-for-domainless-gmsa",
        ],
        off: Off::Without("gmsa-supported"),
        note: "the agent asks for group managed service accounts only with gmsa-supported",
    },
];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    findings(&LINT, ROWS, subject)
}
