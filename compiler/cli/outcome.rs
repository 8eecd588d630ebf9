//! What a command came to, and how it leaves the process: streams, formats, exit status.

use std::process::ExitCode;

use clap::ValueEnum;
use parbake::diagnostic::Severity;
use serde_json::Value;

use crate::compilation::Compilation;
use crate::failure::Failure;
use crate::report::{Finding, findings, github, human, json, sarif};
use crate::terminal::Terminal;

/// The form of diagnostics and results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, on standard error.
    Human,
    /// One JSON document.
    Json,
    /// Workflow commands of GitHub Actions.
    Github,
    /// SARIF 2.1.0.
    Sarif,
}

/// One result of a command.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    /// What standard output gets.
    pub(crate) human: Vec<u8>,
    /// The same as an element of `outputs`.
    pub(crate) json: Value,
}

impl Output {
    /// Makes a result that is the same text for people and for programs.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            json: Value::String(text.clone()),
            human: text.into_bytes(),
        }
    }
}

/// Everything that a command has to say.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// The profiles that were compiled.
    pub(crate) compilations: Vec<Compilation>,
    /// The results, in order.
    pub(crate) outputs: Vec<Output>,
    /// What could not be done.
    pub(crate) failures: Vec<Failure>,
    /// What is on disk is not what the profile compiles to.
    pub(crate) differs: bool,
}

impl Outcome {
    /// Makes the outcome of a command that compiles nothing.
    pub(crate) fn from_output(output: Result<Output, Failure>) -> Self {
        let mut outcome = Self::default();
        outcome.take(output);
        outcome
    }

    /// Starts with the profiles that could be read.
    pub(crate) fn from_compilations(results: Vec<Result<Compilation, Failure>>) -> Self {
        let mut outcome = Self::default();
        for result in results {
            match result {
                Ok(compilation) => outcome.compilations.push(compilation),
                Err(failure) => outcome.failures.push(failure),
            }
        }
        outcome
    }

    /// Takes a result in, or why there is none.
    pub(crate) fn take(&mut self, output: Result<Output, Failure>) {
        match output {
            Ok(output) => self.outputs.push(output),
            Err(failure) => self.failures.push(failure),
        }
    }

    /// Prints everything and returns the exit status.
    pub(crate) fn finish(mut self, format: Format, terminal: &Terminal) -> ExitCode {
        let compilations = std::mem::take(&mut self.compilations);
        let findings = findings(&compilations);
        let printed = self.print(&findings, format, terminal);
        self.failures.extend(printed.err());
        for failure in &self.failures {
            terminal.diagnostics(&format!("error: {failure}\n"));
        }
        self.status(&findings)
    }

    /// Prints the findings and the results in the form that was asked for.
    fn print(
        &self,
        findings: &[Finding<'_>],
        format: Format,
        terminal: &Terminal,
    ) -> Result<(), Failure> {
        match format {
            Format::Human => {
                terminal.diagnostics(&human::render(findings, terminal.color_diagnostics));
                terminal.results(&self.human())
            }
            Format::Json => terminal.results(json::render(findings, self.json()).as_bytes()),
            Format::Github => {
                let mut bytes = github::render(findings).into_bytes();
                bytes.extend(github::quote(&self.human()));
                terminal.results(&bytes)
            }
            Format::Sarif => terminal.results(sarif::render(findings).as_bytes()),
        }
    }

    /// Returns the results for people, one after the other.
    fn human(&self) -> Vec<u8> {
        let parts = self.outputs.iter().map(|output| output.human.as_slice());
        parts.collect::<Vec<_>>().concat()
    }

    /// Returns the results for programs.
    fn json(&self) -> Vec<Value> {
        let values = self.outputs.iter().map(|output| output.json.clone());
        values.collect()
    }

    /// Returns 2 where something could not be done, 1 where the profile is at fault, else 0.
    fn status(&self, findings: &[Finding<'_>]) -> ExitCode {
        let is_error = |finding: &Finding<'_>| finding.diagnostic.severity == Severity::Error;
        if !self.failures.is_empty() {
            ExitCode::from(2)
        } else if self.differs || findings.iter().any(is_error) {
            ExitCode::from(1)
        } else {
            ExitCode::SUCCESS
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    /// Returns the status of an outcome as the shell sees it.
    fn status(outcome: &Outcome) -> ExitCode {
        outcome.status(&findings(&outcome.compilations))
    }

    #[test]
    fn the_status_says_who_is_at_fault() {
        let mut outcome = Outcome::from_compilations(vec![Ok(sample::compilation("web"))]);
        assert_eq!(status(&outcome), ExitCode::from(1));
        outcome.failures.push(Failure::new("the disk is full"));
        assert_eq!(status(&outcome), ExitCode::from(2));
        let mut outcome = Outcome::default();
        assert_eq!(status(&outcome), ExitCode::SUCCESS);
        outcome.differs = true;
        assert_eq!(status(&outcome), ExitCode::from(1));
    }

    #[test]
    fn warnings_alone_are_no_fault() {
        let mut compilation = sample::compilation("web");
        compilation.compiled.diagnostics.remove(0);
        let outcome = Outcome::from_compilations(vec![Ok(compilation)]);
        assert_eq!(status(&outcome), ExitCode::SUCCESS);
    }
}
