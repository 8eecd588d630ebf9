//! What holds for every compilation, whatever the profile: the findings are for people and point into a text.

use parbake::diagnostic::{Diagnostic, Severity};
use parbake::source::{MemoryWorld, Sources, Span};
use parbake::{Compiled, Options, compile};

/// What Rust prints of its own values, and no diagnostic may.
const DEBUG_PRINTS: [&str; 9] = [
    "Some(",
    "None)",
    "Ok(",
    "Err(",
    "Span {",
    "FileId(",
    "KeyPath",
    "Utf8Error",
    "panicked",
];

/// Compiles a profile of one file and judges the outcome.
pub(crate) fn judged(profile: impl AsRef<[u8]>) -> Compiled {
    judged_files(&[("profile.toml", profile.as_ref())])
}

/// Compiles `profile.toml` of some files and judges the outcome.
pub(crate) fn judged_files(files: &[(&str, &[u8])]) -> Compiled {
    let owned = files
        .iter()
        .map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()));
    let world = MemoryWorld(owned.collect());
    let compiled = compile(&world, "profile.toml", &Options::default());
    judge(&compiled);
    compiled
}

/// Holds an outcome against what every one must keep to.
pub(crate) fn judge(compiled: &Compiled) {
    let is_error = |found: &Diagnostic| found.severity == Severity::Error;
    assert_eq!(
        compiled.bundle.is_none(),
        compiled.diagnostics.iter().any(is_error),
        "a bundle, or an error that says why there is none: {:?}",
        messages(compiled)
    );
    for found in &compiled.diagnostics {
        judge_words(found);
        let related = found.related.iter().map(|related| related.span);
        let fix = found.fix.iter().map(|fix| fix.span);
        for span in found.span.into_iter().chain(related).chain(fix) {
            judge_span(span, &compiled.sources, found);
        }
        assert!(found.span.is_some(), "no place: {found:?}");
    }
}

fn judge_words(found: &Diagnostic) {
    assert!(!found.message.is_empty(), "{found:?}");
    let texts = [&found.message, &found.label];
    let more = found.note.iter().chain(&found.help);
    let related = found.related.iter().map(|related| &related.label);
    for text in texts.into_iter().chain(more).chain(related) {
        for print in DEBUG_PRINTS {
            assert!(!text.contains(print), "{text:?} holds {print:?}");
        }
    }
}

fn judge_span(span: Span, sources: &Sources, found: &Diagnostic) {
    let file = sources.get(span.file);
    let file = file.unwrap_or_else(|| panic!("no such file: {found:?}"));
    assert!(
        file.text
            .get(span.start as usize..span.end as usize)
            .is_some(),
        "{span:?} is not in the {} bytes of {}: {found:?}",
        file.text.len(),
        file.name
    );
}

/// The codes of an outcome with their lines, by position: `P0101:3`.
pub(crate) fn findings(compiled: &Compiled) -> Vec<String> {
    let line = |found: &Diagnostic| {
        let span = found.span?;
        let position = compiled.sources.get(span.file)?.position(span.start);
        Some(format!("{}:{}", found.code.name, position.line))
    };
    compiled.diagnostics.iter().filter_map(line).collect()
}

/// The messages with labels and helps, for a look at a failure.
pub(crate) fn messages(compiled: &Compiled) -> Vec<String> {
    let one = |found: &Diagnostic| {
        let help = found.help.as_deref().unwrap_or_default();
        format!(
            "{} {}: {} [{}] {help}",
            found.code.id, found.code.name, found.message, found.label
        )
    };
    compiled.diagnostics.iter().map(one).collect()
}
