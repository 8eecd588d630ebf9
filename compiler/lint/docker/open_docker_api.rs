//! Docker's API over TCP for anyone.

use crate::host::leaf::Cause;
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// Docker's API listens on TCP and asks nobody for a certificate.
    ///
    /// Who reaches the port is root on the host: a container that mounts `/` is one request. On the loopback address that is
    /// every process of the host and every container in its network. dockerd only warns, and sleeps a moment. `tls` alone
    /// encrypts and lets everyone in; `tlsverify` asks for a client certificate.
    ///
    /// Bad: `hosts = ["fd://", "tcp://0.0.0.0:2375"]`. Good: `hosts = ["fd://"]`, and `docker -H ssh://host` from outside; or
    /// `tlsverify = true` with `tlscacert`, `tlscert` and `tlskey`.
    ///
    /// Source: docs.docker.com, "Protect the Docker daemon socket"; moby, `daemon/command/daemon.go`.
    "L0070" "open-docker-api" Security Deny check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for launch in 0..subject.host.count() {
        let verify = subject.daemon_at("tlsverify", launch);
        if verify.is_some_and(|set| set.node.as_bool() == Some(true)) {
            continue;
        }
        found.extend(in_settings(subject, launch));
        found.extend(on_command_line(subject, launch));
    }
    found
}

fn in_settings(subject: &Subject<'_>, launch: usize) -> Option<Finding> {
    let set = subject.daemon_at("hosts", launch)?;
    let is_tcp = |host: &&crate::profile::node::Node| {
        host.as_str().is_some_and(|host| host.starts_with("tcp://"))
    };
    let host = set.node.as_list()?.iter().find(is_tcp)?;
    Some(finding(&Cause {
        span: host.span,
        ..set.cause()
    }))
}

fn on_command_line(subject: &Subject<'_>, launch: usize) -> Option<Finding> {
    let unit = subject.unit(subject.host.base.docker.unit.value, launch)?;
    let line = unit.all("ExecStart").last()?;
    let is_open = line.value.contains("tcp://") && !line.value.contains("--tlsverify");
    is_open.then(|| finding(&line.cause))
}

fn finding(cause: &Cause) -> Finding {
    LINT.at(cause, "whoever reaches Docker's port is root on this host")
        .label("no client certificate is asked for")
        .note("dockerd warns in its log and goes on")
        .help("take the address out, or set `tlsverify = true` with its three files")
}
