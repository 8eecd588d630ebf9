//! The host joins the cluster `default`.

use super::Finding;
use super::subject::Subject;

lint! {
    /// The host joins the cluster `default`.
    ///
    /// An agent without `ECS_CLUSTER`, or with a misspelt one, joins `default` as well, so that every
    /// misconfigured host of the account ends up there.
    ///
    /// Bad: `cluster = "default"`. Good: a cluster of its own name, or the lint allowed with a reason.
    "L0002" "default-cluster" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let sets = subject.ecs("cluster");
    let default = sets.filter(|set| set.as_str() == Some("default"));
    let found = |set: super::subject::Set<'_>| {
        LINT.at(&set.cause(), "this host joins the cluster `default`")
            .label("where every misconfigured host ends up too")
            .help("name a cluster, or say `[lints] default-cluster = { level = \"allow\", reason = \"...\" }`")
    };
    default.map(found).collect()
}
