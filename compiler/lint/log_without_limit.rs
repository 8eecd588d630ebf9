//! Container logs without a size limit.

use super::Finding;
use super::subject::Subject;
use crate::host::DaemonSetting;
use crate::host::leaf::Cause;
use crate::profile::node::Node;

lint! {
    /// The json-file driver keeps the logs of containers without limit.
    ///
    /// It is the driver of every container that names no other, also where `log-driver` is left out. `max-size` is unlimited
    /// unless `log-opts` says otherwise; one chatty container fills the disk of all, and `max-file` alone has no effect. The
    /// driver `local` has limits of its own. The options hold for containers made after dockerd has read them. A profile without
    /// `[docker.daemon]` leaves Docker to the base and is not asked.
    ///
    /// Bad: `log-driver = "json-file"` alone. Good: with `log-opts = { max-size = "10m", max-file = "3" }`.
    ///
    /// Source: moby, `daemon/logger/jsonfilelog`.
    "L0004" "log-without-limit" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let launches = 0..subject.host.count();
    launches
        .filter_map(|launch| found(subject, launch))
        .collect()
}

fn found(subject: &Subject<'_>, launch: usize) -> Option<Finding> {
    let driver = subject.daemon_at("log-driver", launch);
    let options = subject.daemon_at("log-opts", launch);
    let table = options.as_ref().and_then(|set| set.node.as_table());
    let limit = table.and_then(|table| table.get("max-size"));
    if limit.is_some_and(|limit| !is_unlimited(limit)) {
        return None;
    }
    let (cause, label) = match driver {
        Some(driver) if driver.as_str() != Some("json-file") => return None,
        Some(driver) => (driver.cause(), "no `max-size` in log-opts"),
        None => (
            unsaid(subject, launch)?,
            "no `log-driver`, which means json-file, and no `max-size`",
        ),
    };
    let message = "json-file keeps the logs of containers without limit";
    let finding = LINT
        .at(&cause, message)
        .label(label)
        .help("add `log-opts = { max-size = \"10m\", max-file = \"3\" }` to [docker.daemon]");
    Some(finding)
}

/// The place for what is not said: the options where there are any, else the first setting of the launch.
fn unsaid(subject: &Subject<'_>, launch: usize) -> Option<Cause> {
    if let Some(options) = subject.daemon_at("log-opts", launch) {
        return Some(options.cause());
    }
    let mut settings = subject.host.docker.settings.iter();
    let is_known = |setting: &DaemonSetting| setting.known.is_some();
    let first = settings.find(|item| item.at(launch).is_some_and(is_known))?;
    Some(first.name.cause())
}

/// `-1` is the driver's own word for no limit.
fn is_unlimited(limit: &Node) -> bool {
    limit.as_str() == Some("-1")
}
