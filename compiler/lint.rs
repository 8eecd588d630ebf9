//! Lints: what compiles and would still surprise. One file each, one line in [`LINTS`].
//!
//! Reads the host and the plan, changes neither. The doc comment of a lint is what `parbake explain` prints.

#[macro_use]
mod declare;
mod levels;
mod subject;

mod agent;
mod default_cluster;
mod end_of_life_base;
mod identity;
mod images;
mod launch;
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

/// Every lint, by id.
pub const LINTS: &[&Lint] = &[
    &end_of_life_base::LINT,
    &default_cluster::LINT,
    &needless_boot_step::LINT,
    &log_without_limit::LINT,
    &agent::freed_port::LINT,
    &agent::muted_agent_log::LINT,
    &agent::log_driver_not_offered::LINT,
    &agent::option_without_task_eni::LINT,
    &agent::option_without_effect::LINT,
    &agent::gpu_flag_without_wait::LINT,
    &agent::warm_pool_without_group::LINT,
    &agent::reserved_attribute::LINT,
    &agent::login_without_data::LINT,
    &agent::state_not_kept::LINT,
    &agent::metadata_through_proxy::LINT,
    &agent::burst_below_steady::LINT,
    &agent::profiling_from_outside::LINT,
    &images::pulled_image_pulled_again::LINT,
    &images::cleanup_switched_off::LINT,
    &images::pulled_image_removed::LINT,
    &images::name_that_excludes_nothing::LINT,
    &images::image_store_moved_at_boot::LINT,
    &identity::first_boot_again::LINT,
    &identity::shared_identity::LINT,
    &identity::host_key_in_user_data::LINT,
    &launch::hop_limit_of_one::LINT,
    &launch::boot_over_the_groups_time::LINT,
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
    };
    for lint in LINTS {
        for finding in lint.run(&subject) {
            if let Some(diagnostic) = levels::apply(host, lint, finding) {
                report.push(diagnostic);
            }
        }
    }
}
