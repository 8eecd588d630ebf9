//! A script writes a file that the profile writes.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Finding;
use super::program::{Program, When};
use crate::lint::subject::Subject;
use crate::plan::action::Action;
use crate::reader::shell_commands::{Command, Direction};

lint! {
    /// A script changes a file that parbake writes: ecs.config, daemon.json, or a file of the profile.
    ///
    /// parbake writes its files anew at each boot, so the change is gone then, or stands twice; what checks the settings never
    /// sees it. `>` onto ecs.config also wipes what the image put there.
    ///
    /// Bad: `echo ECS_CLUSTER=web >> /etc/ecs/ecs.config`. Good: `[ecs]` with `cluster = "web"`; settings that differ between
    /// hosts hold `${var.x}` or `${instance.id}`.
    ///
    /// Source: systemd.exec(5), `EnvironmentFile=` (of two lines the later counts); six of sixty public user-data wrote `>` onto
    /// ecs.config.
    "L0107" "overwritten-setting" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let written = written(subject);
    let mut found = Vec::new();
    for program in &subject.programs {
        for command in &program.script.commands {
            for (path, range) in targets(program, command) {
                let Some(instead) = owner(subject, &written, program, &path) else {
                    continue;
                };
                let (is_whose, note) = if written.contains(path.as_str()) {
                    (
                        "which parbake writes",
                        "parbake writes the file anew at each boot: the change is lost, or stands twice",
                    )
                } else {
                    (
                        "which has a section of the profile",
                        "what a script writes is not checked: dockerd does not start with a key or a value that it does not know",
                    )
                };
                let message = format!("{} changes `{path}`, {is_whose}", program.name);
                let finding = program.at(
                    &LINT,
                    subject,
                    &range,
                    (message, "not the script's to write"),
                );
                found.push(finding.note(note).help(format!("use {instead}")));
            }
        }
    }
    found
}

/// The paths that the steps write.
fn written<'a>(subject: &Subject<'a>) -> BTreeSet<&'a str> {
    let steps = subject.plan.bake.iter().chain(&subject.plan.boot);
    let actions = steps.flat_map(|step| step.actions.iter().flatten());
    let path = |action: &'a Action| {
        if let Action::WriteFile(file) = action {
            Some(file.path.as_str())
        } else {
            None
        }
    };
    actions.filter_map(path).collect()
}

/// What to use instead of writing a path; `None` where it is nobody's.
fn owner(
    subject: &Subject<'_>,
    written: &BTreeSet<&str>,
    program: &Program<'_>,
    path: &str,
) -> Option<&'static str> {
    match path {
        "/etc/ecs/ecs.config" if written.contains(path) => {
            Some("[ecs], and [ecs.extra] for what parbake does not know")
        }
        _ if path == subject.host.base.docker.daemon_json.value => {
            Some("[docker.daemon], and [docker.daemon-extra] for what parbake does not know")
        }
        // A script of the profile may make what another step has left to it; files and units only run later.
        _ if written.contains(path) && !matches!(program.when, When::Unknown) => {
            Some("the section that names the file, with `${...}` for what differs between hosts")
        }
        _ => None,
    }
}

/// The files that a command writes, each with the place of its name.
fn targets(program: &Program<'_>, command: &Command) -> Vec<(String, Range<usize>)> {
    let redirections = command.redirections.iter();
    let written =
        redirections.filter(|to| matches!(to.direction, Direction::Write | Direction::Append));
    let mut words: Vec<_> = written.map(|to| &to.target).collect();
    let arguments = command.arguments();
    let has_option = |begin: &str| {
        arguments
            .iter()
            .any(|word| program.text(word).starts_with(begin))
    };
    match command.name().as_deref() {
        Some("tee" | "truncate") => words.extend(arguments),
        Some("sed" | "perl") if has_option("-i") || has_option("--in-place") => {
            words.extend(arguments);
        }
        Some("cp" | "mv" | "install" | "ln") => words.extend(arguments.last()),
        _ => {}
    }
    let named = words
        .into_iter()
        .map(|word| (program.text(word), word.range.clone()));
    named.filter(|(path, _)| path.starts_with('/')).collect()
}
