//! Lints: what compiles and would still surprise. One file each, one line in [`LINTS`].
//!
//! Reads the host and the plan, changes neither. The doc comment of a lint is what `parbake explain` prints.

#[macro_use]
mod declare;
mod levels;
mod subject;

mod default_cluster;
mod end_of_life_base;
mod log_without_limit;
mod metadata_without_token;
mod needless_boot_step;
mod secret;

use crate::diagnostic::{Code, Report};
use crate::profile::Profile;

pub use crate::host::Level;
pub use declare::{Kind, Lint};

use declare::Finding;
use levels::Levels;
pub(crate) use secret::Suspects;
pub(crate) use subject::Subject;

/// Every lint, by id.
pub const LINTS: &[&Lint] = &[
    &end_of_life_base::LINT,
    &default_cluster::LINT,
    &needless_boot_step::LINT,
    &log_without_limit::LINT,
    &secret::literal::LINT,
    &secret::comment::LINT,
    &metadata_without_token::LINT,
];

impl Lint {
    /// Finds a lint by its id or its name.
    #[must_use]
    pub fn find(word: &str) -> Option<&'static Self> {
        let mut lints = LINTS.iter().copied();
        lints.find(|lint| lint.code.is_called(word))
    }
}

/// Lists the codes of all lints, by id.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    LINTS.iter().map(|lint| &lint.code)
}

/// Runs every lint and takes the findings in at the levels that the profile asks for.
pub(crate) fn run(profile: &Profile, subject: &Subject<'_>, report: &mut Report) {
    let mut levels = Levels::new(&subject.host.lints);
    levels.check(profile, report);
    for lint in LINTS {
        for finding in lint.run(subject) {
            report.extend(levels.apply(lint, finding));
        }
    }
    // A mistake may hide what an allowed lint would have found.
    if !report.has_errors() {
        levels.check_use(profile, report);
    }
}

/// Runs the lints that need no host: a secret is found whatever else is wrong.
pub(crate) fn run_on_text(profile: &Profile, suspects: &Suspects, report: &mut Report) {
    let settings = crate::host::written_lints(profile);
    let mut levels = Levels::new(&settings);
    for (lint, finding) in secret::on_text(suspects) {
        report.extend(levels.apply(lint, finding));
    }
}
