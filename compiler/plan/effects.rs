//! What the bake of a host leaves behind: the one place that says it for each action.

use std::collections::BTreeMap;

use super::Step;
use super::action::Action;
use crate::catalog::base::Role as PackageRole;
use crate::catalog::identity::Effect;
use crate::host::leaf::Cause;
use crate::host::{Host, ImageReference, Role};

/// The effects of a bake, each with the leaf that first brings it about.
pub type Effects = BTreeMap<Effect, Cause>;

/// Collects the effects of the build host, of what the base runs on it, and of each bake step.
pub(super) fn of(host: &Host, bake: &[Step]) -> Effects {
    let mut effects = Effects::new();
    let mut add = |effect: Effect, cause: &Cause| {
        effects.entry(effect).or_insert_with(|| cause.clone());
    };
    for effect in of_base(host) {
        add(effect, &host.base_cause);
    }
    for action in bake.iter().filter_map(Step::fixed_action) {
        for (effect, cause) in of_action(action) {
            add(effect, &cause);
        }
    }
    effects
}

/// What a build host of the base has running before the first step.
fn of_base(host: &Host) -> Vec<Effect> {
    let mut effects = vec![Effect::BuildHost];
    if host.base.has(PackageRole::Docker) {
        effects.push(Effect::Docker);
    }
    if host.base.has(PackageRole::SsmAgent) {
        effects.push(Effect::SsmAgent);
    }
    // Its package may bring state along, and Amazon's own machine image has it running.
    if host.role == Role::Ecs || host.base.has(PackageRole::EcsInit) {
        effects.push(Effect::EcsAgent);
    }
    effects
}

/// What one action leaves behind. A script is opaque: it says so itself.
fn of_action(action: &Action) -> Vec<(Effect, Cause)> {
    match action {
        Action::InstallPackages(names) => {
            let first = names.first();
            first
                .map(|(_, cause)| (Effect::Packages, cause.clone()))
                .into_iter()
                .collect()
        }
        Action::EnableExtra(_, cause) | Action::InstallUrlPackage { cause, .. } => {
            vec![(Effect::Packages, cause.clone())]
        }
        Action::EnsureGroup(_, cause) | Action::EnsureUser(_, _, cause) => {
            vec![(Effect::Users, cause.clone())]
        }
        Action::StartDockerForBake(cause) => vec![(Effect::Docker, cause.clone())],
        Action::PullImages { images, login, .. } => of_pull(images, !login.is_empty()),
        Action::RunScript(_, state) => state.effects.clone(),
        Action::AuthorizedKeys(..)
        | Action::WriteFile(_)
        | Action::HostsBlock { .. }
        | Action::WriteEcsConfig { .. }
        | Action::SetUnit(..)
        | Action::StartUnit(..)
        | Action::ReloadSystemd(_)
        | Action::ApplySysctl(..)
        | Action::SetHostname(..)
        | Action::JoinSwarm(..)
        | Action::SetManagerProxy(..)
        | Action::RefreshCertificates(..)
        | Action::MakeKeyPair(..)
        | Action::MountVolume(..)
        | Action::EnsureSwap(..) => Vec::new(),
    }
}

/// The logins of a pull are gone when it ends; the clean-up looks for them all the same.
fn of_pull(images: &[(ImageReference, Cause)], logs_in: bool) -> Vec<(Effect, Cause)> {
    let Some((_, cause)) = images.first() else {
        return Vec::new();
    };
    let login = logs_in.then(|| (Effect::RegistryLogin, cause.clone()));
    let mut effects = vec![(Effect::Docker, cause.clone())];
    effects.extend(login);
    effects
}
