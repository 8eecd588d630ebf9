//! Credentials of a registry stay in the image.

use super::Finding;
use super::program::{Program, When};
use crate::lint::subject::Subject;
use crate::reader::shell_commands::Command;

lint! {
    /// A baked script logs in to a registry and keeps the credentials where the clean-up does not look.
    ///
    /// `docker login` writes the password, in base64, into the config.json of its directory. parbake deletes the one in root's
    /// and the users' homes; another, named by `--config` or `DOCKER_CONFIG`, stays in every clone.
    ///
    /// Bad: `docker --config /etc/docker-login login ...` in a baked script. Good: the default directory, or `docker logout` in
    /// the same script; for hosts that pull, a credential helper, which stores nothing.
    ///
    /// Source: docker/cli, docs/reference/commandline/login.md, "Credential stores"; parbake's identity item
    /// `docker-client-auth`.
    "L0111" "login-in-image" Security Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for program in &subject.programs {
        let commands = &program.script.commands;
        let logs_out = commands
            .iter()
            .any(|command| is_docker(program, command, "logout"));
        if program.when != When::Bake || logs_out {
            continue;
        }
        for command in commands
            .iter()
            .filter(|command| is_docker(program, command, "login"))
        {
            let Some(directory) = directory(program, command) else {
                continue;
            };
            let is_removed = commands.iter().any(|command| {
                let words = program.arguments(command);
                command.name().as_deref() == Some("rm")
                    && words.iter().any(|word| word.starts_with(&directory))
            });
            let in_home = directory.starts_with("/root/.docker")
                || directory.starts_with("/home/")
                || directory.starts_with('$');
            if is_removed || in_home {
                continue;
            }
            let message = format!("{} leaves a registry's password in the image", program.name);
            let label = "written below a directory that is not cleaned";
            let finding = program.at(&LINT, subject, &command.range, (message, label));
            found.push(
                finding
                    .note(format!(
                        "`{directory}/config.json` holds it in base64, in every clone"
                    ))
                    .help("end the script with `docker logout`, or remove the directory"),
            );
        }
    }
    found
}

fn is_docker(program: &Program<'_>, command: &Command, verb: &str) -> bool {
    command.name().as_deref() == Some("docker")
        && program.arguments(command).iter().any(|word| word == verb)
}

/// The directory of the configuration, where one is named.
fn directory(program: &Program<'_>, command: &Command) -> Option<String> {
    let words = program.arguments(command);
    let after = words.iter().position(|word| word == "--config");
    let given = after.and_then(|at| words.get(at + 1)).cloned();
    let joined = words
        .iter()
        .find_map(|word| word.strip_prefix("--config=").map(str::to_owned));
    let named = |assignment: &&crate::reader::shell_commands::Assignment| {
        assignment.name == "DOCKER_CONFIG"
    };
    let own = command.assignments.iter().find(named);
    let before = program
        .script
        .commands
        .iter()
        .filter(|other| other.range.start < command.range.start);
    let mut lasting = before
        .filter(|other| other.words.is_empty())
        .flat_map(|other| &other.assignments);
    let variable = own
        .or_else(|| lasting.find(named))
        .map(|assignment| program.text(&assignment.value));
    let exported = program.script.commands.iter().find_map(|other| {
        let words = program.arguments(other);
        let is_export = other.name().as_deref() == Some("export");
        words
            .iter()
            .filter(|_| is_export)
            .find_map(|word| word.strip_prefix("DOCKER_CONFIG=").map(str::to_owned))
    });
    given.or(joined).or(variable).or(exported)
}
