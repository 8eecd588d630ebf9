//! Diagnostics on their way out: spans become places that people and programs can find.
//!
//! One submodule per output format; each is a pure function of the findings.

pub(crate) mod github;
pub(crate) mod human;
pub(crate) mod json;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod sarif;

use std::collections::BTreeSet;

use parbake::diagnostic::{Diagnostic, Severity};
use parbake::source::{Position, Span};

use crate::compilation::Compilation;

/// A range in a file: lines and columns from 1, columns in characters, the end exclusive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The file as the user would type it.
    pub(crate) file: String,
    /// The first character.
    pub(crate) start: Position,
    /// Behind the last character.
    pub(crate) end: Position,
}

/// One diagnostic with its places.
#[derive(Clone, Debug)]
pub(crate) struct Finding<'a> {
    /// What the compiler said.
    pub(crate) diagnostic: &'a Diagnostic,
    /// The compilation it comes from.
    pub(crate) compilation: &'a Compilation,
    /// Where it stands; `None` where it has no place in a file.
    pub(crate) place: Option<Place>,
}

impl<'a> Finding<'a> {
    /// Returns the other places that matter, with their labels.
    pub(crate) fn related(&self) -> Vec<(Place, &'a str)> {
        let related = self.diagnostic.related.iter();
        related
            .filter_map(|other| Some((place(self.compilation, other.span)?, other.label.as_str())))
            .collect()
    }

    /// Returns the place and the text of the mechanical repair.
    pub(crate) fn fix(&self) -> Option<(Place, &'a str)> {
        let fix = self.diagnostic.fix.as_ref()?;
        Some((place(self.compilation, fix.span)?, &fix.replacement))
    }
}

/// Finds the places of all diagnostics; a mistake in a file that several profiles extend counts once.
pub(crate) fn findings(compilations: &[Compilation]) -> Vec<Finding<'_>> {
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for compilation in compilations {
        for diagnostic in &compilation.compiled.diagnostics {
            let place = diagnostic.span.and_then(|span| place(compilation, span));
            let what = (diagnostic.code.id, &diagnostic.message, &diagnostic.label);
            // Without a place, only the profile tells one mistake from the other.
            let profile = place.is_none().then_some(&compilation.profile);
            if seen.insert((place.clone(), what, profile)) {
                findings.push(Finding {
                    diagnostic,
                    compilation,
                    place,
                });
            }
        }
    }
    findings
}

/// Turns a span into a place.
pub(crate) fn place(compilation: &Compilation, span: Span) -> Option<Place> {
    let file = compilation.compiled.sources.get(span.file)?;
    Some(Place {
        file: compilation.shown(&file.name),
        start: file.position(span.start),
        end: file.position(span.end.max(span.start)),
    })
}

/// Returns the word for a severity.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_in_a_shared_file_counts_once() {
        let twice = [sample::compilation("web"), sample::compilation("web")];
        assert_eq!(findings(&twice).len(), findings(&twice[..1]).len());
        let other = [sample::compilation("web"), sample::compilation("api")];
        assert_eq!(findings(&other).len(), 2 * findings(&other[..1]).len());
    }
}
