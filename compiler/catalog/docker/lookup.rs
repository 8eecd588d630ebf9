//! How the tables of dockerd's settings are asked.

use super::{
    DAEMON_KEYS, DaemonKey, Flag, IGNORED_FLAG_NAMES, IgnoredName, LOG_DRIVERS, LOG_OPTIONS,
    LogDriver, LogOption, STORAGE_DRIVERS, STORAGE_OPTIONS, StorageDriver, StorageOption,
};
use super::{Lifetime, Version};

/// Finds a key of daemon.json by its exact name: dockerd matches the case.
#[must_use]
pub fn daemon_key(key: &str) -> Option<&'static DaemonKey> {
    DAEMON_KEYS
        .binary_search_by(|row| row.field.key.cmp(key))
        .ok()
        .and_then(|found| DAEMON_KEYS.get(found))
}

/// Finds the keys of a flag by its long or short name, `--log-opt` or `-D`.
///
/// `--host-gateway-ip` has two keys.
pub fn keys_of_flag(flag: &str) -> impl Iterator<Item = &'static DaemonKey> {
    DAEMON_KEYS.iter().filter(move |row| {
        row.flag
            .is_some_and(|found| found.name == flag || found.short == Some(flag))
    })
}

/// Finds a name that dockerd takes in daemon.json and ignores.
#[must_use]
pub fn ignored_flag_name(name: &str) -> Option<&'static IgnoredName> {
    IGNORED_FLAG_NAMES.iter().find(|row| row.name == name)
}

/// Finds a log driver.
#[must_use]
pub fn log_driver(name: &str) -> Option<&'static LogDriver> {
    LOG_DRIVERS.iter().find(|row| row.name == name)
}

/// Lists the options that a log driver takes, its own before those of any driver.
pub fn log_options(driver: &str) -> impl Iterator<Item = &'static LogOption> {
    let own = LOG_OPTIONS.iter().filter(move |row| row.driver == driver);
    own.chain(LOG_OPTIONS.iter().filter(|row| row.driver == "*"))
}

/// Finds an option of a log driver, its own before that of any driver.
#[must_use]
pub fn log_option(driver: &str, name: &str) -> Option<&'static LogOption> {
    log_options(driver).find(|row| row.field.key == name)
}

/// Finds a storage driver.
#[must_use]
pub fn storage_driver(name: &str) -> Option<&'static StorageDriver> {
    STORAGE_DRIVERS.iter().find(|row| row.name == name)
}

/// Finds an option of a storage driver.
#[must_use]
pub fn storage_option(driver: &str, name: &str) -> Option<&'static StorageOption> {
    STORAGE_OPTIONS
        .iter()
        .find(|row| row.driver == driver && row.field.key == name)
}

/// Says in which versions a row is known.
macro_rules! lifetime {
    ($($row:ident)*) => { $(
        impl $row {
            /// The versions that know it.
            #[must_use]
            pub const fn lifetime(&self) -> Lifetime {
                Lifetime { since: Some(self.since), removed: self.removed }
            }
        }
    )* };
}

lifetime! { DaemonKey Flag LogDriver LogOption StorageDriver }

impl StorageOption {
    /// The versions that know it; when it began is not recorded.
    #[must_use]
    pub const fn lifetime(&self) -> Lifetime {
        Lifetime {
            since: None,
            removed: self.removed,
        }
    }
}

impl DaemonKey {
    /// Says whether a dockerd of `version` takes the key in daemon.json.
    #[must_use]
    pub fn is_known_at(&self, version: Version) -> bool {
        self.lifetime().at(version) == crate::catalog::version::Known::Yes
    }
}
