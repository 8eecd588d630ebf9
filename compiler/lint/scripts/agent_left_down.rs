//! Docker is stopped, and the agent with it.

use super::Finding;
use super::program::When;
use super::systemd::Request;
use crate::host::{Order, Role};
use crate::lint::subject::Subject;

lint! {
    /// A script stops docker after the agent has joined, and starts only docker again.
    ///
    /// ecs.service is part of docker.service: a stop of docker stops the agent too, and a later start of docker does not bring
    /// it back. The host stays in the cluster without an agent. `systemctl restart docker` restarts both.
    ///
    /// Bad: `systemctl stop docker`, then `systemctl start docker`. Good: `systemctl restart docker`, or the work in an
    /// `after-docker` script, before the agent starts.
    ///
    /// Source: amazon-ecs-agent 1.105.1, packaging/amazon-linux-ami-integrated/ecs.service, `PartOf=docker.service`; seen on
    /// systemd 252.
    "L0102" "agent-left-down" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let base = subject.host.base;
    let (docker, agent) = (base.docker.unit.value, base.ecs.unit.value);
    let mut found = Vec::new();
    for program in &subject.programs {
        if subject.host.role != Role::Ecs
            || !matches!(program.when, When::Boot(Order::AfterAgent, _))
        {
            continue;
        }
        let commands = program.script.commands.iter();
        let requests: Vec<_> = commands
            .filter_map(|command| Some((command, Request::of(program, command)?)))
            .collect();
        let last_start = requests
            .iter()
            .rposition(|(_, request)| request.starts() && request.names(&[agent]).is_some());
        for (at, (command, request)) in requests.iter().enumerate() {
            let stops = request.verb == "stop" && request.names(&[docker]).is_some();
            if !stops || last_start.is_some_and(|start| start > at) {
                continue;
            }
            let message = format!("{} stops docker and leaves the agent down", program.name);
            let finding = program.at(
                &LINT,
                subject,
                &command.range,
                (message, "stops the agent too"),
            );
            found.push(
                finding
                    .note("ecs.service is part of docker.service; a start of docker alone does not bring the agent back")
                    .help("say `systemctl restart docker`, or `order = \"after-docker\"`"),
            );
        }
    }
    found
}
