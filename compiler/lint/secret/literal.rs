//! A literal that looks like a credential.

use super::{Elsewhere, article};
use crate::lint::Finding;
use crate::lint::subject::Subject;
use crate::profile::Suspect;

lint! {
    /// A literal looks like a credential: a key or token of a known vendor, a private key, a password behind a telling name or in a URL.
    ///
    /// User-data is readable on the host, from containers on it, and for whoever may describe launch templates; an image
    /// for whoever may launch it; and the profile for whoever may read the repository. Every string of the profile is
    /// looked at, and every file that it names, scripts included. The value is never shown, and nothing is built.
    ///
    /// Bad: `env = { API_TOKEN = "..." }` with the token itself. Good: a boot script that fetches it on the host with the
    /// instance's role, or, for a literal that is no secret, the lint allowed at its place:
    /// `credential = { level = "allow", at = ["scripts.warm.env.API_TOKEN"], reason = "a public test key" }`.
    ///
    /// Source: gitleaks 8.30, `config/gitleaks.toml`, for the formats; EC2 user guide, "Instance metadata and user data":
    /// user data is not protected by authentication or cryptographic methods.
    "L0130" "credential" Security Deny check
}

const WHO_READS: &str = "whoever can read the profile, the image or the user-data can use it; nothing is built, and the value is not shown";

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let written = subject.suspects.written.iter();
    let written = written.filter(|suspect| !suspect.in_comment).map(found);
    let elsewhere = subject.suspects.elsewhere.iter().map(of_elsewhere);
    written.chain(elsewhere).collect()
}

pub(super) fn found(suspect: &Suspect) -> Finding {
    let leaf = suspect.leaf.to_string();
    let message = format!("this looks like {}", article(suspect.kind));
    LINT.at_span(suspect.span, &leaf, message)
        .label("a credential as plain text")
        .note(WHO_READS)
        .help(help(&leaf))
        .concealing()
}

fn of_elsewhere(found: &Elsewhere) -> Finding {
    let label = match found.line {
        Some(line) => format!(
            "line {line} of this file looks like {}",
            article(found.kind)
        ),
        None => format!(
            "with its variables put in this looks like {}",
            article(found.kind)
        ),
    };
    let message = match found.line {
        Some(_) => format!("a file of the profile holds {}", article(found.kind)),
        None => format!("this becomes {}", article(found.kind)),
    };
    LINT.at(&found.cause, message)
        .label(label)
        .note(WHO_READS)
        .help(help(&found.cause.leaf))
}

fn help(leaf: &str) -> String {
    // A path with quoted keys stands in a literal string.
    let quote = if leaf.contains('"') { '\'' } else { '"' };
    let allow = format!(
        "`[lints] credential = {{ level = \"allow\", at = [{quote}{leaf}{quote}], reason = \"...\" }}`"
    );
    format!(
        "revoke it and fetch another on the host, in a boot script; if it is no secret: {allow}"
    )
}
