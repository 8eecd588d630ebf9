//! The command line: commands, options, their help. What they do is in a file per command.

mod output;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(crate) use output::{DiagnosticFormat, Drawing, ResultFormat};

use crate::outcome::Format;

/// Compiles one TOML host profile into everything a container host needs.
///
/// parbake decides, value by value, what can be done once in the machine image and what must wait for
/// the host, and writes both sides: a bake script with a root file system, and the user-data of each
/// launch.
#[derive(Debug, Parser)]
#[command(name = "parbake", version, after_help = EXIT_STATUS)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Colour: on a terminal, always or never; NO_COLOR is honoured.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

const EXIT_STATUS: &str = "\
Exit status:
  0  done
  1  the profile is at fault, `--check` found a difference, or `verify` an error
  2  usage, input or output, nothing to explain

Start with:
  parbake new web && parbake build web/profile.toml";

/// The commands, in the order a newcomer meets them.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a commented profile to start from
    #[command(after_help = "Example:\n  parbake new hosts/web")]
    New(New),
    /// Report what is wrong with profiles; write nothing
    #[command(after_help = "\
Examples:
  parbake check web.toml
  parbake check --deny-warnings --format github hosts/*.toml
  parbake check --fix web.toml")]
    Check(Check),
    /// Write the bundle of each profile, or compare with what is on disk
    #[command(after_help = "\
Examples:
  parbake build web.toml                     write bundle/<name>/
  parbake build --check --out out *.toml     in CI: fail where committed bundles are stale

The directory <DIR>/<name> belongs to parbake and is replaced as a whole; a file in it that parbake
did not write is an error.")]
    Build(Build),
    /// Print one file of the bundle
    #[command(after_help = "\
Examples:
  parbake show web.toml user-data --variant prod
  parbake show web.toml image/bake.sh | less")]
    Show(Show),
    /// List every step with its phase, its order, and the setting that put it there
    #[command(after_help = "\
Examples:
  parbake plan web.toml --variant prod
  parbake plan web.toml --graph
  parbake plan web.toml --graph=dot | dot -Tsvg > boot.svg")]
    Plan(Plan),
    /// Audit a root directory from outside: identity left in it, drift from what was baked
    #[command(after_help = "\
Examples:
  parbake verify /mnt/snapshot
  parbake verify /mnt/snapshot --bundle bundle/web --format sarif

No link is followed out of ROOT and nothing in it is run. Reading all of it takes root.")]
    Verify(Verify),
    /// Explain a diagnostic, a setting, or where a generated line came from
    #[command(after_help = "\
Examples:
  parbake explain P0104
  parbake explain ECS_RESERVED_MEMORY
  parbake explain bundle/web/image/bake.sh:12
  parbake explain --list")]
    Explain(Explain),
    /// Print the JSON Schema (draft-07) of the profile
    #[command(after_help = "Example:\n  parbake schema > profile.schema.json")]
    Schema,
    /// Print completions for a shell
    #[command(after_help = "\
Example:
  parbake completions bash > ~/.local/share/bash-completion/completions/parbake")]
    Completions(Completions),
    /// Print the manual page of parbake or of one of its commands
    #[command(after_help = "Example:\n  parbake man build | man -l -")]
    Man(Man),
}

/// Arguments of `new`.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// Directory to make; its last part becomes the name of the profile
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The profiles
    #[arg(required = true, value_name = "PROFILE")]
    pub(crate) profiles: Vec<PathBuf>,
    /// Apply the mechanical repairs, then report what is left
    #[arg(long)]
    pub(crate) fix: bool,
    #[command(flatten)]
    pub(crate) compile: Compile,
    #[command(flatten)]
    pub(crate) output: DiagnosticFormat,
}

/// Arguments of `build`.
#[derive(Debug, Args)]
pub(crate) struct Build {
    /// The profiles
    #[arg(required = true, value_name = "PROFILE")]
    pub(crate) profiles: Vec<PathBuf>,
    /// Directory of the bundles
    #[arg(long, value_name = "DIR", default_value = "bundle")]
    pub(crate) out: PathBuf,
    /// Write nothing; show where the bundle on disk differs, with exit status 1 if it does
    #[arg(long)]
    pub(crate) check: bool,
    #[command(flatten)]
    pub(crate) compile: Compile,
    #[command(flatten)]
    pub(crate) output: DiagnosticFormat,
}

/// Arguments of `show`.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The profile
    pub(crate) profile: PathBuf,
    /// A path in the bundle, or its end: `launch/prod/user-data`, `user-data`, `bake.sh`
    pub(crate) artifact: String,
    #[command(flatten)]
    pub(crate) variant: Variant,
    #[command(flatten)]
    pub(crate) compile: Compile,
    #[command(flatten)]
    pub(crate) output: ResultFormat,
}

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// The profile
    pub(crate) profile: PathBuf,
    /// Show the order of the boot instead: units, steps, gates, and what waits for what; as text or for Graphviz
    #[arg(long, value_name = "FORM", num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    pub(crate) graph: Option<Drawing>,
    #[command(flatten)]
    pub(crate) variant: Variant,
    #[command(flatten)]
    pub(crate) compile: Compile,
    #[command(flatten)]
    pub(crate) output: ResultFormat,
}

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The root directory: a mounted snapshot, an unpacked image
    pub(crate) root: PathBuf,
    /// The bundle that it should be the image of; left out, the image's own list of what was baked counts
    #[arg(long, value_name = "DIR")]
    pub(crate) bundle: Option<PathBuf>,
    /// Take every warning for an error
    #[arg(long)]
    pub(crate) deny_warnings: bool,
    #[command(flatten)]
    pub(crate) output: DiagnosticFormat,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// A code (P0104) or its name, a setting, or FILE:LINE of a bundle
    // A flag of dockerd is a setting too.
    #[arg(
        value_name = "CODE|KEY|FILE:LINE",
        allow_hyphen_values = true,
        required_unless_present = "list"
    )]
    pub(crate) subject: Option<String>,
    /// List every code with its level and one line
    #[arg(long, conflicts_with = "subject")]
    pub(crate) list: bool,
    #[command(flatten)]
    pub(crate) output: ResultFormat,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: Shell,
}

/// Arguments of `man`.
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// A command of parbake
    pub(crate) command: Option<String>,
}

/// How profiles are compiled.
#[derive(Debug, Args)]
pub(crate) struct Compile {
    /// Set a variable of the profile (repeatable)
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = assignment)]
    pub(crate) vars: Vec<(String, String)>,
    /// Take every warning for an error
    #[arg(long)]
    pub(crate) deny_warnings: bool,
}

/// Which launch is meant.
#[derive(Debug, Args)]
pub(crate) struct Variant {
    /// The variant to show
    #[arg(long = "variant", value_name = "NAME")]
    pub(crate) name: Option<String>,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

impl Command {
    /// Returns the form of the output that was asked for.
    pub(crate) fn format(&self) -> Format {
        match self {
            Self::Check(arguments) => arguments.output.format,
            Self::Build(arguments) => arguments.output.format,
            Self::Show(arguments) => arguments.output.format,
            Self::Verify(arguments) => arguments.output.format,
            Self::Plan(arguments) => arguments.output.format,
            Self::Explain(arguments) => arguments.output.format,
            Self::New(_) | Self::Schema | Self::Completions(_) | Self::Man(_) => Format::Human,
        }
    }
}

/// Splits `name=value` at the first `=`.
fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some(("", _)) => Err("there is no name before the `=`".to_owned()),
        Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
        None => Err("write it as NAME=VALUE".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn an_assignment_is_split_at_its_first_equals_sign() {
        assert_eq!(assignment("a=b=c"), Ok(("a".to_owned(), "b=c".to_owned())));
        assert_eq!(assignment("a="), Ok(("a".to_owned(), String::new())));
        assert!(assignment("a").is_err());
        assert!(assignment("=b").is_err());
    }
}
