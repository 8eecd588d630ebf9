//! The host: one typed picture of what the profile asks for, over all launches at once.
//!
//! Each thing of the host keeps its state for every launch and the leaf that decides its scope. What
//! is checked here is a type afterwards; the plan never looks at a tree or at TOML.

mod composed;
mod context;
pub(crate) mod diags;
pub mod item;
mod launches;
pub mod leaf;
pub(crate) mod lines;
mod sections;
mod tree;
mod vars;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::catalog::base::Base;
use crate::diagnostic::Report;
use crate::profile::Profile;
use crate::profile::node::{Node, Text};
use crate::source::{Sources, Spanned, World};
use item::Item;
use leaf::{Cause, Deciding};

pub use composed::Composed;
pub(crate) use context::Context;
pub use sections::boot::{Boot, OnFailure, OnSkew};
pub use sections::certificates::KeyPair;
pub use sections::container_files::TaskDriver;
pub use sections::docker::{ApplyAs, DaemonSetting, Docker, DockerGc};
pub use sections::ecs::EcsLine;
use sections::ecs::agent_lines;
pub use sections::files::{Body, FileState};
pub use sections::image::{HostKeys, Image, Strategy};
pub use sections::images::{ImageReference, Login, Pull, ecr_region, repo_tag};
pub use sections::launch::LaunchData;
pub(crate) use sections::lints::written as written_lints;
pub use sections::lints::{Level, LintSetting};
pub use sections::logrotate::{LogrotateRule, RuleLine};
pub use sections::packages::Repository;
pub use sections::proxy::{Proxy, ProxyState};
pub use sections::scripts::{Every, Order, ScriptPhase, ScriptState};
pub use sections::secrets::AskedSecret;
pub use sections::signal::Signal;
pub use sections::swarm::{Swarm, SwarmState};
pub use sections::trust::Ssm;
pub use sections::units::{Enablement, Unit};
pub use sections::users::UserState;
pub use sections::volumes::{Swap, Volume};

/// What runs the containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The ECS agent.
    Ecs,
    /// Plain Docker.
    Docker,
    /// Docker as a member of a swarm.
    Swarm,
}

/// One host over all launches.
#[derive(Clone, Debug)]
pub struct Host {
    /// Name of the profile.
    pub name: Spanned<String>,
    /// What it is for, per launch.
    pub description: Vec<Option<String>>,
    /// Names of the launches.
    pub launches: Vec<String>,
    /// Where each launch is named: its variant, or the profile.
    pub launch_causes: Vec<Cause>,
    /// The fact pack.
    pub base: &'static Base,
    /// Where the base is named.
    pub base_cause: Cause,
    /// Architecture in EC2's words.
    pub arch: String,
    /// What runs the containers.
    pub role: Role,
    /// How the machine image is made.
    pub image: Image,
    /// Container images to pull.
    pub images: Vec<Item<ImageReference>>,
    /// Log drivers of the tasks whose images are pulled.
    pub task_drivers: Vec<TaskDriver>,
    /// How they are pulled.
    pub pull: Pull,
    /// Lines of ecs.config; empty without `[ecs]`.
    pub ecs: Vec<Item<EcsLine>>,
    /// dockerd's settings.
    pub docker: Docker,
    /// The way out.
    pub proxy: Option<Proxy>,
    /// Certificates of authorities by name.
    pub certificates: Vec<Item<Body>>,
    /// The SSM agent.
    pub ssm: Option<Ssm>,
    /// The swarm that it joins.
    pub swarm: Option<Swarm>,
    /// Rules of logrotate.
    pub logrotate: Vec<Item<LogrotateRule>>,
    /// Packages by name.
    pub packages: Vec<Item<()>>,
    /// Repositories.
    pub repositories: Vec<Item<Repository>>,
    /// Files by path.
    pub files: Vec<Item<FileState>>,
    /// Units by name.
    pub units: Vec<Unit>,
    /// Kernel parameters.
    pub sysctl: Vec<Item<String>>,
    /// Users by name.
    pub users: Vec<Item<UserState>>,
    /// The host's own name.
    pub hostname: Option<Item<Text>>,
    /// Host names with their addresses.
    pub hosts: Vec<Item<Text>>,
    /// Keys that the host makes for itself, by name.
    pub key_pairs: Vec<Item<KeyPair>>,
    /// Disks by mount point.
    pub volumes: Vec<Item<Volume>>,
    /// The swap file.
    pub swap: Option<Item<Swap>>,
    /// The user's scripts.
    pub scripts: Vec<Item<ScriptState>>,
    /// Modules of cloud-init.
    pub cloud_config: Vec<Item<Node>>,
    /// The launch template, one per launch.
    pub launch: Vec<LaunchData>,
    /// The Auto Scaling group, one per launch.
    pub scaling: Vec<LaunchData>,
    /// The target group, one per launch.
    pub target_group: Vec<LaunchData>,
    /// What happens on failure and skew, one per launch.
    pub boot: Vec<Boot>,
    /// Levels of lints.
    pub lints: Vec<LintSetting>,
    /// Names of the variables, which have been put in.
    pub variables: BTreeSet<String>,
    /// Strings that references helped to make, which stand in no file as they are.
    pub composed: Vec<Composed>,
    /// The secrets that each launch asks for.
    pub secrets: Vec<Vec<AskedSecret>>,
    asked: Vec<String>,
}

impl Host {
    /// Puts variants and variables in and types every section.
    ///
    /// `None` where so much is missing that there is no host to speak of; the report says what.
    pub fn resolve(
        profile: &Profile,
        vars: &[(String, String)],
        world: &dyn World,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Option<Self> {
        let launches = launches::lay_over(profile, vars, report);
        let tree = &launches.tree;
        let count = launches.names.len();
        let name = tree
            .leaf("name")?
            .map(|node| Some(node.as_str()?.to_owned()));
        let name = name.first()?.clone();
        let base_leaf = tree.at(&["host", "base"])?.as_leaf()?;
        let base_cause = base_leaf.cause(0)?;
        let base = crate::catalog::base::base(base_leaf.first()?.value.as_str()?)?;
        let mut ctx = Context::new(world, sources, report, base);
        sections::image::check_late(tree, &mut ctx);
        let pull = sections::images::pull(tree, count);
        let (images, task_drivers) = sections::images::images(tree, &pull, count, &mut ctx);
        let role = role(tree);
        let docker = sections::docker::docker(tree, count, &mut ctx);
        let proxy = sections::proxy::proxy(tree, &docker.settings, count, &mut ctx);
        Some(Self {
            name,
            description: (0..count).map(|at| tree.text("description", at)).collect(),
            base,
            base_cause: base_cause.clone(),
            arch: named(tree, "arch").unwrap_or_else(|| "x86_64".to_owned()),
            role,
            image: sections::image::image(tree, &base_cause, &mut ctx),
            pull,
            images,
            task_drivers,
            ecs: agent_lines(tree, role, proxy.as_ref(), &docker, count, &mut ctx),
            docker,
            proxy,
            certificates: sections::trust::certificates(tree, count, &mut ctx),
            ssm: sections::trust::ssm(tree, count),
            swarm: sections::swarm::swarm(tree, count, &mut ctx),
            logrotate: sections::logrotate::rules(tree, count, &mut ctx),
            packages: sections::packages::packages(tree),
            repositories: sections::packages::repositories(tree, count, &mut ctx),
            files: sections::files::files(tree, count, &mut ctx),
            units: sections::units::units(tree, count, &mut ctx),
            sysctl: sections::small::sysctl(tree, count, &ctx),
            users: sections::users::users(tree, count),
            hostname: sections::small::hostname(tree, count, &mut ctx),
            hosts: sections::small::hosts(tree, count),
            key_pairs: sections::certificates::key_pairs(tree, count, &mut ctx),
            volumes: sections::volumes::volumes(tree, count, &mut ctx),
            swap: sections::volumes::swap(tree, count),
            scripts: sections::scripts::scripts(tree, count, &mut ctx),
            cloud_config: sections::cloud_config::modules(tree, count, &mut ctx),
            launch: sections::launch::launches(tree, count, &mut ctx),
            scaling: sections::launch::scaling(tree, count),
            target_group: sections::launch::target_groups(tree, count, &mut ctx),
            boot: sections::boot::boots(tree, count, &mut ctx),
            secrets: sections::secrets::secrets(tree, count, &mut ctx),
            lints: sections::lints::lints(tree),
            variables: launches::variables(profile),
            composed: composed::composed(tree, sources),
            asked: tree.host_references(),
            launch_causes: launches.causes(),
            launches: launches.names.into_iter().map(|name| name.value).collect(),
        })
    }

    /// Number of launches.
    #[must_use]
    pub fn count(&self) -> usize {
        self.launches.len()
    }

    /// The place of the profile's name.
    #[must_use]
    pub fn name_cause(&self) -> Cause {
        Cause {
            span: self.name.span,
            leaf: Arc::from("name"),
        }
    }

    /// Lists what the host is asked for on it, as the references are written.
    #[must_use]
    pub fn asked(&self) -> &[String] {
        &self.asked
    }

    /// Says whether any launch asks for a secret.
    #[must_use]
    pub fn has_secrets(&self) -> bool {
        self.secrets.iter().any(|launch| !launch.is_empty())
    }

    /// Says whether any launch asks AWS for something, or tells it something.
    #[must_use]
    pub fn asks_aws(&self) -> bool {
        self.has_secrets() || self.boot.iter().any(Boot::is_told_to_aws)
    }

    /// The place of the base, as the leaf behind what parbake adds on its own.
    #[must_use]
    pub fn base_deciding(&self) -> Deciding {
        Deciding {
            scope: leaf::Scope::Fixed,
            reason: leaf::Reason::Same,
            leaf: Arc::clone(&self.base_cause.leaf),
            span: Some(self.base_cause.span),
        }
    }
}

/// A word of `[host]`.
fn named(tree: &tree::Tree, key: &str) -> Option<String> {
    tree.at(&["host"])?.text(key, 0)
}

/// `host.role`, or what the sections say.
fn role(tree: &tree::Tree) -> Role {
    match named(tree, "role").as_deref() {
        Some("ecs") => Role::Ecs,
        Some("swarm") => Role::Swarm,
        Some(_) => Role::Docker,
        None if tree.get("ecs").is_some() => Role::Ecs,
        None if tree.get("swarm").is_some() => Role::Swarm,
        None => Role::Docker,
    }
}
