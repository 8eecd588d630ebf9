//! A package manager asks, and nobody is there.

use super::Finding;
use super::program::{Program, When};
use crate::lint::subject::Subject;
use crate::reader::shell_commands::Command;

lint! {
    /// A script lets a package manager ask whether to go on.
    ///
    /// A script's standard input is empty. apt-get prints `Abort.`, yum and dnf give up as well; nothing is installed, and the
    /// status is 1.
    ///
    /// Bad: `apt-get install jq`. Good: `apt-get install -y jq`, or better `[packages] install = ["jq"]`.
    ///
    /// Source: apt-get(8), `--assume-yes`; yum(8) and dnf(8), `--assumeyes`; alphagov/tech-ops pull request 108.
    "L0109" "unanswered-question" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for program in &subject.programs {
        if program.when == When::Unknown {
            continue;
        }
        for (name, command) in program.named() {
            if !asks(program, &name, command) {
                continue;
            }
            let message = format!("{} lets `{name}` ask a question", program.name);
            let finding = program.at(&LINT, subject, &command.range, (message, "nobody answers"));
            found.push(
                finding
                    .note("standard input is empty: it gives up with status 1 and installs nothing")
                    .help("add `-y`, or name the packages in `[packages] install`"),
            );
        }
    }
    found
}

fn asks(program: &Program<'_>, name: &str, command: &Command) -> bool {
    let verbs: &[&str] = match name {
        "apt-get" | "apt" => &[
            "install",
            "upgrade",
            "dist-upgrade",
            "full-upgrade",
            "remove",
            "purge",
            "autoremove",
        ],
        "yum" | "dnf" => &[
            "install",
            "localinstall",
            "update",
            "upgrade",
            "remove",
            "erase",
            "downgrade",
            "reinstall",
            "groupinstall",
            "autoremove",
        ],
        _ => return false,
    };
    let words = program.arguments(command);
    let verb = words.iter().find(|word| !word.starts_with('-'));
    let is_answer = |word: &String| {
        let is_short = word.starts_with('-')
            && !word.starts_with("--")
            && (word.contains('y') || word.contains("qq"));
        let long = [
            "--yes",
            "--assume-yes",
            "--assumeyes",
            "--assumeno",
            "--dry-run",
            "--simulate",
            "--download-only",
            "--help",
        ];
        // Options in a variable may hold the answer.
        is_short
            || long.contains(&word.as_str())
            || word.contains("Assume-Yes")
            || word.starts_with('$')
            || word == "-s"
    };
    let is_fed = !command.redirections.is_empty()
        && command
            .redirections
            .iter()
            .any(|from| from.direction == crate::reader::shell_commands::Direction::Read);
    verb.is_some_and(|verb| verbs.contains(&verb.as_str()))
        && !words.iter().any(is_answer)
        && !is_fed
        && !program.is_piped_into(command)
}
