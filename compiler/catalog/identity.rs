//! The items of identity, secrecy and age that must not be in a golden image.
//!
//! Source: schemas/identity.toml.

use super::base::PackageManager;
use super::version::Version;

include!(concat!(env!("OUT_DIR"), "/identity.rs"));

/// One item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdentityItem {
    /// Its name, for `image.keep`.
    pub id: &'static str,
    /// Absolute paths with shell patterns; `**` crosses directories. `<data-root>` and `<pidfile>`
    /// stand for dockerd's settings.
    pub paths: &'static [&'static str],
    /// Who writes it.
    pub owner: &'static str,
    /// Why it must go.
    pub class: IdentityClass,
    /// What is done about it.
    pub action: IdentityAction,
    /// Place in the clean-up: 10 stop writers, 20 cleaners of tools, 30 deletes, 80 logs and caches,
    /// 85 temporary files, 90 machine-id, 95 audit; 0 where nothing is done.
    pub order: i64,
    /// What makes it; the clean-up does it where one of these came about.
    pub after: &'static [Effect],
    /// The tool that is asked first.
    pub cleaner: Option<Cleaner>,
    /// Whose it is, for the clean-up; empty for every package manager's.
    pub managers: &'static [PackageManager],
    /// The first version of dockerd whose it is, for the clean-up.
    pub docker_since: Option<Version>,
    /// The first version of dockerd whose it is no longer, for the clean-up.
    pub docker_until: Option<Version>,
    /// What counts as left.
    pub left: Left,
    /// The lines that count, for [`Left::Lines`]; `^` is the start of a line.
    pub lines: &'static [&'static str],
    /// What finding it weighs.
    pub level: Weight,
    /// The command, or what to look for, in words.
    pub command: Option<&'static str>,
    /// Other ways that end well, in words.
    pub alternatives: &'static [&'static str],
    /// Who makes it again, and when.
    pub regen: &'static str,
    /// What a clone does where it is left.
    pub if_left: &'static str,
    /// What goes wrong with the obvious way; may be empty.
    pub trap: &'static str,
    /// Versions for which it holds, in words; may be empty.
    pub versions: &'static str,
    /// How sure this is.
    pub confidence: Confidence,
    /// Where that was read or seen.
    pub src: &'static [&'static str],
}

/// Why an item must go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityClass {
    /// Clones collide.
    Identity,
    /// It leaks.
    Secret,
    /// Wrong facts at boot.
    Stale,
    /// Weight only.
    Size,
}

/// What is done about an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityAction {
    /// Deleted.
    Delete,
    /// Emptied in place.
    Truncate,
    /// Emptied in place; rotated ones are deleted.
    EmptyLogs,
    /// Made an empty file, also where it is missing.
    Empty,
    /// Made a link to /etc/machine-id where it is a file.
    Link,
    /// Rid of its lines.
    Strip,
    /// Kept.
    Keep,
    /// Looked at by the audit.
    Check,
}

/// What a step of a bake, or the build host itself, leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// A machine ran: every bake has it.
    BuildHost,
    /// Credentials of AWS were stored.
    AwsCredentials,
    /// Puppet, Chef or Salt ran.
    ConfigurationManagement,
    /// dockerd ran.
    Docker,
    /// A domain was joined.
    Domain,
    /// The ECS agent ran.
    EcsAgent,
    /// Files were edited by what leaves backups.
    Edits,
    /// Jobs of cron or at were added.
    Jobs,
    /// The kubelet ran.
    Kubelet,
    /// LVM was used.
    Lvm,
    /// A mail server ran.
    Mail,
    /// Agents that measure the host ran.
    Monitoring,
    /// NetworkManager ran.
    NetworkManager,
    /// The package manager installed something.
    Packages,
    /// A private key was made.
    PrivateKeys,
    /// A registry's password was stored.
    RegistryLogin,
    /// The host was given a name for reports.
    Reporting,
    /// The SSM agent ran.
    SsmAgent,
    /// A subscription was attached.
    Subscription,
    /// Users or groups were made.
    Users,
}

/// An effect with its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EffectRow {
    /// The effect.
    pub effect: Effect,
    /// Its word in a profile.
    pub word: &'static str,
    /// Whether every bake has it.
    pub always: bool,
    /// What has happened, in a sentence.
    pub doc: &'static str,
}

/// A tool that cleans up after itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cleaner {
    /// `docker rm`, `docker builder prune`.
    Docker,
    /// `cloud-init clean`.
    CloudInit,
    /// The package manager's `clean`.
    Packages,
}

/// What counts as left in an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// A file or link, there or below; an empty directory holds no identity.
    Files,
    /// The same, unless the profile placed it.
    Unlisted,
    /// A file with something in it.
    Filled,
    /// A file that is no link.
    OwnFile,
    /// Anything but an empty file.
    NotEmpty,
    /// root can log in with a password.
    Password,
    /// An address that is neither loopback nor the profile's.
    Hosts,
    /// One of the item's lines, unless the profile placed the file.
    Lines,
}

/// What finding an item in an image weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The image is not clean.
    Error,
    /// What runs on a live builder may write it again, or it is weight only.
    Warning,
    /// Worth knowing.
    Note,
}

/// How sure a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// Read in a source or seen in a run.
    High,
    /// Believed.
    Low,
}

/// Finds an item by its name.
#[must_use]
pub fn identity_item(id: &str) -> Option<&'static IdentityItem> {
    IDENTITY_ITEMS.iter().find(|item| item.id == id)
}

impl IdentityItem {
    /// Says whether the clean-up takes anything of the item away.
    #[must_use]
    pub const fn is_cleaned(&self) -> bool {
        match self.action {
            IdentityAction::Delete
            | IdentityAction::Truncate
            | IdentityAction::EmptyLogs
            | IdentityAction::Empty
            | IdentityAction::Link
            | IdentityAction::Strip => true,
            IdentityAction::Keep | IdentityAction::Check => false,
        }
    }

    /// Lists its patterns with dockerd's settings put in; the pid file has none where it is the default's.
    pub fn patterns<'a>(
        &'a self,
        data_root: &'a str,
        pid_file: Option<&'a str>,
    ) -> impl Iterator<Item = String> + 'a {
        self.paths.iter().filter_map(move |path| match *path {
            "<pidfile>" => pid_file.map(str::to_owned),
            path => Some(path.replace("<data-root>", data_root)),
        })
    }
}

/// Finds an effect by its word.
#[must_use]
pub fn effect(word: &str) -> Option<Effect> {
    let found = EFFECTS.iter().find(|row| row.word == word);
    found.map(|row| row.effect)
}
