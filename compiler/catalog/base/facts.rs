//! What a fact pack says, group by group.

use super::{Fact, Version};

/// A family of distributions, as far as generated scripts differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Amazon Linux.
    AmazonLinux,
    /// Debian.
    Debian,
    /// Ubuntu.
    Ubuntu,
}

/// The program that installs packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackageManager {
    /// apt-get.
    Apt,
    /// dnf.
    Dnf,
    /// yum.
    Yum,
}

/// A processor architecture, in EC2's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arch {
    /// 64-bit x86.
    X8664,
    /// 64-bit Arm.
    Arm64,
}

/// Facts about the operating system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Os {
    /// `ID` of /etc/os-release.
    pub id: Fact<&'static str>,
    /// `VERSION_ID` of /etc/os-release.
    pub version_id: Fact<&'static str>,
    /// Code name for repositories (`bookworm`), where there is one.
    pub codename: Fact<Option<&'static str>>,
    /// What installs packages.
    pub package_manager: Fact<PackageManager>,
    /// Architectures with a machine image.
    pub architectures: Fact<&'static [Arch]>,
    /// Last day of free support, `YYYY-MM-DD`.
    pub end_of_life: Fact<&'static str>,
    /// What ends then and what comes after.
    pub end_of_life_note: &'static str,
    /// The login user that the image makes.
    pub default_user: Fact<&'static str>,
    /// The group whose members may use sudo.
    pub admin_group: Fact<&'static str>,
    /// Directory that takes CA certificates (`*.crt` on Debian, `*.pem` on Amazon Linux).
    pub ca_directory: Fact<&'static str>,
    /// Command that makes new CA certificates count.
    pub ca_command: Fact<&'static str>,
}

/// Facts about Docker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DockerFacts {
    /// Version of the package named by [`Role::Docker`].
    pub version: Fact<Version>,
    /// Unit of dockerd.
    pub unit: Fact<&'static str>,
    /// Its socket unit, where the package has one.
    pub socket: Fact<Option<&'static str>>,
    /// Unit of containerd.
    pub containerd: Fact<&'static str>,
    /// `ExecStart=` of the unit as shipped.
    pub exec_start: Fact<&'static str>,
    /// Flags with their values that the unit or its options file passes already, so that daemon.json must not have them.
    pub flags: Fact<&'static [(&'static str, &'static str)]>,
    /// File with the variable that adds flags, where the unit reads one.
    pub options_file: Fact<Option<OptionsFile>>,
    /// Path of daemon.json.
    pub daemon_json: Fact<&'static str>,
    /// Whether the package or the image ships one.
    pub daemon_json_ships: Fact<bool>,
    /// Where it keeps images and containers.
    pub data_root: Fact<&'static str>,
    /// Whether the package's scripts enable the unit.
    pub enabled_by_package: Fact<bool>,
}

/// A file that adds flags to dockerd.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionsFile {
    /// Its path.
    pub path: &'static str,
    /// The variable.
    pub variable: &'static str,
    /// The value that is shipped; empty where the line is a comment.
    pub shipped: &'static str,
}

/// How ecs-init comes to a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EcsInitSource {
    /// By the distribution's package manager: the name.
    Package(&'static str),
    /// By `amazon-linux-extras install`: the name of the extra.
    Extra(&'static str),
    /// A package file behind a URL with `{region}` and `{arch}` (the distribution's word: `amd64`, `x86_64`).
    Download(&'static str),
}

/// Facts about the ECS agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EcsFacts {
    /// How it is had.
    pub init: Fact<EcsInitSource>,
    /// Its unit.
    pub unit: Fact<&'static str>,
    /// Whether `RestartPreventExitStatus=5` keeps the unit down after a terminal error.
    pub stays_down_on_exit_5: Fact<bool>,
    /// Files of the unit's `EnvironmentFile=`, in order; the later wins.
    pub environment_files: Fact<&'static [&'static str]>,
}

/// Facts about cloud-init.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CloudInitFacts {
    /// Its version.
    pub version: Fact<Version>,
    /// Unit of the network stage, in which boothooks, bootcmd and write_files run.
    pub network_unit: Fact<&'static str>,
    /// Unit of the config stage.
    pub config_unit: Fact<&'static str>,
    /// Unit of the final stage, in which scripts and runcmd run.
    pub final_unit: Fact<&'static str>,
    /// Whether it rewrites /etc/hosts (`manage_etc_hosts` as shipped).
    pub manages_hosts: Fact<bool>,
    /// Template of /etc/hosts.
    pub hosts_template: Fact<&'static str>,
}

/// Facts about the SSM agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SsmFacts {
    /// Its unit.
    pub unit: Fact<&'static str>,
    /// How it is had.
    pub source: Fact<SsmSource>,
}

/// How the SSM agent comes to a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SsmSource {
    /// By the distribution's package manager: the name.
    Package(&'static str),
    /// By snap, with `--classic`: the name.
    Snap(&'static str),
    /// A package file behind a URL with `{region}` and `{arch}`.
    Download(&'static str),
}

/// What a package is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// dockerd.
    Docker,
    /// The `docker` command, where it is a package of its own.
    DockerCli,
    /// containerd.
    Containerd,
    /// ecs-init, where the package manager has it.
    EcsInit,
    /// The SSM agent, where the package manager has it.
    SsmAgent,
    /// logrotate.
    Logrotate,
    /// chrony.
    Chrony,
    /// openssl.
    Openssl,
    /// curl.
    Curl,
    /// unzip.
    Unzip,
    /// The AWS command line.
    AwsCli,
    /// CA certificates.
    CaCertificates,
    /// mkfs.ext4 and its company.
    Ext4,
    /// mkfs.xfs and its company.
    Xfs,
    /// What tells the EC2 device name of an NVMe disk, where no udev rule links it.
    Nvme,
}

/// One role on one base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Package {
    /// The role.
    pub role: Role,
    /// Name of the package; `None` where the package manager has none.
    pub name: Fact<Option<&'static str>>,
    /// Whether the machine image has it already.
    pub present: Fact<bool>,
}

/// Versions of programs that generated text relies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tools {
    /// systemd.
    pub systemd: Fact<Version>,
    /// bash.
    pub bash: Fact<Version>,
    /// logrotate.
    pub logrotate: Fact<Version>,
    /// openssl.
    pub openssl: Fact<Version>,
    /// python3.
    pub python: Fact<Version>,
    /// curl.
    pub curl: Fact<Version>,
}

/// How a host asks AWS for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AwsWay {
    /// curl signs the request itself.
    Curl,
    /// The AWS command line.
    CommandLine,
}

/// Facts about logrotate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogrotateFacts {
    /// Stanzas that the image ships, file by file.
    pub shipped: Fact<&'static [ShippedRule]>,
}

/// One shipped file of /etc/logrotate.d.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShippedRule {
    /// Path of the file.
    pub file: &'static str,
    /// Logs that it names: a second stanza with one of them is a duplicate.
    pub paths: &'static [&'static str],
}

/// Facts about machine images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageFacts {
    /// How the newest one is found.
    pub source: Fact<AmiSource>,
    /// Name of the root device.
    pub root_device: Fact<&'static str>,
}

/// How the newest machine image is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmiSource {
    /// Public SSM parameter with the image id for x86-64; empty where there is none.
    pub ssm_x86_64: &'static str,
    /// The same for Arm.
    pub ssm_arm64: &'static str,
    /// Account that owns the images.
    pub owner: &'static str,
    /// Pattern of their names, with `{arch}` where the architecture stands; empty where the parameter is the way.
    pub name: &'static str,
}
