//! The logs of containers, rotated behind dockerd's back.

use super::{line, rules};
use crate::host::LogrotateRule;
use crate::lint::Finding;
use crate::lint::subject::Subject;
use crate::profile::node::Node;

lint! {
    /// logrotate rotates the logs of containers, which dockerd keeps open.
    ///
    /// dockerd has no signal to open them anew. After a rename it writes on into the renamed file, which is compressed
    /// or deleted under it, and `docker logs` shows nothing new. Where `max-size` is set dockerd renames the files itself
    /// and the two rotate each other's. The files of the driver `local` are binary; cutting one breaks it.
    ///
    /// Bad: a rule for `/var/lib/docker/containers/*/*-json.log`. Good: `log-opts = { max-size = "10m", max-file = "3" }`;
    /// or the rule with `copytruncate`, without `max-size`.
    ///
    /// Source: moby, `daemon/logger/loggerutils/logfile.go` and `daemon/logger/local`.
    "L0082" "rotated-container-logs" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (launch, rule) in rules(subject) {
        let set = subject.daemon_at("data-root", launch);
        let set = set.as_ref().and_then(|set| set.as_str());
        let root = set.unwrap_or(subject.host.base.docker.data_root.value);
        let below = format!("{root}/containers/");
        let Some((path, cause)) = rule.paths.iter().find(|(path, _)| path.starts_with(&below))
        else {
            continue;
        };
        let Some(why) = harm(subject, launch, rule, path) else {
            continue;
        };
        let finding = LINT
            .at(cause, "logrotate and dockerd do not know of each other's rotation")
            .label("logs that dockerd keeps open")
            .note(why)
            .help("leave the rule out and set `log-opts = { max-size = \"10m\", max-file = \"3\" }` in [docker.daemon]");
        found.push(finding);
    }
    found
}

fn harm(
    subject: &Subject<'_>,
    launch: usize,
    rule: &LogrotateRule,
    path: &str,
) -> Option<&'static str> {
    let driver = subject.daemon_at("log-driver", launch);
    let driver = driver.as_ref().and_then(|driver| driver.as_str());
    let options = subject.daemon_at("log-opts", launch);
    let table = options.and_then(|options| options.node.as_table());
    let limit = table
        .and_then(|table| table.get("max-size"))
        .and_then(Node::as_str);
    if path.contains("local-logs") || driver == Some("local") && !path.contains("json") {
        return Some("the driver `local` writes binary files; whatever is cut off breaks them");
    }
    if line(rule, "copytruncate").is_none() {
        return Some("after a rename dockerd writes on into the renamed file");
    }
    let is_json = matches!(driver, None | Some("json-file"));
    let is_limited = limit.is_some_and(|limit| limit != "-1");
    (is_json && is_limited).then_some("`max-size` is set: dockerd renames these files itself, and each rotates what the other has rotated")
}
