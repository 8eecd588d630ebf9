//! schemas/docker-daemon.toml to the tables of `catalog::docker`.

use std::path::Path;

use serde::Deserialize;

use crate::literal::{Version, read, record, table, words};

words! { FlagForm CheckedAt LogDriverKind RuleAt InFile }

record! { Flag {
    name: String,
    form: FlagForm,
    short: Option<String>,
    since: Version,
    removed: Option<Version>,
} }

record! { setting DaemonKey {
    since: Version,
    removed: Option<Version>,
    flag: Option<Flag>,
    checked_at: CheckedAt,
    #[serde(default)]
    reload: bool,
    #[serde(default)]
    bake_boot_match: bool,
    #[serde(default)]
    conflicts_with_unit: bool,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    note: String,
    refused: Option<String>,
    source: String,
} }

record! { IgnoredName {
    name: String,
    instead: Option<String>,
    since: Version,
    note: String,
    source: String,
} }

record! { setting FlagOnly {
    since: Version,
    in_file: InFile,
    note: String,
    source: String,
} }

record! { LogDriver {
    name: String,
    kind: LogDriverKind,
    since: Version,
    removed: Option<Version>,
    doc: String,
    note: String,
    source: String,
} }

record! { setting LogOption {
    driver: String,
    since: Version,
    removed: Option<Version>,
    #[serde(default)]
    secret: bool,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    note: String,
    source: String,
} }

record! { StorageDriver {
    name: String,
    since: Version,
    removed: Option<Version>,
    doc: String,
    source: String,
} }

record! { setting StorageOption {
    driver: String,
    removed: Option<Version>,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    note: String,
    source: String,
} }

record! { DaemonRule {
    id: String,
    at: RuleAt,
    text: String,
    source: String,
} }

record! { DaemonUnit {
    distribution: String,
    exec: String,
    env_files: Vec<String>,
    env_variables: Vec<String>,
    taken_flags: Vec<String>,
    note: String,
    source: String,
} }

record! { EnvFileFact {
    case: String,
    result: String,
    source: String,
} }

/// Declares the file as a whole and the tables that its parts become, in the order of the arrays.
macro_rules! tables {
    ($($part:ident: $ty:ident $name:literal $doc:literal,)*) => {
        #[derive(Deserialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        struct Catalogue { $($part: Vec<$ty>,)* }

        /// Writes the tables.
        pub(crate) fn generate(path: &Path) -> String {
            let mut file: Catalogue = read(path);
            file.key.sort_by(|a, b| a.key.cmp(&b.key));
            [$(table($doc, $name, stringify!($ty), &file.$part),)*].concat()
        }
    };
}

tables! {
    key: DaemonKey "DAEMON_KEYS" "Every key that some dockerd has known in daemon.json, sorted by key.",
    ignored_name: IgnoredName "IGNORED_FLAG_NAMES" "Names of flags that dockerd takes in daemon.json and ignores.",
    flag_only: FlagOnly "FLAGS_ONLY" "Flags that are no setting of daemon.json.",
    log_driver: LogDriver "LOG_DRIVERS" "The log drivers.",
    log_option: LogOption "LOG_OPTIONS" "The options of the log drivers; `*` stands for any driver.",
    storage_driver: StorageDriver "STORAGE_DRIVERS" "The storage drivers.",
    storage_option: StorageOption "STORAGE_OPTIONS" "The options of the storage drivers.",
    rule: DaemonRule "DAEMON_RULES" "Rules across keys.",
    unit: DaemonUnit "DAEMON_UNITS" "How distributions start dockerd.",
    env_file_fact: EnvFileFact "ENV_FILE_FACTS" "What systemd makes of lines in the options file.",
}
