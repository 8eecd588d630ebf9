//! Entries of the bases: every fact with its source and the day it was read.

use super::{Known, Reference};
use crate::catalog::base::{
    AmiSource, Arch, Base, EcsInitSource, Fact, OptionsFile, Ordering, Package, PackageManager,
    Role, ShippedRule, SsmSource, base,
};
use crate::catalog::version::Version;

/// Finds a base by its name.
pub(super) fn find(word: &str) -> Option<Reference> {
    base(word).map(entry)
}

fn entry(base: &Base) -> Reference {
    Reference {
        title: base.name.to_owned(),
        kind: "base, a fact pack of parbake",
        doc: base.doc.to_owned(),
        notes: vec![
            format!("fact pack of {}", base.pack),
            base.os.end_of_life_note.to_owned(),
        ],
        facts: facts(base),
        example: format!("[host]\nbase = \"{}\"\n", base.name),
        ..Reference::default()
    }
}

/// Makes one row for each fact, named by its place in the pack.
macro_rules! rows {
    ($base:ident: $($group:ident { $($name:ident)* })*) => {
        vec![$($(known(concat!(stringify!($group), ".", stringify!($name)), &$base.$group.$name)),*),*]
    };
}

fn facts(base: &Base) -> Vec<Known> {
    let mut facts = rows! { base:
        os { id version_id codename package_manager architectures end_of_life default_user admin_group ca_directory ca_command }
        docker { version unit socket containerd exec_start flags options_file daemon_json daemon_json_ships data_root enabled_by_package }
        ecs { init unit stays_down_on_exit_5 environment_files }
        cloud_init { version network_unit config_unit final_unit manages_hosts hosts_template }
        ssm { unit source }
        tools { systemd bash logrotate openssl python curl }
        logrotate { shipped }
        image { source root_device }
    };
    facts.extend(base.packages.iter().map(package));
    facts.extend(base.orderings.iter().map(ordering));
    facts
}

/// Says how a unit is ordered, in the words of its file.
fn ordering(row: &Ordering) -> Known {
    let rules = row.rules.value;
    let mut words = Vec::new();
    if !rules.default_dependencies {
        words.push("DefaultDependencies=no".to_owned());
    }
    for (key, units) in [("After", rules.after), ("Before", rules.before)] {
        if !units.is_empty() {
            words.push(format!("{key}={}", units.join(" ")));
        }
    }
    words.extend(rules.wanted_by.map(|target| format!("WantedBy={target}")));
    Known {
        name: row.unit,
        value: words.join(", "),
        source: row.rules.source,
        read: row.rules.read,
    }
}

/// Says which package has a role, and whether the image has it already.
fn package(package: &Package) -> Known {
    let name = package.name.value.words();
    let value = match package.present.value {
        true => format!("{name}, in the image"),
        false => format!("{name}, not in the image"),
    };
    Known {
        name: role(package.role),
        value,
        source: package.name.source,
        read: package.name.read,
    }
}

const fn role(role: Role) -> &'static str {
    match role {
        Role::Docker => "packages.docker",
        Role::DockerCli => "packages.docker-cli",
        Role::Containerd => "packages.containerd",
        Role::EcsInit => "packages.ecs_init",
        Role::SsmAgent => "packages.ssm_agent",
        Role::Logrotate => "packages.logrotate",
        Role::Chrony => "packages.chrony",
        Role::Openssl => "packages.openssl",
        Role::Curl => "packages.curl",
        Role::Unzip => "packages.unzip",
        Role::AwsCli => "packages.aws_cli",
        Role::CaCertificates => "packages.ca_certificates",
        Role::Ext4 => "packages.ext4",
        Role::Xfs => "packages.xfs",
        Role::Nvme => "packages.nvme",
    }
}

fn known<T: Words>(name: &'static str, fact: &Fact<T>) -> Known {
    Known {
        name,
        value: fact.value.words(),
        source: fact.source,
        read: fact.read,
    }
}

/// A value of a fact, in words.
trait Words {
    fn words(&self) -> String;
}

impl Words for &str {
    fn words(&self) -> String {
        (*self).to_owned()
    }
}

impl Words for bool {
    fn words(&self) -> String {
        if *self { "yes" } else { "no" }.to_owned()
    }
}

impl Words for Version {
    fn words(&self) -> String {
        self.to_string()
    }
}

impl<T: Words> Words for Option<T> {
    fn words(&self) -> String {
        self.as_ref()
            .map_or_else(|| "none".to_owned(), Words::words)
    }
}

impl<T: Words> Words for &[T] {
    fn words(&self) -> String {
        let words: Vec<_> = self.iter().map(Words::words).collect();
        if words.is_empty() {
            "none".to_owned()
        } else {
            words.join(", ")
        }
    }
}

impl Words for (&str, &str) {
    fn words(&self) -> String {
        format!("{} {}", self.0, self.1).trim_end().to_owned()
    }
}

impl Words for PackageManager {
    fn words(&self) -> String {
        match self {
            Self::Apt => "apt",
            Self::Dnf => "dnf",
            Self::Yum => "yum",
        }
        .to_owned()
    }
}

impl Words for Arch {
    fn words(&self) -> String {
        match self {
            Self::X8664 => "x86_64",
            Self::Arm64 => "arm64",
        }
        .to_owned()
    }
}

impl Words for OptionsFile {
    fn words(&self) -> String {
        format!("{}: {}=\"{}\"", self.path, self.variable, self.shipped)
    }
}

impl Words for EcsInitSource {
    fn words(&self) -> String {
        match self {
            Self::Package(name) => format!("package {name}"),
            Self::Extra(name) => format!("amazon-linux-extras {name}"),
            Self::Download(url) => format!("download {url}"),
        }
    }
}

impl Words for SsmSource {
    fn words(&self) -> String {
        match self {
            Self::Package(name) => format!("package {name}"),
            Self::Snap(name) => format!("snap {name}"),
            Self::Download(url) => format!("download {url}"),
        }
    }
}

impl Words for ShippedRule {
    fn words(&self) -> String {
        format!("{} ({})", self.file, self.paths.join(" "))
    }
}

impl Words for AmiSource {
    fn words(&self) -> String {
        let said = [self.ssm_x86_64, self.ssm_arm64, self.owner, self.name];
        let said: Vec<_> = said.into_iter().filter(|text| !text.is_empty()).collect();
        said.join(", ")
    }
}
