//! What a command asks systemd for.

use super::program::Program;
use crate::reader::shell_commands::Command;

/// What happens to some units.
pub(super) struct Request {
    /// `start`, `stop`, `restart`, ...
    pub(super) verb: String,
    /// Names without `.service`.
    pub(super) units: Vec<String>,
    /// Whether the command ends when the unit has started.
    pub(super) waits: bool,
}

impl Request {
    /// Reads `systemctl VERB UNIT...` and `service UNIT VERB`.
    pub(super) fn of(program: &Program<'_>, command: &Command) -> Option<Self> {
        let name = command.name()?;
        let words = program.arguments(command);
        let waits = !command.place.is_background;
        if name == "service" || name == "invoke-rc.d" {
            let [unit, verb, ..] = words.as_slice() else {
                return None;
            };
            return Some(Self {
                verb: verb.clone(),
                units: vec![plain(unit)],
                waits,
            });
        }
        if name != "systemctl" {
            return None;
        }
        let has = |option: &str| words.iter().any(|word| word == option);
        let mut operands = words.iter().filter(|word| !word.starts_with('-'));
        let verb = operands.next()?;
        let verb = match verb.as_str() {
            "enable" | "reenable" if has("--now") => "start",
            "disable" | "mask" if has("--now") => "stop",
            verb => verb,
        };
        Some(Self {
            verb: verb.to_owned(),
            units: operands.map(|unit| plain(unit)).collect(),
            waits: waits && !has("--no-block"),
        })
    }

    /// Says whether it starts what is not running.
    pub(super) fn starts(&self) -> bool {
        matches!(
            self.verb.as_str(),
            "start" | "restart" | "reload-or-restart" | "force-reload"
        )
    }

    /// The first of some units that it is about.
    pub(super) fn names<'u>(&self, units: &[&'u str]) -> Option<&'u str> {
        let plain = |unit: &str| unit.trim_end_matches(".service").to_owned();
        let mut units = units.iter().copied();
        units.find(|unit| self.units.contains(&plain(unit)))
    }
}

fn plain(unit: &str) -> String {
    unit.strip_suffix(".service").unwrap_or(unit).to_owned()
}
