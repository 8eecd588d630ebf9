//! `[volumes."/path"]` and `[swap]`: disks of the host, and what they are mounted on.

use std::collections::BTreeMap;

use crate::host::Context;
use crate::host::diags::stores as diags;
use crate::host::item::{Item, Named, items};
use crate::host::tree::Tree;
use crate::profile::node::{Entry, Node};
use crate::reader::go;
use crate::source::{Span, Spanned};

/// A disk and its mount in one launch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// The disk, as the profile has it.
    pub device: Spanned<String>,
    /// `ext4` or `xfs`.
    pub filesystem: String,
    /// Label of the file system.
    pub label: Option<String>,
    /// Options of mount(8).
    pub options: Vec<String>,
    /// `if-empty` or `never`.
    pub format: String,
    /// Whether the file system follows a volume that has grown.
    pub grow: bool,
    /// How long the boot waits for the disk.
    pub wait_seconds: u64,
    /// Mode of the root directory.
    pub mode: Option<String>,
    /// Owner of the root directory.
    pub owner: Option<String>,
    /// Group of the root directory.
    pub group: Option<String>,
}

/// A swap file in one launch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swap {
    /// Its size, `2GiB`.
    pub size: String,
    /// Its path.
    pub path: String,
}

/// What the running system has open, or what the boot before this step has written to.
const TAKEN: &[&str] = &[
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/home",
    "/lib",
    "/lib64",
    "/proc",
    "/root",
    "/run",
    "/sbin",
    "/sys",
    "/usr",
    "/var",
    "/var/lib",
    "/var/lib/cloud",
    "/var/lib/parbake",
];

/// Below these nothing is mounted either: they are no disks, or parbake's own.
const CLOSED: &[&str] = &[
    "/dev",
    "/proc",
    "/run",
    "/sys",
    "/var/lib/cloud",
    "/var/lib/parbake",
];

pub(crate) fn volumes(tree: &Tree, count: usize, ctx: &mut Context<'_>) -> Vec<Item<Volume>> {
    let lower = |entry: &Entry| {
        let volume = volume(entry)?;
        check(entry, &volume, ctx);
        Some(volume)
    };
    let volumes = items(tree.get("volumes"), &["volumes"], count, lower);
    for launch in 0..count {
        refuse_twice(&volumes, launch, ctx);
    }
    volumes
}

fn volume(entry: &Entry) -> Option<Volume> {
    let table = entry.node.as_table()?;
    let word = |key: &str| table.get(key).and_then(Node::as_str).map(str::to_owned);
    let device = table.get("device")?;
    let options = table.get("options").and_then(Node::as_list);
    let options = options.unwrap_or_default().iter();
    let wait = word("wait").and_then(|wait| go::parse_duration(&wait));
    Some(Volume {
        device: Spanned::new(device.as_str()?.to_owned(), device.span),
        filesystem: word("filesystem").unwrap_or_else(|| "ext4".to_owned()),
        label: word("label"),
        options: options
            .filter_map(|option| option.as_str().map(str::to_owned))
            .collect(),
        format: word("format").unwrap_or_else(|| "if-empty".to_owned()),
        grow: table.get("grow").and_then(Node::as_bool).unwrap_or(true),
        wait_seconds: wait.map_or(120, |wait| wait.unsigned_abs().div_ceil(1_000_000_000)),
        mode: word("mode").map(|mode| format!("{mode:0>4}")),
        owner: word("owner"),
        group: word("group"),
    })
}

fn check(entry: &Entry, volume: &Volume, ctx: &mut Context<'_>) {
    let path = entry.key.as_str();
    let within = |closed: &&str| {
        path.strip_prefix(closed)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    if TAKEN.contains(&path) || CLOSED.iter().any(within) {
        ctx.report.push(diags::mount_point(entry.key_span, path));
    }
    let root = ctx.base.image.root_device.value;
    if bare(&volume.device.value) == bare(root) {
        let found = diags::root_device(volume.device.span, &volume.device.value, ctx.base.name);
        ctx.report.push(found);
    }
}

/// The disk behind a name: `/dev/xvdf` and `/dev/sdf` are one, and so are `/dev/sda1` and `/dev/sda`.
///
/// Source: EC2 user guide, "Device names for volumes": the driver may give sd names as xvd.
fn bare(device: &str) -> String {
    let Some(name) = device.strip_prefix("/dev/") else {
        return device.to_owned();
    };
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let letters = name.strip_prefix("xvd").or(name.strip_prefix("sd"));
    format!("/dev/sd{}", letters.unwrap_or(name))
}

/// One disk has one mount point.
fn refuse_twice(volumes: &[Item<Volume>], launch: usize, ctx: &mut Context<'_>) {
    let mut taken: BTreeMap<String, Span> = BTreeMap::new();
    for volume in volumes.iter().filter_map(|volume| volume.at(launch)) {
        let device = &volume.device;
        let first = *taken.entry(bare(&device.value)).or_insert(device.span);
        if first != device.span {
            let found = diags::device_twice(device.span, &device.value, first);
            ctx.report.push(found);
        }
    }
}

impl Volume {
    /// Says whether a name of the launch template's block devices is this disk; `None` where the disk is told by something else.
    #[must_use]
    pub fn is_device(&self, name: &str) -> Option<bool> {
        let own = &self.device.value;
        own.starts_with("/dev/").then(|| bare(own) == bare(name))
    }
}

pub(crate) fn swap(tree: &Tree, count: usize) -> Option<Item<Swap>> {
    let section = tree.get("swap")?;
    let state = |launch: usize| {
        let node = section.value_at(launch)?;
        let table = node.as_table()?;
        let text = |key: &str| table.get(key).and_then(Node::as_str).map(str::to_owned);
        Some(Swap {
            size: text("size")?,
            path: text("path").unwrap_or_else(|| "/swapfile".to_owned()),
        })
    };
    Some(Item {
        name: Named {
            text: "swap".to_owned(),
            span: section.span()?,
            leaf: "swap".into(),
        },
        states: (0..count).map(state).collect(),
        deciding: section.deciding(),
    })
}
