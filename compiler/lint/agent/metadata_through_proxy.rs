//! A proxy that the metadata service is asked through.

use super::Finding;
use super::subject::{Set, Subject};

lint! {
    /// `http-proxy` without `no-proxy` for the link-local addresses.
    ///
    /// The instance's metadata (169.254.169.254) and the credentials of tasks (169.254.170.2) are plain HTTP. Through a proxy
    /// they answer for the proxy's host, or not at all. Left to itself the agent puts them into `NO_PROXY`, but only when it
    /// opens its first connection to ECS, after it has asked for the metadata.
    ///
    /// Bad: `http-proxy = "proxy.example.com:3128"` alone.
    /// Good: with `no-proxy = ["169.254.169.254", "169.254.170.2", "/var/run/docker.sock"]`.
    ///
    /// Source: amazon-ecs-agent 1.105.1, `ecs-agent/wsclient/client.go:249`; github.com/aws/amazon-ecs-agent/issues/605.
    "L0020" "metadata-through-proxy" Ordinary Warn check
}

/// The metadata service, and the agent's credentials for tasks.
const LINK_LOCAL: &[&str] = &["169.254.169.254", "169.254.170.2"];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let proxies = subject.ecs("http-proxy");
    proxies.filter_map(|set| finding(subject, &set)).collect()
}

fn finding(subject: &Subject<'_>, set: &Set<'_>) -> Option<Finding> {
    let list = subject.ecs_at("no-proxy", set.launch);
    let hosts = list
        .and_then(|list| list.node.as_list())
        .unwrap_or_default();
    let hosts: Vec<&str> = hosts.iter().filter_map(|host| host.as_str()).collect();
    let missing = LINK_LOCAL.iter().filter(|address| !spares(&hosts, address));
    let missing: Vec<&str> = missing.copied().collect();
    if missing.is_empty() {
        return None;
    }
    let found = LINT.at(
        &set.cause(),
        "the metadata service is asked through the proxy",
    );
    Some(
        found
            .label(format!("`no-proxy` lacks {}", missing.join(" and ")))
            .note("a proxy answers for its own host, or not at all")
            .help("add `no-proxy = [\"169.254.169.254\", \"169.254.170.2\", \"/var/run/docker.sock\"]`"),
    )
}

/// Says whether the list spares an address: by itself, by its block, or by `*`.
///
/// Source: golang.org/x/net `http/httpproxy` (`useProxy`).
fn spares(hosts: &[&str], address: &str) -> bool {
    let is_block = |host: &str| host.starts_with("169.254.") && host.contains('/');
    hosts
        .iter()
        .any(|host| *host == address || *host == "*" || is_block(host))
}
