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
mod scripts;

use crate::diagnostic::{Code, Report};
use crate::host::Host;
use crate::plan::Plan;
use crate::source::Sources;

pub use crate::host::Level;
pub use declare::{Kind, Lint};

use declare::Finding;
use subject::Subject;

/// Every lint, by id.
pub const LINTS: &[&Lint] = &[
    &end_of_life_base::LINT,
    &default_cluster::LINT,
    &needless_boot_step::LINT,
    &log_without_limit::LINT,
    &scripts::blocking_start::LINT,
    &scripts::early_agent_start::LINT,
    &scripts::agent_left_down::LINT,
    &scripts::docker_too_early::LINT,
    &scripts::agent_too_early::LINT,
    &scripts::reboot_before_join::LINT,
    &scripts::metadata_call_without_token::LINT,
    &scripts::overwritten_setting::LINT,
    &scripts::foreign_package_manager::LINT,
    &scripts::unanswered_question::LINT,
    &scripts::volatile_path::LINT,
    &scripts::login_in_image::LINT,
    &scripts::piped_download::LINT,
    &scripts::sleep_past_timeout::LINT,
    &scripts::cloud_init_rerun::LINT,
    &scripts::packages_at_boot::LINT,
    &scripts::indented_interpreter::LINT,
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
pub(crate) fn run(host: &Host, plan: &Plan, sources: &Sources, report: &mut Report) {
    levels::check(host, report);
    let subject = Subject {
        host,
        plan,
        sources,
        programs: scripts::programs(host),
    };
    for lint in LINTS {
        for finding in lint.run(&subject) {
            if let Some(diagnostic) = levels::apply(host, lint, finding) {
                report.push(diagnostic);
            }
        }
    }
}
