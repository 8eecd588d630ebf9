//! A disk that the launch template does not attach.

use super::Finding;
use super::subject::Subject;
use crate::host::item::Item;
use crate::host::leaf::Cause;
use crate::host::{LaunchData, Volume};
use crate::profile::node::{Node, Table};

lint! {
    /// A volume waits for a disk that the launch template does not attach.
    ///
    /// The template lists block devices, and this is none of them. Unless something else attaches the disk in time, the boot step waits
    /// for it, fails, and the host never joins.
    ///
    /// Bad: `[volumes."/data"]` with `device = "/dev/sdf"` and `[launch.volumes."/dev/sdg"]`. Good: one name in both. The lint is
    /// allowed where a script or a controller attaches the disk.
    ///
    /// Source: EC2 API reference, RequestLaunchTemplateData, BlockDeviceMappings.
    "L0210" "volume-not-attached" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (launch, data) in subject.host.launch.iter().enumerate() {
        let attached = data.get(&["volumes"]).and_then(Node::as_table);
        let Some(attached) = attached.filter(|table| !table.entries.is_empty()) else {
            continue;
        };
        for item in &subject.host.volumes {
            let missing = item
                .at(launch)
                .filter(|volume| !is_attached(volume, attached));
            found.extend(missing.map(|volume| finding(item, volume, data)));
        }
    }
    found
}

/// Says whether the template may attach the disk: one that is told by an id or by its order is not looked for.
fn is_attached(volume: &Volume, attached: &Table) -> bool {
    let mut devices = attached.entries.iter();
    if let Some(size) = volume.device.value.strip_prefix("size:") {
        // One without a size has its snapshot's.
        return devices.any(|device| {
            let table = device.node.as_table();
            let given = table.and_then(|table| table.get("size")?.as_integer());
            given.is_none_or(|given| size == format!("{given}GiB"))
        });
    }
    devices.any(|device| volume.is_device(&device.key).unwrap_or(true))
}

fn finding(item: &Item<Volume>, volume: &Volume, data: &LaunchData) -> Finding {
    let cause = Cause {
        span: volume.device.span,
        leaf: format!("{}.device", item.name.leaf).into(),
    };
    let message = format!("the launch template attaches no `{}`", volume.device.value);
    let found = LINT
        .at(&cause, message)
        .label("none of its block devices")
        .note("the boot waits for the disk, fails, and the host never joins")
        .help("add it to [launch.volumes], or allow the lint where something else attaches it");
    match data.get(&["volumes"]) {
        Some(volumes) => found.related(volumes.span, "what is attached"),
        None => found,
    }
}
