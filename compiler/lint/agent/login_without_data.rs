//! The kind of a registry login without a login.

use super::Finding;
use super::subject::{Set, Subject};

lint! {
    /// `engine-auth-type` says how registry credentials are written, and there are none.
    ///
    /// The agent then pulls without a login, and private images fail when the first task asks for them. parbake takes no
    /// credentials as plain text; ECR's login through a role and a task's own `repositoryCredentials` need neither setting.
    ///
    /// Bad: `engine-auth-type = "dockercfg"` alone. Good: leave it out.
    ///
    /// Source: amazon-ecs-agent 1.105.1, `agent/dockerclient/dockerauth/dockerauth.go:95`.
    "L0018" "login-without-data" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let types = subject.ecs("engine-auth-type");
    let alone = types.filter(|set| subject.ecs_at("engine-auth-data", set.launch).is_none());
    let found = |set: Set<'_>| {
        LINT.at(&set.cause(), "the agent has no credentials for a registry")
            .label("the form of `engine-auth-data`, which is not there")
            .note("the agent pulls without a login and says nothing")
            .help("leave it out")
    };
    alone.map(found).collect()
}
