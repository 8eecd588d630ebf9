//! The agent is started before its time.

use super::Finding;
use super::program::When;
use super::systemd::Request;
use crate::host::{Order, Role};
use crate::lint::subject::Subject;

lint! {
    /// A script starts the ECS agent where it must not run yet.
    ///
    /// In an `after-docker` script the agent's gate is still shut: systemd finds the unit's condition unmet, passes the start over
    /// and reports success. In a baked script the agent would register the build instance, and its state would be in the image.
    ///
    /// Bad: `systemctl restart ecs` at the end of a script. Good: nothing; the agent starts when every script before it has
    /// passed. What needs the agent goes into a script with `order = "after-agent"`.
    ///
    /// Source: systemd.unit(5), `ConditionPathExists=`; aws/amazon-ecs-agent issue 2738 for state in an image.
    "L0101" "early-agent-start" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    if subject.host.role != Role::Ecs {
        return Vec::new();
    }
    let unit = subject.host.base.ecs.unit.value;
    let mut found = Vec::new();
    for program in &subject.programs {
        let (label, note) = match program.when {
            When::Bake => (
                "registers the build instance",
                "every clone would begin with the state of that registration",
            ),
            When::Boot(Order::AfterDocker, _) => (
                "starts nothing",
                "the agent is held until every script before it has passed; systemd passes the start over and says it is done",
            ),
            When::Boot(Order::BeforeDocker | Order::AfterAgent, _)
            | When::CloudFinal
            | When::Unknown => continue,
        };
        for command in &program.script.commands {
            let request = Request::of(program, command).filter(Request::starts);
            if request.is_none_or(|request| request.names(&[unit]).is_none()) {
                continue;
            }
            let message = format!("{} starts the agent before its time", program.name);
            let finding = program.at(&LINT, subject, &command.range, (message, label));
            found.push(finding.note(note).help(
                "leave it out: the agent is started on the host when the scripts have passed",
            ));
        }
    }
    found
}
