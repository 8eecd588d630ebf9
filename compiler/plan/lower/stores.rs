//! Keys with their certificates, volumes and the swap file: what only a host can have, so never a step of the image.

use super::{Kind, Resource, on_host};
use crate::catalog::base::Role as PackageRole;
use crate::host::Host;
use crate::host::item::Item;
use crate::host::leaf::Deciding;
use crate::host::{KeyPair, Swap, Volume};
use crate::plan::action::{Action, Document, WriteFile};

/// How long a format or a swap file of zeros may take beside the wait for the disk, in seconds.
const DISK_WORK: u64 = 1800;

pub(super) fn add(host: &Host, list: &mut Vec<Resource>) {
    let mut volumes: Vec<&Item<Volume>> = host.volumes.iter().collect();
    // The one that holds another's mount point comes first.
    volumes.sort_by(|one, other| one.name.text.cmp(&other.name.text));
    for volume in &volumes {
        list.push(mount(volume, &volumes, host));
    }
    if let Some(swap) = &host.swap {
        list.push(swap_file(swap));
    }
    for pair in &host.key_pairs {
        list.push(key_pair(pair));
    }
    drop_ins(host, &volumes, list);
}

fn mount(volume: &Item<Volume>, all: &[&Item<Volume>], host: &Host) -> Resource {
    let path = &volume.name.text;
    let action = |state: &Volume| {
        let cause = volume.name.cause();
        Some(Action::MountVolume(path.clone(), state.clone(), cause))
    };
    let name = format!("volume {path}");
    let mut resource = on_host(Resource::of(Kind::Volume, name, volume, action).each_boot());
    let outer = all.iter().filter(|other| is_below(path, &other.name.text));
    let outer = outer.map(|other| format!("volume {}", other.name.text));
    resource.needs.extend(outer);
    for state in volume.states.iter().flatten() {
        let seconds = state.wait_seconds + DISK_WORK;
        resource.timeout_seconds = resource.timeout_seconds.max(seconds);
        let owner = state.owner.iter().map(|owner| format!("user {owner}"));
        let group = state.group.iter().map(|group| format!("group {group}"));
        resource.needs.extend(owner.chain(group));
        let packages = packages_of(state, host).into_iter();
        let names = packages.filter_map(|role| host.base.package(role)?.name.value);
        resource
            .needs
            .extend(names.map(|name| format!("package {name}")));
    }
    resource
}

fn swap_file(swap: &Item<Swap>) -> Resource {
    let action = |state: &Swap| Some(Action::EnsureSwap(state.clone(), swap.name.cause()));
    let resource = Resource::of(Kind::Swap, "swap".to_owned(), swap, action);
    let mut resource = on_host(resource.each_boot());
    resource.timeout_seconds = DISK_WORK;
    resource
}

fn key_pair(pair: &Item<KeyPair>) -> Resource {
    let name = &pair.name.text;
    let action = |state: &KeyPair| {
        let cause = pair.name.cause();
        Some(Action::MakeKeyPair(name.clone(), state.clone(), cause))
    };
    let resource = Resource::of(Kind::KeyPair, format!("certificate {name}"), pair, action);
    let mut resource = on_host(resource);
    for state in pair.states.iter().flatten() {
        resource.needs.push(format!("user {}", state.owner));
        resource.needs.push(format!("group {}", state.group));
    }
    resource
}

/// Docker is stopped before its disks are unmounted: systemd orders a unit after the mounts that it names, however they came to be.
///
/// Source: systemd.unit(5), `RequiresMountsFor=`.
fn drop_ins(host: &Host, volumes: &[&Item<Volume>], list: &mut Vec<Resource>) {
    let decidings = volumes.iter().map(|volume| volume.deciding.clone());
    let Some(deciding) = decidings.reduce(Deciding::widest) else {
        return;
    };
    let mounts = |launch: usize| {
        let here = volumes.iter().filter(|volume| volume.at(launch).is_some());
        let paths = here.map(|volume| (volume.name.text.clone(), volume.name.cause()));
        paths.collect::<Vec<_>>()
    };
    let docker = &host.base.docker;
    for unit in [docker.containerd.value, docker.unit.value] {
        let path = format!("/etc/systemd/system/{unit}.d/20-parbake-volumes.conf");
        let write = |launch: usize| {
            let mounts = mounts(launch);
            let cause = mounts.first().map(|(_, cause)| cause.clone())?;
            Some(Action::WriteFile(WriteFile {
                path: path.clone(),
                mode: "0644".to_owned(),
                owner: "root".to_owned(),
                group: "root".to_owned(),
                document: Document::MountsDropIn(mounts),
                cause,
            }))
        };
        let actions = (0..host.count()).map(write).collect();
        let name = format!("file {path}");
        let file = Resource::new(Kind::Setting, name, actions, deciding.clone());
        list.push(file.each_boot());
    }
}

/// The packages that the steps need.
pub(super) fn roles(host: &Host) -> Vec<PackageRole> {
    let mut roles = Vec::new();
    if !host.key_pairs.is_empty() {
        roles.push(PackageRole::Openssl);
    }
    let volumes = host.volumes.iter();
    for volume in volumes.flat_map(|volume| volume.states.iter().flatten()) {
        for role in packages_of(volume, host) {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
    }
    roles
}

fn packages_of(volume: &Volume, host: &Host) -> Vec<PackageRole> {
    let filesystem = match volume.filesystem.as_str() {
        "xfs" => PackageRole::Xfs,
        _ => PackageRole::Ext4,
    };
    let needed = |role: &PackageRole| host.base.package(*role).is_some();
    let name = volume.device.value.starts_with("/dev/");
    let names = name.then_some(PackageRole::Nvme);
    std::iter::once(filesystem)
        .chain(names)
        .filter(needed)
        .collect()
}

/// Says whether a path is inside a directory.
fn is_below(path: &str, directory: &str) -> bool {
    let rest = path.strip_prefix(directory);
    rest.is_some_and(|rest| rest.starts_with('/'))
}
