//! Docker's swarm beside live-restore.

use super::Finding;
use crate::lint::subject::Subject;

lint! {
    /// A host with `live-restore` joins a swarm, by `[swarm]` or by a script.
    ///
    /// dockerd refuses the two together: `docker swarm init` and `docker swarm join` fail with "--live-restore daemon
    /// configuration is incompatible with swarm mode", and a dockerd that finds the state of a swarm does not start.
    ///
    /// Bad: `[swarm]`, or `docker swarm join` in a boot script, beside `live-restore = true`. Good: `live-restore` left out.
    ///
    /// Source: moby v26.1, daemon/config/config_linux.go (`IsSwarmCompatible`).
    "L0160" "live-restore-in-swarm" Ordinary Deny check
}

const REFUSED: &str = "dockerd refuses a swarm while `live-restore` is on";
const LEAVE_OUT: &str = "leave `live-restore` out: a swarm moves its tasks itself";

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut on = subject.daemon("live-restore").filter(|set| set.is(true));
    let Some(set) = on.next() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if let Some(swarm) = &subject.host.swarm {
        let finding = LINT
            .at(
                &set.cause(),
                "`live-restore` keeps this host out of its swarm",
            )
            .label("switched on here");
        found.push(
            finding
                .related(swarm.cause.span, "joined here")
                .note(REFUSED)
                .help(LEAVE_OUT),
        );
    }
    for program in &subject.programs {
        for (name, command) in program.named() {
            let words = program.arguments(command);
            let is_swarm = matches!(
                words.as_slice(),
                [swarm, verb, ..] if swarm == "swarm" && matches!(verb.as_str(), "init" | "join")
            );
            if name != "docker" || !is_swarm {
                continue;
            }
            let message = format!("{} starts a swarm under `live-restore`", program.name);
            let finding = program.at(&LINT, subject, &command.range, (message, "fails"));
            found.push(
                finding
                    .related(set.cause().span, "switched on here")
                    .note(REFUSED)
                    .help(LEAVE_OUT),
            );
        }
    }
    found
}
