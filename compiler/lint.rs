//! Lints: what compiles and would still surprise. One file each, one line in [`LINTS`].
//!
//! Reads the host and the plan, changes neither. The doc comment of a lint is what `parbake explain` prints.

#[macro_use]
mod declare;
mod levels;
mod lines;
mod subject;

mod agent;
mod docker;
mod identity;
mod images;
mod launch;
mod logrotate;
mod units;

mod default_cluster;
mod end_of_life_base;
mod log_without_limit;
mod metadata_without_token;
mod needless_boot_step;

use crate::diagnostic::{Code, Report};
use crate::host::Host;
use crate::plan::Plan;
use crate::source::Sources;

pub use crate::host::Level;
pub use declare::{Kind, Lint};

use declare::Finding;
use subject::Subject;

/// The lints by group, in the order of their ids.
const GROUPS: &[&[&Lint]] = &[
    &[
        &end_of_life_base::LINT,
        &default_cluster::LINT,
        &needless_boot_step::LINT,
        &log_without_limit::LINT,
    ],
    agent::LINTS,
    images::LINTS,
    identity::LINTS,
    launch::LINTS,
    docker::LINTS,
    units::LINTS,
    logrotate::LINTS,
    &[&metadata_without_token::LINT],
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
            all[to] = groups[group][at];
            to += 1;
            at += 1;
        }
        group += 1;
    }
    all
}

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
pub(crate) fn run(host: &Host, plan: &Plan, sources: &Sources, report: &mut Report) {
    levels::check(host, report);
    let subject = Subject {
        host,
        plan,
        sources,
    };
    for lint in LINTS {
        for finding in lint.run(&subject) {
            if let Some(diagnostic) = levels::apply(host, lint, finding) {
                report.push(diagnostic);
            }
        }
    }
}
