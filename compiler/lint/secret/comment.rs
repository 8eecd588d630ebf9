//! A comment that holds what looks like a credential.

use super::article;
use crate::lint::Finding;
use crate::lint::subject::Subject;
use crate::profile::Suspect;

lint! {
    /// A comment of the profile holds what looks like a credential.
    ///
    /// No host gets it, and whoever can read the repository does: a comment is committed with the profile. For `[lints]`
    /// it belongs to the key before it.
    ///
    /// Bad: the old token left behind a `#`. Good: the token gone, and revoked.
    ///
    /// Source: gitleaks 8.30, `config/gitleaks.toml`.
    "L0131" "credential-in-comment" Security Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let written = subject.suspects.written.iter();
    written
        .filter(|suspect| suspect.in_comment)
        .map(found)
        .collect()
}

pub(super) fn found(suspect: &Suspect) -> Finding {
    let message = format!("a comment holds {}", article(suspect.kind));
    LINT.at_span(suspect.span, &suspect.leaf.to_string(), message)
        .label("committed with the profile")
        .note("the value is not shown, here or in other findings")
        .help("take it out, and revoke it if it is real")
        .concealing()
}
