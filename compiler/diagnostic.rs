//! What the compiler has to say about a profile, as data.
//!
//! Knows no stage and no output format; the stages build diagnostics in their own `diags` modules,
//! the command renders them.

pub mod codes;
pub mod conceal;
mod repair;
pub mod spelling;

pub use codes::{CODES, Code};
pub use repair::keep_certain;

use std::collections::BTreeMap;

use crate::source::Span;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The profile does not compile.
    Error,
    /// The profile compiles; the reader would be surprised.
    Warning,
    /// Worth knowing.
    Note,
}

/// A second place that belongs to a diagnostic, with what it has to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The place.
    pub span: Span,
    /// Words for the place: lower case, no full stop.
    pub label: String,
}

/// A replacement that mends the problem without changing anything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The bytes to replace.
    pub span: Span,
    /// What to put there.
    pub replacement: String,
}

/// One problem at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its code, the key of `parbake explain`.
    pub code: &'static Code,
    /// Its weight.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// The place in the profile; `None` only where there is none (a `--var` that nothing declares).
    pub span: Option<Span>,
    /// Words at the place.
    pub label: String,
    /// Other places that matter.
    pub related: Vec<Related>,
    /// What the reader of the output would have done with it.
    pub note: Option<String>,
    /// What to write instead.
    pub help: Option<String>,
    /// A mechanical repair.
    pub fix: Option<Fix>,
    /// Whether the place is the key of a secret, so that its value must not be shown.
    pub conceals: bool,
}

impl Diagnostic {
    /// Starts an error at a place.
    pub fn error(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, Some(span), message)
    }

    /// Starts a warning at a place.
    pub fn warning(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, Some(span), message)
    }

    /// Starts a diagnostic that may have no place in a file.
    pub fn new(
        code: &'static Code,
        severity: Severity,
        span: Option<Span>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            span,
            label: String::new(),
            related: Vec::new(),
            note: None,
            help: None,
            fix: None,
            conceals: false,
        }
    }

    /// Says whether the value at the place has to be another one before anything else can be said of it.
    fn refuses(&self) -> bool {
        self.severity == Severity::Error && !self.code.id.starts_with('L')
    }

    /// Sets the words at the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Says what the reader of the output would have done.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Asks whether a known word was meant; a mere slip gets a repair, written by `write`.
    #[must_use]
    pub fn did_you_mean(
        self,
        span: Span,
        word: &str,
        known: &[&str],
        write: impl Fn(&str) -> String,
    ) -> Self {
        let Some(near) = spelling::nearest(word, known.iter().copied()) else {
            return self;
        };
        let written = write(near);
        let asked = self.help(format!("did you mean `{written}`?"));
        if spelling::is_slip(word, near) {
            asked.fix(span, written)
        } else {
            asked
        }
    }

    /// Keeps what stands behind the `=` of the place from being shown.
    #[must_use]
    pub fn concealing(mut self) -> Self {
        self.conceals = true;
        self
    }

    /// Says whether one of the same place adds nothing to this: it is the same, seen from another table, or this is an
    /// error and that one of another kind, which a later stage found in what is wrong already.
    fn covers(&self, other: &Self) -> bool {
        if self.code != other.code {
            return self.refuses();
        }
        self == other
            || self.label == other.label && self.help == other.help && self.fix == other.fix
    }

    /// Adds another place that matters.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push(Related {
            span,
            label: label.into(),
        });
        self
    }

    /// Adds a mechanical repair.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix {
            span,
            replacement: replacement.into(),
        });
        self
    }
}

/// Everything that was found in one run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// By place, so that a new one is held against those of its place only.
    diagnostics: BTreeMap<Option<Span>, Vec<Diagnostic>>,
}

impl Report {
    /// Takes a diagnostic in; the same one twice (a mistake seen through two variants) counts once.
    ///
    /// Where something is already refused, nothing is added: a later stage would only see the same mistake again.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let here = self.diagnostics.entry(diagnostic.span).or_default();
        if !here.iter().any(|found| found.covers(&diagnostic)) {
            here.push(diagnostic);
        }
    }

    /// Says whether something at one of these places is refused.
    #[must_use]
    pub fn has_error_at(&self, mut spans: impl Iterator<Item = Span>) -> bool {
        let is_error = |found: &Diagnostic| found.severity == Severity::Error;
        spans.any(|span| {
            let here = self.diagnostics.get(&Some(span));
            here.is_some_and(|here| here.iter().any(is_error))
        })
    }

    /// True where an error stands at exactly this place.
    #[must_use]
    pub fn refuses(&self, span: Span) -> bool {
        let here = self.diagnostics.get(&Some(span));
        here.is_some_and(|here| here.iter().any(|found| found.severity == Severity::Error))
    }

    /// Takes some diagnostics in.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        for diagnostic in diagnostics {
            self.push(diagnostic);
        }
    }

    /// True where something of a code was found.
    #[must_use]
    pub fn has(&self, code: &'static Code) -> bool {
        let mut found = self.diagnostics.values().flatten();
        found.any(|found| found.code == code)
    }

    /// True where something is refused as a secret whose place holds this one.
    #[must_use]
    pub fn has_secret_around(&self, span: Span) -> bool {
        let mut all = self.diagnostics.values().flatten();
        all.any(|found| {
            let around = found.span.filter(|_| found.code == codes::SECRET_LITERAL);
            around.is_some_and(|around| {
                around.file == span.file && around.start <= span.start && span.end <= around.end
            })
        })
    }

    /// True where an error was found.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        let mut found = self.diagnostics.values().flatten();
        found.any(|found| found.severity == Severity::Error)
    }

    /// Returns the diagnostics by file and position.
    #[must_use]
    pub fn into_sorted(self) -> Vec<Diagnostic> {
        let mut all: Vec<Diagnostic> = self.diagnostics.into_values().flatten().collect();
        all.sort_by(|a, b| (a.span, a.code.id).cmp(&(b.span, b.code.id)));
        all
    }
}
