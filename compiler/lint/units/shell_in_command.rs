//! Syntax of the shell in a command of a unit.

use crate::lint::Finding;
use crate::lint::subject::Subject;
use crate::reader::systemd_unit::{self, Word};

lint! {
    /// A command of a unit has words that only a shell would understand.
    ///
    /// systemd runs the program itself: `|`, `&&`, `>` and their like become arguments of it, nothing is piped and no file is written.
    ///
    /// Bad: `ExecStart=/usr/bin/docker logs app | /usr/bin/tee /var/log/app`. Good: `ExecStart=/bin/sh -c '/usr/bin/docker logs app |
    /// /usr/bin/tee /var/log/app'`; for a second command another `ExecStartPost=`, for the output `StandardOutput=append:/var/log/app`.
    ///
    /// Source: systemd.service(5), "Command lines": "redirection using <, <<, >, and >>, pipes using |, running programs in the
    /// background using &, and other elements of shell syntax are not supported".
    "L0241" "shell-in-command" Ordinary Warn check
}

/// Words that are syntax to a shell where they stand alone.
const SYNTAX: &[&str] = &[
    "|", "||", "|&", "&", "&&", "<", "<<", ">", ">>", "2>", "2>>", "&>", "2>&1", ">&2",
];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for launch in 0..subject.host.count() {
        for unit in subject.units(launch) {
            let mut commands = unit
                .settings
                .iter()
                .filter(|line| line.key.starts_with("Exec"));
            let first = commands.find_map(|line| Some((line, syntax_in(&line.value)?)));
            found.extend(first.map(|(line, word)| {
                let message = format!(
                    "`{}` runs no shell, and `{word}` is an argument of the program",
                    line.key
                );
                LINT.at(&line.cause, message)
                    .label("not what a shell would do")
                    .help("write `/bin/sh -c '...'` around it, or say it with settings of the unit")
            }));
        }
    }
    found
}

/// The first word of a shell's syntax that stands outside quotes.
fn syntax_in(command: &str) -> Option<String> {
    let is_syntax = |word: &Word| {
        let text = word.text.as_str();
        !word.is_quoted && (SYNTAX.contains(&text) || text.contains("$("))
    };
    let read = systemd_unit::words(command);
    read.words.into_iter().find(is_syntax).map(|word| word.text)
}
