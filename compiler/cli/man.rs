//! `parbake man`: manual pages, from the same definition as the help.

use clap::CommandFactory;
use clap_mangen::Man;

use crate::arguments::{Cli, Man as Arguments};
use crate::failure::{Failure, reason};
use crate::outcome::Output;
use parbake::diagnostic::spelling::nearest;

/// Renders the page of parbake, or of one command.
///
/// # Errors
/// [`Failure`] when there is no such command.
pub(crate) fn run(arguments: &Arguments) -> Result<Output, Failure> {
    let mut parbake = Cli::command();
    parbake.build();
    let page = match &arguments.command {
        None => parbake,
        Some(name) => find(&parbake, name)?,
    };
    let mut text = Vec::new();
    let rendered = Man::new(page)
        .source(concat!("parbake ", env!("CARGO_PKG_VERSION")))
        .render(&mut text);
    rendered
        .map_err(|error| Failure::new(format!("cannot render the page: {}", reason(&error))))?;
    Ok(Output::text(String::from_utf8_lossy(&text)))
}

/// Finds a command by its name.
fn find(parbake: &clap::Command, name: &str) -> Result<clap::Command, Failure> {
    if let Some(command) = parbake.find_subcommand(name) {
        return Ok(command.clone());
    }
    let names = parbake.get_subcommands().map(clap::Command::get_name);
    let meant =
        nearest(name, names).map_or(String::new(), |meant| format!("; did you mean `{meant}`?"));
    Err(Failure::new(format!(
        "parbake has no command `{name}`{meant}"
    )))
}
