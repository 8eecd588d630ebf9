//! The command: the only part that touches disk, clock, environment and terminal.
//!
//! Each command and each output format has a file of its own; what a profile means is the library's.
#![allow(
    clippy::disallowed_methods,
    reason = "the command does the input and output that the library must not do"
)]

mod arguments;
mod build;
mod check;
mod compilation;
mod completions;
mod difference;
mod entry;
mod explain;
mod failure;
mod fix;
mod launch;
mod man;
mod new;
mod origin;
mod outcome;
mod plan;
mod report;
mod schema;
mod show;
mod terminal;
mod text;
mod verify;
mod world;
mod write;

use std::process::ExitCode;

use arguments::{Cli, Command};
use clap::Parser;
use outcome::Outcome;
use terminal::Terminal;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(refusal) => {
            // Help into a closed pipe is not worth a word, and neither is a lost usage error.
            let _ = refusal.print();
            return ExitCode::from(u8::try_from(refusal.exit_code()).unwrap_or(2));
        }
    };
    let terminal = Terminal::new(cli.color);
    let format = cli.command.format();
    let outcome = run(&cli.command, &terminal);
    outcome.finish(format, &terminal)
}

/// Runs one command.
fn run(command: &Command, terminal: &Terminal) -> Outcome {
    match command {
        Command::New(arguments) => Outcome::from_output(new::run(arguments)),
        Command::Check(arguments) => check::run(arguments),
        Command::Build(arguments) => build::run(arguments, terminal),
        Command::Show(arguments) => show::run(arguments, terminal),
        Command::Plan(arguments) => plan::run(arguments, terminal),
        Command::Verify(arguments) => verify::run(arguments),
        Command::Explain(arguments) => Outcome::from_output(explain::run(arguments)),
        Command::Schema => Outcome::from_output(schema::run()),
        Command::Completions(arguments) => Outcome::from_output(Ok(completions::run(arguments))),
        Command::Man(arguments) => Outcome::from_output(man::run(arguments)),
    }
}
