//! dockerd makes no firewall rules.

use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// dockerd makes no firewall rules, and so no address translation either.
    ///
    /// `iptables = false` switches `ip-masq` off without a word: containers on a bridge network reach nothing outside of the
    /// host, and the agent's credentials and metadata addresses neither. It does not just stop Docker from opening ports.
    ///
    /// Bad: `iptables = false`. Good: left out, with `ip = "127.0.0.1"` where ports must not be open to others; or with
    /// `bridge = "none"` where there is no bridge.
    ///
    /// Source: moby, `daemon/daemon_unix.go` (`if !conf.EnableIPTables { conf.EnableIPMasq = false }`).
    "L0067" "iptables-off" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let off = |set: &crate::lint::subject::Set<'_>| {
        let bridge = subject.daemon_at("bridge", set.launch);
        let has_bridge = bridge.and_then(|bridge| bridge.as_str()) != Some("none");
        set.node.as_bool() == Some(false) && has_bridge
    };
    let found = |set: crate::lint::subject::Set<'_>| {
        LINT.at(
            &set.cause(),
            "containers on a bridge reach nothing outside of the host",
        )
        .label("switches address translation off too")
        .note("`ip-masq` counts as false then, whatever it says")
        .help("leave it out; `ip = \"127.0.0.1\"` keeps published ports on the host")
    };
    subject.daemon("iptables").filter(off).map(found).collect()
}
