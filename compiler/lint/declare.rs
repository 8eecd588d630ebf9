//! What a lint is, and what it finds.

use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::host::Level;
use crate::host::leaf::Cause;
use crate::profile::keypath::KeyPath;
use crate::source::Span;

/// How freely a profile may turn a lint off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// At any level, everywhere or at some places.
    Ordinary,
    /// Allowed only at named places and with a reason.
    Security,
}

/// What looks for the thing that a lint flags.
type Check = fn(&Subject<'_>) -> Vec<Finding>;

/// One lint.
#[derive(Debug)]
pub struct Lint {
    /// Its code; the doc says what is flagged, why, a bad and a good example, and the source.
    pub code: Code,
    /// Its level where `[lints]` says nothing.
    pub level: Level,
    /// How freely it may be turned off.
    pub kind: Kind,
    pub(super) check: Check,
}

/// Declares the lint of a file: its doc comment, id, name, kind, level, and what looks for it.
macro_rules! lint {
    (
        $(#[doc = $doc:literal])+
        $id:literal $name:literal $kind:ident $level:ident $check:path
    ) => {
        $(#[doc = $doc])+
        pub(in crate::lint) static LINT: $crate::lint::Lint = $crate::lint::Lint {
            code: $crate::diagnostic::Code {
                id: $id,
                name: $name,
                doc: concat!($($doc, "\n"),+),
            },
            level: $crate::host::Level::$level,
            kind: $crate::lint::Kind::$kind,
            check: $check,
        };
    };
}

/// What a lint has found, and the leaf that it is about.
pub(crate) struct Finding {
    pub(super) diagnostic: Diagnostic,
    pub(super) leaf: KeyPath,
}

impl Lint {
    pub(super) fn run(&self, subject: &Subject<'_>) -> Vec<Finding> {
        (self.check)(subject)
    }

    /// Starts a finding at a place: what is wrong, lower case, no full stop.
    pub(super) fn at(&'static self, cause: &Cause, message: impl Into<String>) -> Finding {
        self.at_span(cause.span, &cause.leaf, message)
    }

    /// Starts a finding at a place inside a leaf.
    pub(super) fn at_span(
        &'static self,
        span: Span,
        leaf: &str,
        message: impl Into<String>,
    ) -> Finding {
        Finding {
            diagnostic: Diagnostic::new(&self.code, Severity::Warning, Some(span), message),
            leaf: KeyPath::parse(leaf).unwrap_or_default(),
        }
    }
}

impl Finding {
    /// Sets the words at the place.
    pub(super) fn label(self, label: impl Into<String>) -> Self {
        self.map(|found| found.label(label))
    }

    /// Says what the reader of the output would do.
    pub(super) fn note(self, note: impl Into<String>) -> Self {
        self.map(|found| found.note(note))
    }

    /// Says what to write instead.
    pub(super) fn help(self, help: impl Into<String>) -> Self {
        self.map(|found| found.help(help))
    }

    /// Adds another place that matters.
    pub(super) fn related(self, span: Span, label: impl Into<String>) -> Self {
        self.map(|found| found.related(span, label))
    }

    /// Adds a repair; only where the right text is certain.
    pub(super) fn fix(self, span: Span, replacement: impl Into<String>) -> Self {
        self.map(|found| found.fix(span, replacement))
    }

    /// Keeps the value at the place from being shown.
    pub(super) fn concealing(self) -> Self {
        self.map(Diagnostic::concealing)
    }

    fn map(mut self, change: impl FnOnce(Diagnostic) -> Diagnostic) -> Self {
        self.diagnostic = change(self.diagnostic);
        self
    }
}
