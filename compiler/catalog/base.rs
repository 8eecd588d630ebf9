//! The fact packs: what is known about each base image, fact by fact with source and date.
//!
//! Source: schemas/bases/*.toml.

use super::version::Version;

mod facts;
mod orderings;

pub use facts::{
    AmiSource, Arch, AwsWay, CloudInitFacts, DockerFacts, EcsFacts, EcsInitSource, Family,
    ImageFacts, LogrotateFacts, OptionsFile, Os, Package, PackageManager, Role, ShippedRule,
    SsmFacts, SsmSource, Tools,
};
pub use orderings::{Key, Ordering, Rules};

include!(concat!(env!("OUT_DIR"), "/base.rs"));

/// The names of `host.base`.
#[expect(
    clippy::indexing_slicing,
    reason = "a constant: a wrong index does not compile"
)]
pub const BASE_NAMES: &[&str] = &{
    let mut names = [""; BASES.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = BASES[at].name;
        at += 1;
    }
    names
};

/// One thing that is known about a base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact<T: 'static> {
    /// What holds.
    pub value: T,
    /// Where that was read; begins with `not verified:` where it was not.
    pub source: &'static str,
    /// The day, `YYYY-MM-DD`.
    pub read: &'static str,
}

impl<T> Fact<T> {
    /// False where nobody has seen it in a source or on a host.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        !self.source.starts_with("not verified:")
    }
}

/// One base image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base {
    /// Name in `host.base`, `al2023-ecs`.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub doc: &'static str,
    /// Version of the fact pack, `YYYY.MM.DD`.
    pub pack: &'static str,
    /// Which family of distributions.
    pub family: Family,
    /// The operating system.
    pub os: Os,
    /// Docker and how it is started.
    pub docker: DockerFacts,
    /// The ECS agent and how it is had and started.
    pub ecs: EcsFacts,
    /// cloud-init and its place in the boot.
    pub cloud_init: CloudInitFacts,
    /// The SSM agent.
    pub ssm: SsmFacts,
    /// Packages by role.
    pub packages: &'static [Package],
    /// Versions of programs that generated text relies on.
    pub tools: Tools,
    /// logrotate stanzas that the image ships.
    pub logrotate: LogrotateFacts,
    /// Where its machine images are found.
    pub image: ImageFacts,
    /// Which of its units comes before which.
    pub orderings: &'static [Ordering],
}

impl Base {
    /// Finds the package for a role.
    #[must_use]
    pub fn package(&self, role: Role) -> Option<&'static Package> {
        self.packages.iter().find(|package| package.role == role)
    }

    /// Says how a host of the base asks AWS for something; `None` where it cannot.
    ///
    /// curl is the faster way: it needs no Python and no further package.
    #[must_use]
    pub fn aws_way(&self) -> Option<AwsWay> {
        if self.tools.curl.value >= CURL_SIGNS {
            return Some(AwsWay::Curl);
        }
        let has_name = |package: &Package| package.name.value.is_some();
        let can = self.package(Role::AwsCli).is_some_and(has_name) || self.has(Role::AwsCli);
        can.then_some(AwsWay::CommandLine)
    }

    /// Says whether the machine image has what a role needs.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.package(role)
            .is_some_and(|package| package.present.value)
    }
}

/// The first curl whose `--aws-sigv4` signs every header that it is given, the session token and the target among them.
///
/// Source: curl/curl 29c4aa00a1, first in 7.86.0; 7.81.0 signs Content-Type, Host and X-Amz-Date only.
const CURL_SIGNS: Version = Version::new(7, 86, 0);

/// Finds a base by its name in `host.base`.
#[must_use]
pub fn base(name: &str) -> Option<&'static Base> {
    BASES.iter().find(|base| base.name == name)
}
