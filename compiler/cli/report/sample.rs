//! Hand-made compilations for the tests of the output formats.

use std::path::Path;

use parbake::Compiled;
use parbake::diagnostic::{Code, Diagnostic, Severity};
use parbake::source::{FileId, Sources, Span};

use crate::compilation::{Compilation, Subject};

/// A code that no profile meets.
pub(crate) const CODE: &Code = &Code {
    id: "P9999",
    name: "made-up",
    doc: "A made-up mistake.\n\nMore about it.",
};

/// Returns the span of `word` in a text of the sources.
pub(crate) fn span(sources: &Sources, file: FileId, word: &str) -> Span {
    let text = &sources.get(file).unwrap().text;
    let start = u32::try_from(text.find(word).unwrap()).unwrap();
    let end = start + u32::try_from(word.len()).unwrap();
    Span { file, start, end }
}

/// Puts sources and diagnostics together as if the profile `<directory>/profile.toml` had them.
pub(crate) fn compiled(
    directory: &str,
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
) -> Compilation {
    let compiled = Compiled {
        bundle: None,
        plan: Vec::new(),
        boots: Vec::new(),
        launches: Vec::new(),
        diagnostics,
        secrets: Vec::new(),
        sources,
    };
    Compilation {
        profile: Path::new(directory).join("profile.toml"),
        subject: Subject::Profile,
        compiled,
    }
}

/// One error with everything a diagnostic can have, one warning, and one note without a place.
pub(crate) fn compilation(directory: &str) -> Compilation {
    let mut sources = Sources::default();
    let profile = sources.add("profile.toml", "[ecs]\nclusterr = \"né\"\nmemory = 70000\n");
    let base = sources.add("base.toml", "[ecs]\nmemory = 1\n");
    let error = Diagnostic::error(
        CODE,
        span(&sources, profile, "70000"),
        "`memory` is too large",
    )
    .label("largest is 65535")
    .related(span(&sources, base, "1"), "replaces this")
    .note("the agent would wrap it, 100%\nsilently")
    .help("leave it out")
    .fix(span(&sources, profile, "70000"), "65535");
    let warning = Diagnostic::warning(CODE, span(&sources, profile, "\"né\""), "odd name");
    let note = Diagnostic::new(CODE, Severity::Note, None, "nothing declares `x`");
    compiled(directory, sources, vec![error, warning, note])
}
