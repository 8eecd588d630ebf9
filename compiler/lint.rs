//! Lints: what compiles and would still surprise. One file each, one line in [`LINTS`].
//!
//! Reads the host and the plan, changes neither. The doc comment of a lint is what `parbake explain` prints.

#[macro_use]
mod declare;
mod levels;
mod subject;

mod agent;
mod docker;
mod identity;
mod images;
mod launch;
mod logrotate;
mod scripts;
mod secret;
mod units;

mod default_cluster;
mod end_of_life_base;
mod log_without_limit;
mod metadata_without_token;
mod needless_boot_step;
mod reference_in_source;
mod volume_not_attached;

use crate::diagnostic::{Code, Report};
use crate::profile::Profile;

pub use crate::host::Level;
pub use declare::{Kind, Lint};

use declare::Finding;
use levels::Levels;
pub(crate) use scripts::{add_waits, programs};
pub(crate) use secret::Suspects;
pub(crate) use subject::Subject;

/// The lints by group.
const GROUPS: &[&[&Lint]] = &[
    &[
        &end_of_life_base::LINT,
        &default_cluster::LINT,
        &needless_boot_step::LINT,
        &log_without_limit::LINT,
        &metadata_without_token::LINT,
        &volume_not_attached::LINT,
        &reference_in_source::LINT,
    ],
    agent::LINTS,
    images::LINTS,
    identity::LINTS,
    launch::LINTS,
    docker::LINTS,
    units::LINTS,
    logrotate::LINTS,
    scripts::LINTS,
    secret::LINTS,
];

/// Every lint, by id.
pub const LINTS: &[&Lint] = &join::<{ count(GROUPS) }>(GROUPS);

#[expect(
    clippy::indexing_slicing,
    reason = "a constant: a wrong index does not compile"
)]
const fn count(groups: &[&[&Lint]]) -> usize {
    let (mut sum, mut at) = (0, 0);
    while at < groups.len() {
        sum += groups[at].len();
        at += 1;
    }
    sum
}

#[expect(
    clippy::indexing_slicing,
    reason = "a constant: a wrong index does not compile"
)]
const fn join<const N: usize>(groups: &[&[&'static Lint]]) -> [&'static Lint; N] {
    let mut all = [&end_of_life_base::LINT; N];
    let (mut to, mut group) = (0, 0);
    while group < groups.len() {
        let mut at = 0;
        while at < groups[group].len() {
            let lint = groups[group][at];
            // Behind those with smaller ids.
            let mut place = to;
            while place > 0 && lint.number() < all[place - 1].number() {
                all[place] = all[place - 1];
                place -= 1;
            }
            all[place] = lint;
            to += 1;
            at += 1;
        }
        group += 1;
    }
    all
}

impl Lint {
    /// The digits of the id as a number: `L0104` is 104.
    #[expect(
        clippy::indexing_slicing,
        reason = "called when the list is made, which is a constant"
    )]
    const fn number(&self) -> u32 {
        let id = self.code.id.as_bytes();
        let (mut number, mut at) = (0, 1);
        while at < id.len() {
            number = number * 10 + (id[at] - b'0') as u32;
            at += 1;
        }
        number
    }

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
            let place = finding.diagnostic.span;
            if !place.is_some_and(|place| report.has_secret_around(place)) {
                report.extend(levels.apply(lint, finding));
            }
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
