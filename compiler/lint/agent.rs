//! Lints of the ECS agent's settings: what it takes and then does something else with.
//!
//! What the agent clips or refuses is an error before any lint; here stand settings that do not go together.

mod effect;

mod burst_below_steady;
mod freed_port;
mod gpu_flag_without_wait;
mod log_driver_not_offered;
mod login_without_data;
mod metadata_through_proxy;
mod muted_agent_log;
mod option_without_effect;
mod option_without_task_eni;
mod profiling_from_outside;
mod reserved_attribute;
mod state_not_kept;
mod warm_pool_without_group;

use super::Lint;

/// Its lints, by id.
pub(super) const LINTS: &[&Lint] = &[
    &freed_port::LINT,
    &muted_agent_log::LINT,
    &log_driver_not_offered::LINT,
    &option_without_task_eni::LINT,
    &option_without_effect::LINT,
    &gpu_flag_without_wait::LINT,
    &warm_pool_without_group::LINT,
    &reserved_attribute::LINT,
    &login_without_data::LINT,
    &state_not_kept::LINT,
    &metadata_through_proxy::LINT,
    &burst_below_steady::LINT,
    &profiling_from_outside::LINT,
];

use super::{Finding, subject};
