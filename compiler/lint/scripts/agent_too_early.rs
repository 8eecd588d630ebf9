//! The agent is asked before it runs.

use super::Finding;
use super::program::When;
use crate::host::{Order, Role};
use crate::lint::subject::Subject;
use crate::reader::shell_commands::LoopPart;

lint! {
    /// A script that runs before the agent asks the agent, or waits for it.
    ///
    /// The agent starts when every `before-docker` and `after-docker` script has passed. A loop in one of them that waits for the
    /// agent's introspection at port 51678 waits for itself, and the host never joins.
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
            let mut arguments = command.arguments().iter();
            let asks = arguments.any(|word| program.text(word).contains(":51678"));
            let is_client = matches!(name.as_str(), "curl" | "wget" | "nc" | "http");
            let is_awaited = matches!(
                program.when,
                When::Boot(Order::BeforeDocker | Order::AfterDocker, _)
            ) || command.place.in_loop.is_some();
            if !asks || !is_client || !is_awaited || command.place.is_background {
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
