//! The two output streams: whether they take colour, and what happens when nobody reads them.

use std::io::{self, ErrorKind, IsTerminal, Write};

use crate::arguments::Color;
use crate::failure::{Failure, reason};

/// Standard output and standard error of this run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    /// Results may be coloured.
    pub(crate) color_results: bool,
    /// Diagnostics on standard error may be coloured.
    pub(crate) color_diagnostics: bool,
    /// A person looks at the results.
    pub(crate) interactive: bool,
}

impl Terminal {
    /// Decides about colour from `--color`, the streams and the environment.
    pub(crate) fn new(choice: Color) -> Self {
        let interactive = io::stdout().is_terminal();
        Self {
            color_results: takes_color(choice, interactive),
            color_diagnostics: takes_color(choice, io::stderr().is_terminal()),
            interactive,
        }
    }

    /// Writes to standard output.
    ///
    /// # Errors
    /// [`Failure`] when the stream fails; a reader that has gone away is none.
    pub(crate) fn results(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::new(format!(
                "cannot write to standard output: {}",
                reason(&error)
            ))),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Writes to standard error; there is nowhere left to report that it failed.
    pub(crate) fn diagnostics(&self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }
}

/// Applies <https://no-color.org>: `NO_COLOR`, where it is not empty, turns colour off unless asked for.
fn takes_color(choice: Color, is_terminal: bool) -> bool {
    match choice {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
            let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
            is_terminal && !set("NO_COLOR") && !dumb
        }
    }
}
