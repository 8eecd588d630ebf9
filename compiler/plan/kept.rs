//! What the profile places and the clean-up of the image would take away again.

use super::action::Action;
use super::{Step, diags};
use crate::catalog::identity::{IDENTITY_ITEMS, IdentityAction, IdentityItem};
use crate::diagnostic::Report;
use crate::host::Host;
use crate::host::leaf::Cause;

/// Wants an explicit `image.keep` for every baked path that the catalogue of identity would delete.
pub(super) fn check(host: &Host, bake: &[Step], report: &mut Report) {
    for item in &host.image.keep {
        let known = crate::catalog::identity::identity_item(&item.value).is_some();
        if !known && !item.value.starts_with('/') {
            report.push(diags::unknown_keep(item.span, &item.value));
        }
    }
    for (path, cause) in bake
        .iter()
        .filter_map(Step::fixed_action)
        .filter_map(|action| placed(action, host))
    {
        let Some(item) = IDENTITY_ITEMS.iter().find(|item| takes(item, &path)) else {
            continue;
        };
        let kept = host
            .image
            .keep
            .iter()
            .any(|kept| kept.value == path || kept.value == item.id);
        if !kept {
            report.push(diags::would_be_deleted(cause.span, &path, item));
        }
    }
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
        | Action::StartDockerForBake(_)
        | Action::PullImages { .. }
        | Action::SetManagerProxy(..)
        | Action::RefreshCertificates(..)
        | Action::RunScript(..) => None,
    }
}

fn takes(item: &IdentityItem, path: &str) -> bool {
    let removes = matches!(
        item.action,
        IdentityAction::Delete | IdentityAction::Truncate | IdentityAction::Command
    );
    removes && item.paths.iter().any(|pattern| matches_path(pattern, path))
}

/// Matches a path against a shell pattern: `*` within a directory, `**` across; a directory takes all below it.
fn matches_path(pattern: &str, path: &str) -> bool {
    // Nearly every pattern differs before its first star, which costs nothing to see.
    let literal = pattern.find('*').unwrap_or(pattern.len());
    let (literal, _) = pattern.split_at(literal);
    path.starts_with(literal) && matches_parts(pattern, path)
}

fn matches_parts(pattern: &str, path: &str) -> bool {
    let (first, rest) = pattern
        .split_once('/')
        .map_or((pattern, None), |(first, rest)| (first, Some(rest)));
    let (name, below) = path
        .split_once('/')
        .map_or((path, None), |(name, below)| (name, Some(below)));
    if first == "**" {
        let here = rest.is_none_or(|rest| matches_parts(rest, path));
        return here || below.is_some_and(|below| matches_parts(pattern, below));
    }
    if !matches_name(first.as_bytes(), name.as_bytes()) {
        return false;
    }
    match (rest, below) {
        (None, _) => true,
        (Some(rest), Some(below)) => matches_parts(rest, below),
        (Some(_), None) => false,
    }
}

fn matches_name(pattern: &[u8], name: &[u8]) -> bool {
    match pattern.split_first() {
        None => name.is_empty(),
        Some((b'*', rest)) => (0..=name.len()).any(|skip| {
            name.get(skip..)
                .is_some_and(|name| matches_name(rest, name))
        }),
        Some((byte, rest)) => name
            .split_first()
            .is_some_and(|(first, name)| first == byte && matches_name(rest, name)),
    }
}
