//! dockerd logs every request.

use crate::lint::Finding;
use crate::lint::subject::{Set, Subject};

lint! {
    /// dockerd runs in debug mode.
    ///
    /// It then logs the body of each request of up to 4 KiB: the environment of a container that is made, passwords in it
    /// included, stands in the journal. Only fields that are named like a password are masked, and an environment is a list.
    ///
    /// Bad: `debug = true` in what the whole fleet gets. Good: left out; `kill -HUP` after a change of daemon.json
    /// switches it on and off on a running host.
    ///
    /// Source: moby, `daemon/server/middleware/debug.go`; `daemon/reload.go`.
    "L0068" "debug-left-on" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let debug = subject.daemon("debug");
    let found = |set: Set<'_>| {
        LINT.at(&set.cause(), "dockerd logs the environment of containers")
            .label("debug mode")
            .note("the body of each request goes to the journal; an environment is not masked")
            .help("leave it out; it can be switched on a running host by a reload")
    };
    debug
        .filter(|set| set.node.as_bool() == Some(true))
        .map(found)
        .collect()
}
