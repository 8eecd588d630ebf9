//! What was checked, what failed, and what was skipped: three counts that are never mixed.

use std::fmt::Write as _;

/// The findings of one check over all its inputs.
#[derive(Default)]
pub(crate) struct Report {
    passed: usize,
    failed: Vec<String>,
    skipped: Vec<String>,
    notes: Vec<String>,
}

impl Report {
    /// Counts a good input: `outcome` must be Ok.
    pub(crate) fn takes(&mut self, input: &str, outcome: Result<(), String>) {
        match outcome {
            Ok(()) => self.passed += 1,
            Err(why) => self.failed.push(format!("{input}: {why}")),
        }
    }

    /// Counts a bad input: a reader that takes it cannot fail, and so proves nothing.
    pub(crate) fn refuses(&mut self, input: &str, outcome: Result<(), String>) {
        match outcome {
            Ok(()) => self.failed.push(format!("{input}: was not refused")),
            Err(_) => self.passed += 1,
        }
    }

    /// Counts what could not be looked at; `why` says what is absent.
    pub(crate) fn skips(&mut self, input: &str, why: &str) {
        self.skipped.push(format!("{input}: {why}"));
    }

    /// Adds a figure that the report shall show.
    pub(crate) fn notes(&mut self, line: &str) {
        self.notes.push(line.to_owned());
    }

    pub(crate) fn has_failed(&self) -> bool {
        !self.failed.is_empty()
    }

    /// The line of the closing table, and a line for each failure and skip.
    pub(crate) fn render(&self, name: &str) -> String {
        let (failed, skipped) = (self.failed.len(), self.skipped.len());
        let mut text = format!(
            "{name}: {} passed, {failed} failed, {skipped} skipped\n",
            self.passed
        );
        for line in &self.failed {
            let _ = writeln!(text, "  FAILED {line}");
        }
        for line in &self.skipped {
            let _ = writeln!(text, "  skipped {line}");
        }
        for line in &self.notes {
            let _ = writeln!(text, "  {line}");
        }
        text
    }
}

#[test]
fn a_bad_input_that_is_taken_fails_the_check() {
    let mut report = Report::default();
    report.refuses("bad", Err("no".to_owned()));
    assert!(!report.has_failed());
    report.refuses("worse", Ok(()));
    report.skips("other", "absent");
    assert_eq!(
        report.render("check"),
        "check: 1 passed, 1 failed, 1 skipped\n  FAILED worse: was not refused\n  skipped other: absent\n"
    );
}
