//! Lints of scripts: of `[scripts]`, of files that are scripts, of the commands of units.

mod program;
mod systemd;

pub(super) mod agent_left_down;
pub(super) mod agent_too_early;
pub(super) mod blocking_start;
pub(super) mod cloud_init_rerun;
pub(super) mod docker_too_early;
pub(super) mod early_agent_start;
pub(super) mod foreign_package_manager;
pub(super) mod indented_interpreter;
pub(super) mod login_in_image;
pub(super) mod metadata_call_without_token;
pub(super) mod overwritten_setting;
pub(super) mod packages_at_boot;
pub(super) mod piped_download;
pub(super) mod reboot_before_join;
pub(super) mod sleep_past_timeout;
pub(super) mod unanswered_question;
pub(super) mod volatile_path;

pub(super) use program::{Program, programs};

use super::Finding;
