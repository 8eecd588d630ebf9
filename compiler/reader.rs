//! Models of the real readers: what each program makes of the bytes it is given.
//!
//! One file for each reader. A model shares no code with the encoders, so that the two can be tested
//! against each other; it is itself tested against what was measured on the real program.

pub mod agent;
pub mod cloud_config;
pub mod cloud_init;
pub mod compose;
pub mod docker_env_file;
pub mod dockerd;
pub mod ecs_init;
pub mod go;
pub mod hosts;
pub mod logrotate;
pub mod mime_go;
pub mod mime_header;
pub mod mime_python;
pub mod shell_commands;
pub mod shell_words;
pub mod sysctl;
pub mod systemd_env;
pub mod systemd_unit;
pub mod task_definition;
pub mod yaml_scalars;

/// One part of a message, as a parser hands it on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadPart {
    /// Its media type in lower case, without parameters; empty where Go sees none.
    pub content_type: String,
    /// Its name, where it has one.
    pub filename: Option<String>,
    /// Its content after the transfer encoding is undone.
    pub bytes: Vec<u8>,
}
