//! Lints of the launch template and of the group that launches.

pub(super) mod boot_over_the_groups_time;
pub(super) mod hop_limit_of_one;

use super::{Finding, subject};
