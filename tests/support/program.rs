//! A foreign program, run with a time limit, no standard input and a scrubbed environment.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, Stdio};

/// Seconds that a program may take where nothing else is said; a reader that hangs is a failed check.
const TIME_LIMIT: u32 = 180;

/// What a program left behind.
pub(crate) struct Ran {
    /// True where the exit status was 0.
    pub(crate) ok: bool,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Ran {
    /// Standard output as text, for messages and for JSON.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// Both outputs, as a complaint.
    pub(crate) fn complaint(&self) -> String {
        format!("{}{}", self.text(), self.stderr).trim().to_owned()
    }

    /// Standard output of a program that ended well.
    ///
    /// # Errors
    /// What it said, where it did not.
    pub(crate) fn output(self) -> Result<Vec<u8>, String> {
        if self.ok {
            return Ok(self.stdout);
        }
        Err(self.complaint())
    }
}

/// A command line in the making.
pub(crate) struct Program {
    command: Command,
    name: OsString,
    limit: u32,
}

impl Program {
    /// `name` is a path, or is found in PATH.
    pub(crate) fn new(name: impl AsRef<OsStr>) -> Self {
        Self::limited(name, TIME_LIMIT)
    }

    /// The same with a limit of its own, in seconds.
    pub(crate) fn limited(name: impl AsRef<OsStr>, limit: u32) -> Self {
        let mut command = Command::new("timeout");
        command
            .args(["--kill-after=5", &limit.to_string()])
            .arg(&name)
            .env_clear()
            .env("LC_ALL", "C.UTF-8")
            .env("HOME", "/nonexistent")
            .stdin(Stdio::null());
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        let name = name.as_ref().to_owned();
        Self {
            command,
            name,
            limit,
        }
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    pub(crate) fn args(mut self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn env(mut self, key: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(key, value);
        self
    }

    pub(crate) fn dir(mut self, dir: &Path) -> Self {
        self.command.current_dir(dir);
        self
    }

    /// Runs it to its end.
    ///
    /// # Errors
    /// Where it cannot be started, is not found, or ran out of time.
    pub(crate) fn run(mut self) -> Result<Ran, String> {
        let name = self.name.display().to_string();
        let output = self.command.output().map_err(|e| format!("{name}: {e}"))?;
        match output.status.code() {
            Some(124 | 137) => Err(format!("{name} ran longer than {} s", self.limit)),
            Some(127) => Err(format!("{name} is missing")),
            _ => Ok(Ran {
                ok: output.status.success(),
                stdout: output.stdout,
                stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            }),
        }
    }
}

#[test]
fn a_missing_program_is_named() {
    let ran = Program::new("parbake-no-such-program").run();
    assert_eq!(
        ran.err().as_deref(),
        Some("parbake-no-such-program is missing")
    );
}
