//! What a server sends is run unseen.

use super::Finding;
use super::program::{Program, When};
use crate::lint::subject::Subject;
use crate::reader::shell_commands::Command;

lint! {
    /// A script runs what it downloads without looking at it.
    ///
    /// The same profile gives another host when the server's file changes, and a download that breaks off is run as far as it
    /// came. At boot every host depends on that server.
    ///
    /// Bad: `curl -fsSL https://example.com/install.sh | sh`. Good: a download to a file, `sha256sum -c`, then the file; or the
    /// script kept beside the profile (`source = "install.sh"`), where a review sees it.
    ///
    /// Source: curl(1), `--fail` and exit codes; the shell reads its input line by line (POSIX.1-2017, sh, "INPUT FILES").
    "L0112" "piped-download" Ordinary Warn check
}

const SHELLS: &[&str] = &[
    "sh", "bash", "dash", "zsh", "ksh", "python", "python3", "perl", "ruby",
];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for program in &subject.programs {
        if program.when == When::Unknown {
            continue;
        }
        let mut download: Option<&Command> = None;
        for command in &program.script.commands {
            if is_download(command) {
                download = Some(command);
            }
            let piped = download.filter(|download| {
                download.pipeline == command.pipeline && download.range.start < command.range.start
            });
            let inside = inner_download(program, command);
            if !is_reader(program, command) || piped.is_none() && inside.is_none() {
                continue;
            }
            let start = piped.map_or(command.range.start, |download| download.range.start);
            let range = start..command.range.end;
            let message = format!("{} runs what it downloads, unseen", program.name);
            let finding = program.at(
                &LINT,
                subject,
                &range,
                (message, "whatever the server sends"),
            );
            found.push(
                finding
                    .note("a file that changes makes another host of the same profile; a download that breaks off is run in part")
                    .help("download to a file and check its digest, or keep the script beside the profile"),
            );
        }
    }
    found
}

fn is_download(command: &Command) -> bool {
    matches!(command.name().as_deref(), Some("curl" | "wget"))
}

/// Says whether a command is a shell that is given no file.
fn is_reader(program: &Program<'_>, command: &Command) -> bool {
    let name = command.name().unwrap_or_default();
    let words = program.arguments(command);
    let first = words.iter().find(|word| !word.starts_with('-'));
    let by_option = words
        .iter()
        .any(|word| matches!(word.as_str(), "-s" | "-" | "-c"));
    SHELLS.contains(&name.as_str())
        && (first.is_none() || by_option || first.is_some_and(|word| word.starts_with('$')))
        || matches!(name.as_str(), "eval" | "source" | ".")
}

/// A download inside the words: `sh -c "$(curl ...)"`, `bash <(curl ...)`. A download into a file has a file's name instead.
fn inner_download<'p>(program: &'p Program<'_>, command: &Command) -> Option<&'p Command> {
    let commands = &program.script.commands;
    let from = commands.partition_point(|other| other.range.start <= command.range.start);
    let behind = commands.get(from..).unwrap_or_default().iter();
    let mut inside = behind.take_while(|other| other.range.start < command.range.end);
    inside.find(|other| {
        is_download(other) && other.pipeline != command.pipeline && is_expanded(command, other)
    })
}

/// Says whether the inner command stands in a word that is expanded as a whole.
fn is_expanded(command: &Command, inner: &Command) -> bool {
    use crate::reader::shell_commands::Piece;
    let mut words = command.arguments().iter();
    words.any(|word| {
        let is_whole = matches!(word.pieces.as_slice(), [Piece::Unknown]);
        is_whole && word.range.start < inner.range.start && inner.range.end <= word.range.end
    })
}
