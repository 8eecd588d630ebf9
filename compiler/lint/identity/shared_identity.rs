//! Keys and ids that one host should have alone, given to all.

use super::Finding;
use super::subject::Subject;
use crate::catalog::identity::{IdentityItem, identity_item};
use crate::host::item::Item;
use crate::host::{FileState, Host, Strategy};
use crate::plan::identity_of;

lint! {
    /// All hosts get the same key or id, which one host should have alone.
    ///
    /// SSH host keys, the machine-id, seeds of random numbers, the registrations of Docker, the ECS agent and the SSM agent are
    /// made anew on each host. Placed by the profile, or kept in the image by `image.keep`, they are the same on every host:
    /// clones pass for each other, to an attacker as well.
    ///
    /// Bad: `files."/etc/ssh/ssh_host_ed25519_key".source = "..."`, or `image.keep = ["machine-id"]`. Good: leave them out;
    /// cloud-init and systemd make them at the first boot.
    ///
    /// Source: schemas/identity.toml, `if-left` of each item; EC2 user guide, "Recommendations for creating shared Linux AMIs".
    "L0041" "shared-identity" Security Warn check
}

/// Items of the catalogue that no two hosts have alike on purpose.
const UNIQUE: &[&str] = &[
    "cloud-init-state",
    "dbus-machine-id",
    "docker-engine-id",
    "docker-key-json",
    "docker-swarm",
    "ecs-agent-data",
    "esp-random-seed",
    "machine-id",
    "random-seed",
    "snapd-state",
    "ssh-host-keys",
    "ssm-registration",
];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let host = subject.host;
    let files: Vec<_> = host.files.iter().filter_map(unique).collect();
    let placed = files
        .iter()
        .filter(|(item, file)| !is_refused(host, item, file));
    let mut found: Vec<Finding> = placed.map(|(item, file)| of_file(item, file)).collect();
    for kept in &host.image.keep {
        let item = identity_item(&kept.value).or_else(|| identity_of(&kept.value));
        let item = item.filter(|item| UNIQUE.contains(&item.id));
        let is_said = |item: &&IdentityItem| files.iter().any(|(placed, _)| placed.id == item.id);
        if let Some(item) = item.filter(|item| !is_said(item)) {
            let found_kept = LINT.at_span(kept.span, "image.keep", message(item));
            found.push(
                found_kept
                    .label("stays in the image")
                    .note(note(item))
                    .help("leave it out"),
            );
        }
    }
    found
}

fn unique(file: &Item<FileState>) -> Option<(&'static IdentityItem, &Item<FileState>)> {
    let item = identity_of(&file.name.text)?;
    let mut states = file.states.iter().flatten();
    let is_alike = UNIQUE.contains(&item.id) && states.any(|state| !state.body.needs_host());
    is_alike.then_some((item, file))
}

/// A baked file that nothing keeps is an error already: the clean-up would take it away.
fn is_refused(host: &Host, item: &IdentityItem, file: &Item<FileState>) -> bool {
    let keeps = |kept: &str| kept == item.id || kept == file.name.text;
    let is_kept = host.image.keep.iter().any(|kept| keeps(&kept.value));
    host.image.strategy == Strategy::Bake && file.is_fixed() && !is_kept
}

fn of_file(item: &IdentityItem, file: &Item<FileState>) -> Finding {
    LINT.at(&file.name.cause(), message(item))
        .label("the same on every host")
        .note(note(item))
        .help("leave the file out: it is made on each host at its first boot")
}

fn message(item: &IdentityItem) -> String {
    format!("all hosts share `{}`", item.id)
}

fn note(item: &IdentityItem) -> String {
    format!("left in an image: {}", item.if_left)
}
