//! The sections of the profile, each typed in a module of its own.

pub(crate) mod boot;
pub(crate) mod certificates;
pub(crate) mod cloud_config;
pub(crate) mod container_files;
pub(crate) mod docker;
mod docker_check;
pub(crate) mod ecs;
mod ecs_check;
pub(crate) mod files;
pub(crate) mod image;
pub(crate) mod images;
pub(crate) mod launch;
pub(crate) mod lints;
mod log_options;
pub(crate) mod logrotate;
pub(crate) mod packages;
pub(crate) mod proxy;
pub(crate) mod scripts;
pub(crate) mod secrets;
pub(crate) mod signal;
pub(crate) mod small;
pub(crate) mod swarm;
pub(crate) mod trust;
pub(crate) mod units;
pub(crate) mod users;
pub(crate) mod volumes;
