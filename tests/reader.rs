//! The reader models against what was measured on the real programs.

mod agent;
mod cloud_init;
mod dockerd;
mod env;
mod go;
mod logrotate;
mod mime;
mod shell_commands;
mod small;
mod systemd_unit;
mod yaml;
