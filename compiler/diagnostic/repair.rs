//! Which repairs stay: those whose text is certain where they would be written.

use super::{Diagnostic, Fix};
use crate::source::Sources;

/// Drops the repairs that would change more than the mistake.
pub fn keep_certain(diagnostics: &mut [Diagnostic], sources: &Sources) {
    for found in diagnostics {
        found.fix = found.fix.take().filter(|fix| is_certain(fix, sources));
    }
}

fn is_certain(fix: &Fix, sources: &Sources) -> bool {
    let written = sources.text(fix.span);
    // The mistake is in the variable, and other keys may use it.
    let is_reference = written.contains("${var.") && !fix.replacement.contains("${var.");
    // What is taken out of a list must not take a comment along.
    let has_comment = fix.replacement.is_empty() && written.contains('#');
    // `0o644` is 420, and was not meant as that.
    let has_radix = ["0x", "0o", "0b"]
        .iter()
        .any(|start| written.starts_with(start));
    !is_reference && !has_comment && !has_radix
}
