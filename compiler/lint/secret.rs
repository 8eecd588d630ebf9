//! Secrets: what looks like a credential, wherever it stands.
//!
//! What is found is a place and a kind; the value goes to nobody but the list of what must not be shown.

mod comment;
mod literal;

use super::{Finding, Lint};
use crate::catalog::ecs_variable;
use crate::diagnostic::conceal::Secret;
use crate::grammar::credential;
use crate::host::leaf::Cause;
use crate::host::{Body, Composed, Host};
use crate::profile::keypath::KeyPath;
use crate::profile::{Profile, Suspect};
use crate::source::{Sources, Span};

/// Its lints, by id.
pub(super) const LINTS: &[&Lint] = &[&literal::LINT, &comment::LINT];

/// Everything of a profile that looks like a credential.
#[derive(Debug, Default)]
pub(crate) struct Suspects {
    /// What stands in the profile as it was written.
    pub(super) written: Vec<Suspect>,
    /// What stands in a file that the profile names, or that references put together.
    pub(super) elsewhere: Vec<Elsewhere>,
}

/// A credential that does not stand in the profile's text as it is.
#[derive(Debug)]
pub(super) struct Elsewhere {
    pub(super) kind: &'static str,
    pub(super) cause: Cause,
    pub(super) value: String,
    /// The line of the file that the place names; none for a string that references made.
    pub(super) line: Option<usize>,
}

impl Suspects {
    /// Looks at all that a profile says and names.
    pub(crate) fn of(profile: &Profile, host: Option<&Host>) -> Self {
        let mut suspects = Self {
            written: profile.suspects.clone(),
            elsewhere: Vec::new(),
        };
        if let Some(host) = host {
            // A variable of the agent that is a secret by its name has a diagnostic of its own.
            suspects
                .written
                .retain(|suspect| !is_secret_by_name(&suspect.leaf));
            suspects.look_at_files(host);
            let composed = host.composed.iter();
            let found: Vec<Elsewhere> =
                composed.filter_map(|made| of_made(made, profile)).collect();
            suspects.elsewhere.extend(found);
        }
        suspects
    }

    fn look_at_files(&mut self, host: &Host) {
        for body in bodies(host) {
            let Body::Bytes(bytes, cause) = body else {
                continue;
            };
            let Ok(text) = std::str::from_utf8(bytes) else {
                continue;
            };
            for found in credential::find(text) {
                let before = text.get(..found.at.start).unwrap_or_default();
                self.elsewhere.push(Elsewhere {
                    kind: found.kind,
                    cause: cause.clone(),
                    value: text.get(found.hidden).unwrap_or_default().to_owned(),
                    line: Some(before.matches('\n').count() + 1),
                });
            }
        }
    }

    /// Lists what no output may show.
    pub(crate) fn secrets(&self, profile: &Profile, sources: &Sources) -> Vec<Secret> {
        let mut secrets = Vec::new();
        // Those that have a diagnostic of their own count as well.
        for suspect in &profile.suspects {
            let raw = sources.text(suspect.hidden);
            if raw != suspect.value {
                secrets.push(Secret {
                    span: None,
                    text: raw.to_owned(),
                });
            }
            secrets.push(Secret {
                span: Some(suspect.hidden),
                text: suspect.value.clone(),
            });
        }
        secrets.extend(self.elsewhere.iter().map(|found| Secret {
            span: None,
            text: found.value.clone(),
        }));
        secrets
    }
}

/// Finds what stands in the text of a profile.
pub(super) fn on_text(suspects: &Suspects) -> Vec<(&'static Lint, Finding)> {
    let written = suspects.written.iter();
    let finding = |suspect: &Suspect| {
        if suspect.in_comment {
            (&comment::LINT, comment::found(suspect))
        } else {
            (&literal::LINT, literal::found(suspect))
        }
    };
    written.map(finding).collect()
}

fn is_secret_by_name(leaf: &KeyPath) -> bool {
    match leaf.keys() {
        [section, key, ..] if section == "ecs" => {
            ecs_variable(key).is_some_and(|variable| variable.secret)
        }
        _ => false,
    }
}

/// A string that references made; what stands in a file as it is has been found there.
fn of_made(made: &Composed, profile: &Profile) -> Option<Elsewhere> {
    let in_place = |suspect: &Suspect| holds(made.cause.span, suspect.span);
    if profile.suspects.iter().any(in_place) {
        return None;
    }
    let named = format!("{}={}", made.key, made.text);
    let (text, found) = match credential::find(&made.text).into_iter().next() {
        Some(found) => (&made.text, found),
        None => (&named, credential::find(&named).into_iter().next()?),
    };
    let value = text.get(found.hidden).unwrap_or_default().to_owned();
    let is_written = |suspect: &Suspect| suspect.value == value;
    (!profile.suspects.iter().any(is_written)).then(|| Elsewhere {
        kind: found.kind,
        cause: made.cause.clone(),
        value,
        line: None,
    })
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
}

/// The contents that may come from a file beside the profile.
fn bodies(host: &Host) -> impl Iterator<Item = &Body> {
    let files = host.files.iter().flat_map(|file| &file.states).flatten();
    let scripts = host.scripts.iter().flat_map(|script| &script.states);
    let keys = host.repositories.iter().flat_map(|item| &item.states);
    let units = host.units.iter().flat_map(|unit| {
        let drop_ins = unit.drop_ins.iter().flat_map(|item| &item.states);
        unit.body.states.iter().chain(drop_ins).flatten()
    });
    files
        .map(|file| &file.body)
        .chain(scripts.flatten().map(|script| &script.body))
        .chain(keys.flatten().map(|repository| &repository.key))
        .chain(units)
}

/// Returns a noun with its article.
fn article(noun: &str) -> String {
    let is_an =
        noun.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) || noun.starts_with("npm");
    format!("{} {noun}", if is_an { "an" } else { "a" })
}
