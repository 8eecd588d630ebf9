//! The settings of dockerd: keys of daemon.json, flags, log drivers and storage drivers.
//!
//! Source: schemas/docker-daemon.toml, read from moby/moby v1.10.0 to docker-v29.7.2 and from runs
//! of four versions.

use super::types::{Field, Grammar, ListKind, Type};
use super::version::{Lifetime, Version};

mod lookup;

pub use lookup::{
    daemon_key, ignored_flag_name, keys_of_flag, log_driver, log_option, log_options,
    storage_driver, storage_option,
};

include!(concat!(env!("OUT_DIR"), "/docker.rs"));

/// The rows' fields, as the language takes them.
#[expect(
    clippy::indexing_slicing,
    reason = "a constant: a wrong index does not compile"
)]
pub const DAEMON_FIELDS: &[Field] = &{
    let mut fields = [Field::EMPTY; DAEMON_KEYS.len()];
    let mut at = 0;
    while at < fields.len() {
        fields[at] = DAEMON_KEYS[at].field;
        at += 1;
    }
    fields
};

/// One key of daemon.json.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DaemonKey {
    /// Key, type, unit, dockerd's default and what it does.
    pub field: Field,
    /// First stable version that knows it in the file.
    pub since: Version,
    /// First stable version that refuses it.
    pub removed: Option<Version>,
    /// Its flag, where it has one.
    pub flag: Option<Flag>,
    /// What refuses a bad value.
    pub checked_at: CheckedAt,
    /// SIGHUP applies it; everything else wants a restart.
    pub reload: bool,
    /// Must be the same at bake and at boot, or baked images are not seen.
    pub bake_boot_match: bool,
    /// Units of distributions pass its flag already, so that any value in the file stops dockerd.
    pub conflicts_with_unit: bool,
    /// What it does not go with, in words; may be empty.
    pub rule: &'static str,
    /// More that a user would not guess; may be empty.
    pub note: &'static str,
    /// Why a profile must not have it.
    pub refused: Option<&'static str>,
    /// Where that was read.
    pub source: &'static str,
}

/// The flag of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag {
    /// With its dashes, `--log-opt`.
    pub name: &'static str,
    /// How a value becomes arguments.
    pub form: FlagForm,
    /// One-letter form, `-D`.
    pub short: Option<&'static str>,
    /// First version that has it.
    pub since: Version,
    /// First version that has it no more.
    pub removed: Option<Version>,
}

/// How a value becomes arguments of a command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagForm {
    /// `--flag=true`, `--flag=false`.
    Switch,
    /// `--flag=VALUE`.
    Value,
    /// The flag once for each element.
    List,
    /// The flag once for each entry, `--flag=KEY=VALUE`.
    Pairs,
    /// All entries in one argument, `--flag=KEY=VALUE,KEY=VALUE`.
    CommaPairs,
    /// `--default-ulimit=NAME=SOFT:HARD` for each limit.
    Ulimits,
    /// `--default-address-pool=base=CIDR,size=N` for each pool.
    AddressPools,
    /// `--add-runtime=NAME=PATH` for each runtime; a shim or arguments cannot be said this way.
    Runtimes,
    /// `--default-network-opt=DRIVER=KEY=VALUE` for each option.
    NetworkOptions,
}

/// What refuses a bad value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckedAt {
    /// `dockerd --validate`, and so a starting daemon.
    File,
    /// A starting daemon only.
    Start,
    /// Making a container: dockerd runs and every container fails.
    Container,
    /// Nothing ever.
    None,
    /// Every value of the type is good.
    Any,
}

/// A name that dockerd takes in daemon.json and ignores: a flag's, where the key is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IgnoredName {
    /// The name of the flag without dashes, `registry-mirror`.
    pub name: &'static str,
    /// The key that works; `None` where only the flag does.
    pub instead: Option<&'static str>,
    /// First version with the flag; older ones refuse the name as unknown.
    pub since: Version,
    /// What happens.
    pub note: &'static str,
    /// Where that was seen.
    pub source: &'static str,
}

/// A flag that is no setting of daemon.json.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlagOnly {
    /// The flag with its dashes, type, default and what it does.
    pub field: Field,
    /// First version that has it.
    pub since: Version,
    /// What dockerd does with its name in the file.
    pub in_file: InFile,
    /// More about it.
    pub note: &'static str,
    /// Where that was read.
    pub source: &'static str,
}

/// What dockerd does with the name of a flag in daemon.json.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InFile {
    /// Refuses it.
    Refused,
    /// Takes and ignores it.
    Ignored,
}

/// One log driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogDriver {
    /// Its name.
    pub name: &'static str,
    /// Where logs go.
    pub kind: LogDriverKind,
    /// First version that has it.
    pub since: Version,
    /// First version that has it no more.
    pub removed: Option<Version>,
    /// What it writes to.
    pub doc: &'static str,
    /// More about it; may be empty.
    pub note: &'static str,
    /// Where that was read.
    pub source: &'static str,
}

/// Where a log driver's logs go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogDriverKind {
    /// Files of dockerd.
    File,
    /// Another program or host.
    Remote,
    /// Nowhere, without a driver.
    Builtin,
    /// Windows only.
    Windows,
}

/// One option of a log driver; in daemon.json its value is always a string.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogOption {
    /// Name, type of the text's content, default and what it does; required: without it the driver does not start.
    pub field: Field,
    /// The driver, `*` for any.
    pub driver: &'static str,
    /// First version that takes it.
    pub since: Version,
    /// First version that refuses it.
    pub removed: Option<Version>,
    /// Holds a secret.
    pub secret: bool,
    /// What it needs or does not go with, in words; may be empty.
    pub rule: &'static str,
    /// More about it; may be empty.
    pub note: &'static str,
    /// Where that was read.
    pub source: &'static str,
}

/// One storage driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorageDriver {
    /// Its name.
    pub name: &'static str,
    /// First version that has it.
    pub since: Version,
    /// First version that has it no more.
    pub removed: Option<Version>,
    /// What it is.
    pub doc: &'static str,
    /// Where that was read.
    pub source: &'static str,
}

/// One option of a storage driver, the text before `=` in `storage-opts`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StorageOption {
    /// Name, type of the text's content and what it does.
    pub field: Field,
    /// The driver.
    pub driver: &'static str,
    /// First version that refuses it.
    pub removed: Option<Version>,
    /// What it needs, in words; may be empty.
    pub rule: &'static str,
    /// More about it; may be empty.
    pub note: &'static str,
    /// Where that was read.
    pub source: &'static str,
}

/// A rule across keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaemonRule {
    /// Its name.
    pub id: &'static str,
    /// Where dockerd notices.
    pub at: RuleAt,
    /// The rule, in words.
    pub text: &'static str,
    /// Where that was seen.
    pub source: &'static str,
}

/// Where a broken rule is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleAt {
    /// By `dockerd --validate`.
    File,
    /// By a starting daemon only.
    Start,
    /// When a container is made.
    Container,
    /// Never: no message at all.
    Silent,
    /// In a tool that carries the text to the host.
    Compile,
}

/// How a distribution starts dockerd.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaemonUnit {
    /// The distribution and its versions, in words.
    pub distribution: &'static str,
    /// The command of the unit.
    pub exec: &'static str,
    /// Files that it reads into the environment.
    pub env_files: &'static [&'static str],
    /// Variables that it puts on the command line.
    pub env_variables: &'static [&'static str],
    /// Flags that are taken already.
    pub taken_flags: &'static [&'static str],
    /// More about it.
    pub note: &'static str,
    /// Where that was read.
    pub source: &'static str,
}

/// What systemd makes of a line in an options file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnvFileFact {
    /// The line.
    pub case: &'static str,
    /// What comes of it.
    pub result: &'static str,
    /// Where that was seen.
    pub source: &'static str,
}
