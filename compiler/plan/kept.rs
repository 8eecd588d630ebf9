//! What the profile places and the clean-up of the image would take away again.

use super::action::Action;
use super::{Step, diags};
use crate::catalog::identity::{
    IDENTITY_ITEMS, IdentityAction, IdentityClass, IdentityItem, identity_item,
};
use crate::catalog::pattern::matches_path;
use crate::diagnostic::Report;
use crate::host::Host;
use crate::host::leaf::Cause;
use crate::source::Spanned;

/// Wants an explicit `image.keep` for every baked path that the catalogue of identity would delete, and says what
/// a keep of something else breaks.
pub(super) fn check(host: &Host, bake: &[Step], report: &mut Report) {
    let actions = bake.iter().filter_map(Step::fixed_action);
    let placed: Vec<(String, Cause)> = actions.filter_map(|action| placed(action, host)).collect();
    let keep = &host.image.keep;
    for kept in keep {
        check_keep(kept, &placed, report);
    }
    for (path, cause) in &placed {
        let Some(item) = identity_of(path) else {
            continue;
        };
        let is_kept = |kept: &Spanned<String>| kept.value == *path || kept.value == item.id;
        if !keep.iter().any(is_kept) {
            report.push(diags::would_be_deleted(cause.span, path, item));
        }
    }
}

/// Says what is wrong with a keep, or what it does to the clones.
fn check_keep(kept: &Spanned<String>, placed: &[(String, Cause)], report: &mut Report) {
    let (word, span) = (kept.value.as_str(), kept.span);
    let found = match identity_item(word) {
        Some(item) if item.action == IdentityAction::Keep => diags::keeps_nothing(span, word),
        // A lint of its own speaks of those that make hosts one.
        Some(item) if item.class == IdentityClass::Identity => return,
        Some(item) => diags::kept_identity(span, word, item),
        None if !word.starts_with('/') => diags::unknown_keep(span, word),
        None => match taker(word) {
            None => diags::keeps_nothing(span, word),
            // What the profile itself places is the profile's, and its content is known.
            Some(_) if placed.iter().any(|(path, _)| path == word) => return,
            Some(item) if item.class == IdentityClass::Identity => return,
            Some(item) => diags::kept_identity(span, word, item),
        },
    };
    report.push(found);
}

/// The item whose clean-up or audit a path would fall to.
fn taker(path: &str) -> Option<&'static IdentityItem> {
    let mut takers = IDENTITY_ITEMS.iter().filter(|item| takes(item, path));
    let first = takers.next()?;
    if first.is_cleaned() {
        return Some(first);
    }
    takers.find(|item| item.is_cleaned()).or(Some(first))
}

/// Finds the item of identity that the clean-up of an image takes a path for.
#[must_use]
pub fn identity_of(path: &str) -> Option<&'static IdentityItem> {
    taker(path).filter(|item| item.is_cleaned())
}

/// The path that a step leaves in the image, where it is the profile's own.
fn placed(action: &Action, host: &Host) -> Option<(String, Cause)> {
    match action {
        Action::WriteFile(file) => Some((file.path.clone(), file.cause.clone())),
        Action::AuthorizedKeys(user, _, cause) => {
            let state = host
                .users
                .iter()
                .find(|item| item.name.text == *user)?
                .first()?;
            Some((
                format!("{}/.ssh/authorized_keys", state.home),
                cause.clone(),
            ))
        }
        Action::InstallPackages(_)
        | Action::EnableExtra(..)
        | Action::InstallUrlPackage { .. }
        | Action::EnsureGroup(..)
        | Action::EnsureUser(..)
        | Action::HostsBlock { .. }
        | Action::WriteEcsConfig { .. }
        | Action::SetUnit(..)
        | Action::StartUnit(..)
        | Action::ReloadSystemd(_)
        | Action::ApplySysctl(..)
        | Action::SetHostname(..)
        | Action::StartDockerForBake(_)
        | Action::JoinSwarm(..)
        | Action::PullImages { .. }
        | Action::SetManagerProxy(..)
        | Action::RefreshCertificates(..)
        | Action::MakeKeyPair(..)
        | Action::MountVolume(..)
        | Action::EnsureSwap(..)
        | Action::RunScript(..) => None,
    }
}

fn takes(item: &IdentityItem, path: &str) -> bool {
    let mut patterns = item.paths.iter();
    item.action != IdentityAction::Keep && patterns.any(|pattern| matches_path(pattern, path))
}
