//! Lints of systemd's units.

mod docker_before_docker;
mod enabled_without_install;
mod exec_start_twice;
mod gate_removed;
mod late_file_read_early;
mod masked_service;
mod ordering_cycle;
mod overridden_environment;
mod restarted_with_docker;
mod shell_in_command;

use super::Lint;

/// Every lint of units.
pub(super) const LINTS: &[&Lint] = &[
    &exec_start_twice::LINT,
    &ordering_cycle::LINT,
    &restarted_with_docker::LINT,
    &docker_before_docker::LINT,
    &overridden_environment::LINT,
    &enabled_without_install::LINT,
    &masked_service::LINT,
    &late_file_read_early::LINT,
    &gate_removed::LINT,
    &shell_in_command::LINT,
];
