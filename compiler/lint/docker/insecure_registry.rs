//! A registry without a trusted certificate.

use crate::lint::Finding;
use crate::lint::subject::Subject;
use crate::profile::node::Node;

lint! {
    /// Docker takes images of a registry over plain HTTP or with any certificate.
    ///
    /// Whoever stands between the host and the registry can give it another image, and reads the credentials of a
    /// private one. Addresses of the host itself are trusted that way without being named.
    ///
    /// Bad: `insecure-registries = ["registry.example.com:5000"]`. Good: the registry's CA in
    /// `[files."/etc/docker/certs.d/registry.example.com:5000/ca.crt"]`.
    ///
    /// Source: dockerd(8), `--insecure-registry`; docs.docker.com, "Verify repository client with certificates".
    "L0069" "insecure-registry" Security Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for set in subject.daemon("insecure-registries") {
        for registry in set.node.as_list().unwrap_or_default() {
            // What is no registry is refused elsewhere.
            let is_one = |name: &&str| !is_loopback(name) && !name.contains("://");
            let Some(name) = registry.as_str().filter(is_one) else {
                continue;
            };
            found.push(finding(name, registry, &set.cause().leaf));
        }
    }
    found
}

fn finding(name: &str, registry: &Node, leaf: &str) -> Finding {
    let message = format!("images of `{name}` may come from anyone");
    let found = LINT
        .at_span(registry.span, leaf, message)
        .label("no trusted certificate");
    if name.contains('/') {
        return found.help("name the registries' CA certificates under /etc/docker/certs.d");
    }
    found.help(format!(
        "place the registry's CA with [files.\"/etc/docker/certs.d/{name}/ca.crt\"]"
    ))
}

/// Source: moby, `registry/config.go`: 127.0.0.0/8 and ::1/128 are always among them.
fn is_loopback(name: &str) -> bool {
    let host = name.strip_prefix('[').unwrap_or(name);
    ["localhost", "127.", "::1"]
        .iter()
        .any(|own| host.starts_with(own))
}
