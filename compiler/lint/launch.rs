//! Lints of the launch template and of the group that launches.

mod boot_over_the_groups_time;
mod hop_limit_of_one;

use super::Lint;

/// Its lints, by id.
pub(super) const LINTS: &[&Lint] = &[&hop_limit_of_one::LINT, &boot_over_the_groups_time::LINT];

use super::{Finding, subject};
