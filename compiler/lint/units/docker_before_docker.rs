//! A unit that asks dockerd before dockerd may start.

use crate::lint::Finding;
use crate::lint::subject::Subject;
use crate::plan::order::unit_text::Setting;

lint! {
    /// A unit that is ordered before docker.service runs `docker`.
    ///
    /// The command finds docker.socket, which is there, and waits for dockerd; dockerd waits for the unit. Neither goes
    /// on until a time limit ends one of them.
    ///
    /// Bad: `Before=docker.service` with `ExecStart=/usr/bin/docker pull ...`. Good: `images.pull`, or `After=docker.service`.
    ///
    /// Source: systemd.socket(5); moby contrib/init/systemd, docker.socket and `-H fd://`.
    "L0077" "docker-before-docker" Ordinary Deny check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let docker = subject.host.base.docker.unit.value;
    let mut found = Vec::new();
    for launch in 0..subject.host.count() {
        for unit in subject.units(launch) {
            let before = unit.naming(&["Before"], docker);
            let command = unit.settings.iter().find(|line| runs_docker(line));
            if let (Some(before), Some(command)) = (before, command) {
                let message = format!("`{}` asks dockerd before dockerd may start", unit.name);
                let finding = LINT
                    .at(&command.cause, message)
                    .label("waits for dockerd")
                    .related(before.cause.span, "dockerd waits for this unit")
                    .note("docker.socket takes the connection, so the command hangs instead of failing")
                    .help("pull with `images.pull`, or order the unit `After=docker.service`");
                found.push(finding);
            }
        }
    }
    found
}

fn runs_docker(line: &Setting) -> bool {
    let is_start = matches!(line.key.as_str(), "ExecStart" | "ExecStartPre");
    let command = line.value.trim_start_matches(['-', '@', ':', '+', '!']);
    let program = command.split_whitespace().next().unwrap_or_default();
    is_start && program.rsplit('/').next() == Some("docker")
}
