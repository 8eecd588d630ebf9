//! Lints of scripts: of `[scripts]`, of files that are scripts, of the commands of units.

mod program;
mod systemd;
mod waits;

mod agent_left_down;
mod agent_too_early;
mod blocking_start;
mod cloud_init_rerun;
mod docker_too_early;
mod early_agent_start;
mod foreign_package_manager;
mod indented_interpreter;
mod live_restore_in_swarm;
mod login_in_image;
mod metadata_call_without_token;
mod overwritten_setting;
mod packages_at_boot;
mod piped_download;
mod reboot_before_join;
mod reference_in_script;
mod sleep_past_timeout;
mod unanswered_question;
mod volatile_path;

pub(crate) use program::{Program, programs};
pub(crate) use waits::add as add_waits;

use super::{Finding, Lint};

/// Its lints.
pub(super) const LINTS: &[&Lint] = &[
    &blocking_start::LINT,
    &early_agent_start::LINT,
    &agent_left_down::LINT,
    &docker_too_early::LINT,
    &agent_too_early::LINT,
    &reboot_before_join::LINT,
    &metadata_call_without_token::LINT,
    &overwritten_setting::LINT,
    &foreign_package_manager::LINT,
    &unanswered_question::LINT,
    &volatile_path::LINT,
    &login_in_image::LINT,
    &piped_download::LINT,
    &sleep_past_timeout::LINT,
    &cloud_init_rerun::LINT,
    &packages_at_boot::LINT,
    &indented_interpreter::LINT,
    &live_restore_in_swarm::LINT,
    &reference_in_script::LINT,
];
