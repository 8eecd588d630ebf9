//! A script waits for something that waits for the script.

use super::Finding;
use super::program::{Program, When};
use super::systemd::Request;
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
    "L0100" "blocking-start" Ordinary Warn check
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
    let base = subject.host.base;
    let agent = base.ecs.unit.value;
    let docker = base.docker.unit.value;
    let units: &[&str] = match program.when {
        When::Boot(Order::BeforeDocker, _) => &[docker, base.docker.containerd.value, agent],
        When::CloudFinal if base.ecs.after_cloud_final.value => &[agent],
        When::Boot(..) | When::CloudFinal | When::Bake | When::Unknown => &[],
    };
    if waits_for_cloud_init(subject, program, command) {
        let message = format!(
            "{} waits for the end of cloud-init, which waits for docker",
            program.name
        );
        let found = program.at(&LINT, subject, &command.range, (message, "never ends"));
        return Some(found.note("cloud-init's last stage comes after multi-user.target on this base, that after docker, and docker after this script").help("say `order = \"after-docker\"`"));
    }
    let request =
        Request::of(program, command).filter(|request| request.waits && request.starts())?;
    let unit = request.names(units)?;
    let message = format!(
        "{} waits for `{unit}`, which waits for the script",
        program.name
    );
    let found = program.at(
        &LINT,
        subject,
        &command.range,
        (message, "hangs until the time limit"),
    );
    if program.when == When::CloudFinal {
        let note = format!("`{unit}` is ordered after cloud-final.service, in which this runs");
        return Some(
            found
                .note(note)
                .help("leave it out: the agent starts by itself; or add `--no-block`"),
        );
    }
    let note = format!(
        "`{unit}` is ordered after the before-docker scripts: its start is queued until they have ended"
    );
    Some(found.note(note).help(
        "leave it out: it is started when the script has passed; or say `order = \"after-docker\"`",
    ))
}

fn waits_for_cloud_init(subject: &Subject<'_>, program: &Program<'_>, command: &Command) -> bool {
    let is_early = matches!(program.when, When::Boot(Order::BeforeDocker, _));
    let words = program.arguments(command);
    let has = |word: &str| words.iter().any(|known| known == word);
    is_early
        && subject.host.base.cloud_init.final_after_multi_user.value
        && !command.place.is_background
        && !command.wrappers.iter().any(|wrapper| wrapper == "timeout")
        && command.name().as_deref() == Some("cloud-init")
        && has("status")
        && (has("--wait") || has("-w"))
}
