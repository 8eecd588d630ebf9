//! What a step does, as data. The step functions of templates/lib/ do the same at bake and at boot.

use super::Phase;
use crate::host::leaf::Cause;
use crate::host::{
    Body, DaemonSetting, DockerGc, EcsLine, HostKeys, ImageReference, KeyPair, Login,
    LogrotateRule, ProxyState, Repository, ScriptState, Swap, SwarmState, UserState, Volume,
};
use crate::profile::node::Text;

/// What a step does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Installs packages by the base's package manager.
    InstallPackages(Vec<(String, Cause)>),
    /// Makes a topic of `amazon-linux-extras` available.
    EnableExtra(String, Cause),
    /// Installs a package file from a URL.
    InstallUrlPackage {
        /// Name of the package.
        name: String,
        /// Where it is had.
        url: String,
        /// Why.
        cause: Cause,
    },
    /// Makes a group.
    EnsureGroup(String, Cause),
    /// Makes a user, or gives it the state asked for.
    EnsureUser(String, UserState, Cause),
    /// Writes the keys that may log in as a user.
    AuthorizedKeys(String, Vec<String>, Cause),
    /// Writes a file.
    WriteFile(WriteFile),
    /// Puts lines into a block of /etc/hosts: the image's or the launch's.
    HostsBlock {
        /// The name of the block.
        block: &'static str,
        /// Where cloud-init makes /etc/hosts from, if it does.
        template: Option<&'static str>,
        /// In the order of the profile.
        lines: Vec<HostsLine>,
    },
    /// Sets the host's own name.
    SetHostname(Text, Cause),
    /// Writes ecs.config: the baked copy, then these lines.
    WriteEcsConfig {
        /// Whether there is a baked copy.
        has_pristine: bool,
        /// The late lines.
        lines: Vec<(EcsLine, Cause)>,
    },
    /// Enables, disables or masks a unit.
    SetUnit(UnitVerb, String, Cause),
    /// Starts a unit, without waiting.
    StartUnit(String, Cause),
    /// Makes systemd read its units again.
    ReloadSystemd(Cause),
    /// Applies a file of kernel parameters.
    ApplySysctl(String, Cause),
    /// Has a dockerd for the steps that need one in the bake.
    StartDockerForBake(Cause),
    /// Pulls container images, some at a time.
    PullImages {
        /// The images.
        images: Vec<(ImageReference, Cause)>,
        /// How many at a time.
        parallel: i64,
        /// How to log in, by registry.
        login: Vec<(String, Login)>,
    },
    /// Names the proxy in the package manager's own file (dnf, yum).
    SetManagerProxy(&'static str, ProxyState, Cause),
    /// Runs the command that makes new certificates of authorities count.
    RefreshCertificates(&'static str, Cause),
    /// Joins a swarm.
    JoinSwarm(SwarmState, Cause),
    /// Makes a private key with its certificate or request, once.
    MakeKeyPair(String, KeyPair, Cause),
    /// Mounts a disk on a directory; formats one that is empty.
    MountVolume(String, Volume, Cause),
    /// Makes a swap file and turns it on.
    EnsureSwap(Swap, Cause),
    /// Runs a script.
    RunScript(String, ScriptState),
}

impl Action {
    /// Says whether the action means anything in a phase: a unit is started at boot, never in an image.
    #[must_use]
    pub fn belongs_to(&self, phase: Phase) -> bool {
        match self {
            Self::StartUnit(..)
            | Self::ReloadSystemd(_)
            | Self::ApplySysctl(..)
            | Self::SetHostname(..)
            | Self::JoinSwarm(..)
            | Self::MakeKeyPair(..)
            | Self::MountVolume(..)
            | Self::EnsureSwap(..) => phase == Phase::Boot,
            Self::StartDockerForBake(_) => phase == Phase::Bake,
            Self::InstallPackages(_)
            | Self::EnableExtra(..)
            | Self::InstallUrlPackage { .. }
            | Self::EnsureGroup(..)
            | Self::EnsureUser(..)
            | Self::AuthorizedKeys(..)
            | Self::WriteFile(_)
            | Self::HostsBlock { .. }
            | Self::WriteEcsConfig { .. }
            | Self::SetUnit(..)
            | Self::PullImages { .. }
            | Self::SetManagerProxy(..)
            | Self::RefreshCertificates(..)
            | Self::RunScript(..) => true,
        }
    }
}

/// What happens to a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitVerb {
    /// `systemctl enable`.
    Enable,
    /// `systemctl disable`.
    Disable,
    /// `systemctl mask`.
    Mask,
}

/// A file to write.
#[derive(Clone, Debug, PartialEq)]
pub struct WriteFile {
    /// Absolute path on the host.
    pub path: String,
    /// Mode as four octal digits.
    pub mode: String,
    /// Owner.
    pub owner: String,
    /// Group.
    pub group: String,
    /// What is in it, not text yet.
    pub document: Document,
    /// The leaf behind the file as a whole.
    pub cause: Cause,
}

/// A line of /etc/hosts.
#[derive(Clone, Debug, PartialEq)]
pub struct HostsLine {
    /// The address.
    pub address: Text,
    /// The name.
    pub name: String,
    /// Why.
    pub cause: Cause,
}

/// A document of a known format, not text yet.
#[derive(Clone, Debug, PartialEq)]
pub enum Document {
    /// The profile's own text or bytes.
    Body(Body),
    /// A unit or drop-in of the profile: text in which a host value must not be taken as syntax.
    Unit(Body),
    /// Lines of ecs.config.
    EcsConfig(Vec<(EcsLine, Cause)>),
    /// daemon.json.
    DaemonJson(Vec<(String, DaemonSetting, Cause)>),
    /// The base's file of options for dockerd: flags that are there already, then ours.
    DaemonOptions {
        /// The variable, `OPTIONS`.
        variable: &'static str,
        /// What the base ships in it.
        shipped: &'static str,
        /// Our settings.
        settings: Vec<(String, DaemonSetting, Cause)>,
    },
    /// A rule of logrotate.
    Logrotate(LogrotateRule),
    /// A drop-in of kernel parameters.
    Sysctl(Vec<(String, String, Cause)>),
    /// An apt source.
    AptSource(String, Repository, Cause),
    /// A repository of dnf or yum.
    RpmRepository(String, Repository, Cause),
    /// The proxy's variables, which every step, Docker and the SSM agent take.
    ProxyVariables(ProxyState),
    /// The proxy in apt's own words.
    AptProxy(ProxyState),
    /// A drop-in with the proxy's variables.
    ProxyDropIn(Cause),
    /// What cloud-init is told in the image.
    HostKeys(HostKeys),
    /// A drop-in that has a unit stopped before the mounts that it uses.
    MountsDropIn(Vec<(String, Cause)>),
    /// The service that prunes Docker.
    GcService(DockerGc, Cause),
    /// The timer of that service.
    GcTimer(DockerGc, Cause),
}
