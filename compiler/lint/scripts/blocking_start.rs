//! A script waits for something that waits for the script.

use super::Finding;
use super::program::{Program, When};
use super::waits;
use crate::host::Order;
use crate::lint::subject::Subject;
use crate::reader::shell_commands::Command;

lint! {
    /// A script starts a service in the foreground that cannot start before the script has ended.
    ///
    /// A `before-docker` script is part of a unit that docker is ordered after. `systemctl start docker` in it queues the start,
    /// waits for it, and systemd waits for the script: nothing moves until the script's time limit. The same holds for
    /// containerd, for the agent, which is ordered after docker, and for `cloud-init status --wait` where cloud-init ends only
    /// after the host's other services. A script in `/var/lib/cloud/scripts` runs inside cloud-final.service, which Amazon
    /// Linux's ecs.service is ordered after.
    ///
    /// Bad: `systemctl start docker` in a script with `order = "before-docker"`. Good: `order = "after-docker"`, or
    /// `systemctl start --no-block docker`; parbake starts docker and the agent anyway.
    ///
    /// Source: systemctl(1), `--no-block`; aws/amazon-ecs-agent issues 1707 and 4818, the same seen on systemd 252;
    /// amazon-ecs-agent 1.105.1, packaging/amazon-linux-ami-integrated/ecs.service.
    "L0100" "blocking-start" Ordinary Deny check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for program in &subject.programs {
        for command in &program.script.commands {
            found.extend(of_command(subject, program, command));
        }
    }
    found
}

fn of_command(subject: &Subject<'_>, program: &Program<'_>, command: &Command) -> Option<Finding> {
    let node = program.node.as_deref()?;
    let awaited = waits::of(program, command, subject.host.base);
    let (unit, chain) = awaited.iter().find_map(|unit| {
        let mut boots = subject.boots.iter();
        Some((unit, boots.find_map(|boot| boot.self_wait(node, unit))?))
    })?;
    let what = match program.when {
        When::CloudFinal => "the stage that it runs in",
        When::Boot(..) | When::Bake | When::Unknown => "the script",
    };
    let is_the_end = command.name().as_deref() == Some("cloud-init");
    let message = if is_the_end {
        format!(
            "{} waits for the end of cloud-init, which waits for {what}",
            program.name
        )
    } else {
        format!(
            "{} waits for `{unit}`, which waits for {what}",
            program.name
        )
    };
    let label = "hangs until the time limit";
    let finding = program.at(&LINT, subject, &command.range, (message, label));
    let help = match program.when {
        When::Boot(..) if is_the_end => "say `order = \"after-docker\"`, or leave it out",
        When::Boot(Order::BeforeDocker, _) => {
            "leave it out, add `--no-block`, or say `order = \"after-docker\"`: parbake starts docker and the agent itself"
        }
        When::Boot(..) | When::CloudFinal | When::Bake | When::Unknown => {
            "leave it out, or add `--no-block`"
        }
    };
    Some(finding.note(chain).help(help))
}
