//! Container logs without a size limit.

use super::Finding;
use super::subject::{Set, Subject};
use crate::profile::node::Node;

lint! {
    /// The json-file driver keeps the logs of containers without limit.
    ///
    /// `max-size` is unlimited unless `log-opts` says otherwise; one chatty container fills the disk of all. The driver
    /// `local` has limits of its own. The options hold for containers made after dockerd has read them.
    ///
    /// Bad: `log-driver = "json-file"` alone. Good: with `log-opts = { max-size = "10m", max-file = "3" }`.
    ///
    /// Source: moby, `daemon/logger/jsonfilelog`.
    "L0004" "log-without-limit" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let drivers = subject.daemon("log-driver");
    let keeps_all = |set: &Set<'_>| {
        let options = subject.daemon_at("log-opts", set.launch);
        let table = options.and_then(|options| options.node.as_table());
        let limit = table.and_then(|table| table.get("max-size"));
        set.as_str() == Some("json-file") && limit.is_none_or(is_unlimited)
    };
    let found = |set: Set<'_>| {
        let message = "json-file keeps the logs of containers without limit";
        LINT.at(&set.cause(), message)
            .label("no `max-size` in log-opts")
            .help("add `log-opts = { max-size = \"10m\", max-file = \"3\" }` to [docker.daemon]")
    };
    drivers.filter(keeps_all).map(found).collect()
}

/// `-1` is the driver's own word for no limit.
fn is_unlimited(limit: &Node) -> bool {
    limit.as_str() == Some("-1")
}
