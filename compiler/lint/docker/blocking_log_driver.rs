//! A log service that holds containers up.

use crate::lint::Finding;
use crate::lint::subject::{Set, Subject};
use crate::profile::node::Node;

lint! {
    /// Containers wait for a log service that is slow or away.
    ///
    /// A log driver blocks unless it is told not to: when the service takes no more, the container stops at its next line of
    /// output. With `fluentd` and without `fluentd-async` a container does not even start while the service is away, the
    /// log router itself included.
    ///
    /// Bad: `log-driver = "fluentd"` alone. Good: with `log-opts = { fluentd-async = "true" }`; for `splunk` with
    /// `log-opts = { mode = "non-blocking", max-buffer-size = "4m" }`.
    ///
    /// Source: moby, `daemon/logger/fluentd`; docs.docker.com, "Configure logging drivers", delivery mode.
    "L0064" "blocking-log-driver" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    subject
        .daemon("log-driver")
        .filter_map(|driver| found(subject, &driver))
        .collect()
}

fn found(subject: &Subject<'_>, driver: &Set<'_>) -> Option<Finding> {
    let options = subject.daemon_at("log-opts", driver.launch);
    let option = |key: &str| {
        let table = options.as_ref().and_then(|options| options.node.as_table());
        table
            .and_then(|table| table.get(key))
            .and_then(Node::as_str)
    };
    let blocks = option("mode") != Some("non-blocking");
    let over_tcp = |key: &str| option(key).is_some_and(|address| address.starts_with("tcp"));
    match driver.as_str()? {
        "fluentd" if option("fluentd-async") != Some("true") => Some(
            LINT.at(&driver.cause(), "no container starts while fluentd is away")
                .label("no `fluentd-async` in log-opts")
                .help("add `fluentd-async = \"true\"` to log-opts"),
        ),
        name @ ("splunk" | "gelf" | "syslog")
            if blocks
                && (name == "splunk" || over_tcp("gelf-address") || over_tcp("syslog-address")) =>
        {
            let message = format!("containers wait for {name} when it takes no more");
            let found = LINT
                .at(&driver.cause(), message)
                .label("blocks: `mode` is left out or \"blocking\"")
                .help("add `mode = \"non-blocking\"` and `max-buffer-size = \"4m\"` to log-opts, or allow the lint where no line may be lost");
            Some(found)
        }
        _ => None,
    }
}
