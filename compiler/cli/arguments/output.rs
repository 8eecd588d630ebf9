//! The options that say what an output looks like.

use clap::{Args, ValueEnum};

use crate::outcome::Format;

/// Where diagnostics go and what they look like.
#[derive(Debug, Args)]
pub(crate) struct DiagnosticFormat {
    /// Form of the diagnostics; all but human go to standard output
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: Format,
}

/// The form of a result that is text or one JSON document.
#[derive(Debug, Args)]
pub(crate) struct ResultFormat {
    /// Form of the output: human or json
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = result_format)]
    pub(crate) format: Format,
}

/// What a drawn graph looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Drawing {
    /// Lines for a terminal.
    Text,
    /// Graphviz's language.
    Dot,
}

/// Takes the formats that can carry a result.
fn result_format(text: &str) -> Result<Format, String> {
    match text {
        "human" => Ok(Format::Human),
        "json" => Ok(Format::Json),
        _ => Err("this command has human and json".to_owned()),
    }
}
