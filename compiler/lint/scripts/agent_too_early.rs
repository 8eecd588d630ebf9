//! The agent is asked before it runs.

use super::Finding;
use super::program::{Program, When};
use super::systemd::Request;
use crate::host::{Order, Role};
use crate::lint::subject::Subject;
use crate::reader::shell_commands::{Command, LoopPart};

lint! {
    /// A script that runs before the agent asks the agent, or waits for it.
    ///
    /// The agent starts when every `before-docker` and `after-docker` script has passed. A loop in one of them that waits for the
    /// agent's introspection at port 51678, its service or its container waits for itself, and the host never joins.
    ///
    /// Bad: `until curl -s localhost:51678/v1/metadata; do sleep 1; done` in an `after-docker` script. Good: the same work with
    /// `order = "after-agent"`, which begins when the agent has joined.
    ///
    /// Source: aws/amazon-ecs-agent issue 1707; amazon-ecs-agent 1.105.1, agent/handlers/introspection_server_setup.go.
    "L0104" "agent-too-early" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for program in &subject.programs {
        let is_early = program.when.is_before_agent() || matches!(program.when, When::CloudFinal);
        if subject.host.role != Role::Ecs || !is_early {
            continue;
        }
        for (name, command) in program.named() {
            let asks = asks_agent(program, &name, command)
                || command.place.in_loop.is_some() && asks_about_agent(program, &name, command);
            let is_awaited = matches!(
                program.when,
                When::Boot(Order::BeforeDocker | Order::AfterDocker, _)
            ) || command.place.in_loop.is_some();
            if !asks || !is_awaited || command.place.is_background {
                continue;
            }
            let (what, label) = match command.place.in_loop {
                Some(LoopPart::Condition | LoopPart::Body) => (
                    "waits for the agent, which waits for the script",
                    "never answers",
                ),
                None => ("asks the agent before it runs", "nobody answers yet"),
            };
            let message = format!("{} {what}", program.name);
            let finding = program.at(&LINT, subject, &command.range, (message, label));
            found.push(
                finding
                    .note("the agent starts when every script before it has passed")
                    .help("say `order = \"after-agent\"`"),
            );
        }
    }
    found
}

/// Says whether a command asks the agent's introspection.
fn asks_agent(program: &Program<'_>, name: &str, command: &Command) -> bool {
    let mut arguments = command.arguments().iter();
    matches!(name, "curl" | "wget" | "nc" | "http")
        && arguments.any(|word| program.text(word).contains(":51678"))
}

/// Says whether a command asks systemd or Docker whether the agent runs.
fn asks_about_agent(program: &Program<'_>, name: &str, command: &Command) -> bool {
    let is_service = |request: Request| {
        let asks = matches!(request.verb.as_str(), "is-active" | "status");
        asks && request.names(&["ecs"]).is_some()
    };
    let mut arguments = command.arguments().iter();
    let names_container = matches!(name, "docker" | "grep" | "pgrep" | "pidof")
        && arguments.any(|word| program.text(word).contains("ecs-agent"));
    names_container || Request::of(program, command).is_some_and(is_service)
}
