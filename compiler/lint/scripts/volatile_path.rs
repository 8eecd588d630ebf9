//! A baked script leaves something where nothing stays.

use super::Finding;
use super::program::{Program, When};
use crate::lint::subject::Subject;
use crate::reader::shell_commands::{Command, Direction, Word};

lint! {
    /// A baked script writes under /run, which is empty on every host.
    ///
    /// /run is a file system in memory. What a script puts there while the image is made is gone when the image starts.
    ///
    /// Bad: `echo ready >/run/app/state` in a script with `phase = "bake"`. Good: a boot script, `/var/lib`, or a line of
    /// tmpfiles.d, which makes the path at each boot. A file that the same script uses and leaves is no matter.
    ///
    /// Source: file-hierarchy(7), `/run/`.
    "L0110" "volatile-path" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for program in &subject.programs {
        if program.when != When::Bake {
            continue;
        }
        for command in &program.script.commands {
            let written = written(command).into_iter();
            let Some(word) = written
                .into_iter()
                .find(|word| is_left(program, command, word))
            else {
                continue;
            };
            let path = program.text(word);
            let message = format!(
                "{} writes `{path}` into the image, where it does not last",
                program.name
            );
            let finding = program.at(
                &LINT,
                subject,
                &word.range,
                (message, "gone at the first boot"),
            );
            found.push(
                finding
                    .note("/run is in memory and begins empty at each boot")
                    .help("write it in a boot script, or below /var/lib"),
            );
        }
    }
    found
}

fn written(command: &Command) -> Vec<&Word> {
    let redirections = command.redirections.iter();
    let to = redirections.filter(|to| matches!(to.direction, Direction::Write | Direction::Append));
    let mut words: Vec<&Word> = to.map(|to| &to.target).collect();
    match command.name().as_deref() {
        Some("tee" | "touch" | "mkdir") => words.extend(command.arguments()),
        Some("cp" | "mv" | "install" | "ln") => words.extend(command.arguments().last()),
        _ => {}
    }
    words
}

/// Says whether a path under /run is written and then not used by another command.
fn is_left(program: &Program<'_>, command: &Command, word: &Word) -> bool {
    let path = program.text(word);
    let is_volatile = path.starts_with("/run/") || path.starts_with("/var/run/");
    // parbake's own gates, and what only the shell knows.
    if !is_volatile || path.contains('$') || path.starts_with("/run/parbake/") {
        return false;
    }
    let mut others = program
        .script
        .commands
        .iter()
        .filter(|other| other.range != command.range);
    !others.any(|other| {
        let targets = other.redirections.iter().map(|to| &to.target);
        let mut words = other.arguments().iter().chain(targets);
        words.any(|word| program.text(word).contains(&path))
    })
}
