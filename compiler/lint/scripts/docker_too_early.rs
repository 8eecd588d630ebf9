//! Docker is used before it is up.

use super::Finding;
use super::program::When;
use crate::host::Order;
use crate::lint::subject::Subject;

lint! {
    /// A script that runs before Docker calls it.
    ///
    /// dockerd starts when every `before-docker` script has passed. Until then a call fails, or, where docker.socket takes it, waits
    /// for a start that waits for the script.
    ///
    /// Bad: `docker pull` in a script with `order = "before-docker"`. Good: `order = "after-docker"`, which is the default.
    ///
    /// Source: systemd.socket(5); `Before=docker.service` of parbake-early.service.
    "L0103" "docker-too-early" Ordinary Warn check
}

/// Clients of dockerd and containerd.
const CLIENTS: &[&str] = &["docker", "docker-compose", "ctr", "nerdctl", "crictl"];

/// First words with which no daemon is asked.
///
/// Source: each was run with docker 28.2.2 against a socket that is not there, and ended with 0.
const ASK_NOBODY: &[&str] = &[
    "--version",
    "-v",
    "--help",
    "help",
    "context",
    "completion",
    "logout",
];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for program in &subject.programs {
        if !matches!(program.when, When::Boot(Order::BeforeDocker, _)) {
            continue;
        }
        for (name, command) in program.named() {
            let words = program.arguments(command);
            let first = words.first().map(String::as_str).unwrap_or("--help");
            let asks = CLIENTS.contains(&name.as_str()) && !ASK_NOBODY.contains(&first);
            if !asks || command.place.is_background {
                continue;
            }
            let message = format!("{} calls `{name}` before Docker is up", program.name);
            let finding = program.at(
                &LINT,
                subject,
                &command.range,
                (message, "dockerd does not run yet"),
            );
            found.push(
                finding
                    .note("the call fails, or waits for docker.socket to start what waits for this script")
                    .help("say `order = \"after-docker\"`"),
            );
        }
    }
    found
}
