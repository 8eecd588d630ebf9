//! Lints of the ECS agent's settings: what it takes and then does something else with.
//!
//! What the agent clips or refuses is an error before any lint; here stand settings that do not go together.

mod effect;

pub(super) mod burst_below_steady;
pub(super) mod freed_port;
pub(super) mod gpu_flag_without_wait;
pub(super) mod log_driver_not_offered;
pub(super) mod login_without_data;
pub(super) mod metadata_through_proxy;
pub(super) mod muted_agent_log;
pub(super) mod option_without_effect;
pub(super) mod option_without_task_eni;
pub(super) mod profiling_from_outside;
pub(super) mod reserved_attribute;
pub(super) mod state_not_kept;
pub(super) mod warm_pool_without_group;

use super::{Finding, subject};
