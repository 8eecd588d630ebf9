//! Lints of Docker: its settings, the flags behind them, and what prunes.

mod blocking_log_driver;
mod debug_left_on;
mod flags_not_passed;
mod insecure_registry;
mod iptables_off;
mod mounted_later;
mod open_docker_api;
mod options;
mod options_not_expanded;
mod options_twice;
mod prune_before_agent;
mod prune_takes_baked_images;
mod prune_takes_named_volumes;
mod small_log_buffer;
mod unread_options;

use super::Lint;

/// Every lint of Docker, by id.
pub(super) const LINTS: &[&Lint] = &[
    &options_twice::LINT,
    &options_not_expanded::LINT,
    &unread_options::LINT,
    &flags_not_passed::LINT,
    &blocking_log_driver::LINT,
    &small_log_buffer::LINT,
    &mounted_later::LINT,
    &iptables_off::LINT,
    &debug_left_on::LINT,
    &insecure_registry::LINT,
    &open_docker_api::LINT,
    &prune_takes_baked_images::LINT,
    &prune_before_agent::LINT,
    &prune_takes_named_volumes::LINT,
];
