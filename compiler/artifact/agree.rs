//! Holds what is written against the models of its real readers, before it is written.

pub(super) mod agent;
pub(super) mod dockerd;
pub(super) mod files;
pub(super) mod units;

use crate::reader::{ecs_init, shell_words, systemd_env};

/// What the two readers of ecs.config make of one line.
pub(super) struct Disagreement {
    /// What systemd gives to ecs-init.
    pub(super) systemd: String,
    /// What ecs-init gives to the agent.
    pub(super) ecs_init: String,
}

/// Reads the line `name=value` as both readers do; an error where one does not get the value as it stands.
pub(super) fn ecs_config_line(name: &str, value: &str) -> Result<(), Disagreement> {
    let line = format!("{name}={value}\n");
    let systemd = match systemd_env::read(line.as_bytes(), systemd_env::Systemd::Before254) {
        systemd_env::Reading::Ignored => None,
        systemd_env::Reading::Read(environment) => environment.variables.get(name).cloned(),
    };
    let ecs_init = match ecs_init::read(line.as_bytes()) {
        ecs_init::Reading::ContainerRefused => None,
        ecs_init::Reading::Read(variables) => variables.get(name).cloned(),
    };
    let fits = |read: &Option<String>| read.as_deref() == Some(value);
    if fits(&systemd) && fits(&ecs_init) {
        return Ok(());
    }
    let words = |read: Option<String>| {
        read.map_or_else(|| "nothing".to_owned(), |read| format!("`{read}`"))
    };
    Err(Disagreement {
        systemd: words(systemd),
        ecs_init: words(ecs_init),
    })
}

/// Returns the words that systemd makes of a variable of an environment file, `$NAME` in `ExecStart=`.
pub(super) fn words_of_variable(name: &str, text: &str) -> Vec<String> {
    let value = match systemd_env::read(text.as_bytes(), systemd_env::Systemd::Before254) {
        systemd_env::Reading::Ignored => None,
        systemd_env::Reading::Read(environment) => environment.variables.get(name).cloned(),
    };
    let words = value.and_then(|value| shell_words::split(&value).ok());
    words.unwrap_or_default()
}
