//! `parbake completions`: the words of the command line, for a shell.

use clap::CommandFactory;

use crate::arguments::{Cli, Completions};
use crate::outcome::Output;

/// Generates the script of one shell.
pub(crate) fn run(arguments: &Completions) -> Output {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "parbake", &mut script);
    Output::text(String::from_utf8_lossy(&script))
}
