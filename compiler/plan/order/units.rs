//! The profile's own units and drop-ins.

use super::unit_text::UnitText;
use super::{Graph, Relation, Why, base};
use crate::host::{Enablement, Host};
use crate::source::Sources;

/// Adds the units of a launch.
pub(super) fn add(graph: &mut Graph, host: &Host, sources: &Sources, launch: usize) {
    for unit in UnitText::list(host, sources, launch) {
        add_unit(graph, &unit);
    }
}

fn add_unit(graph: &mut Graph, unit: &UnitText<'_>) {
    let defaults = unit.all("DefaultDependencies").last();
    let has_defaults =
        defaults.is_none_or(|line| !matches!(line.value.as_str(), "no" | "false" | "0" | "off"));
    let number = graph.unit(unit.name);
    for line in &unit.settings {
        for other in line.value.split_whitespace() {
            let is_earlier = match line.key.as_str() {
                "Before" => true,
                "After" => false,
                "WantedBy" | "RequiredBy" if is_wanted(unit, other) && has_defaults => true,
                _ => continue,
            };
            let other = graph.unit(other);
            let (first, then) = if is_earlier {
                (number, other)
            } else {
                (other, number)
            };
            graph.relate(first, Relation::Before, then, Why::Line(line.cause.clone()));
        }
    }
    if has_defaults && unit.has_file {
        base::defaults(graph, unit.name);
        add_mount(graph, unit, number);
    }
}

/// A target comes after what it wants, but for a unit that says it comes after the target.
///
/// Source: systemd.target(5), "Default Dependencies".
fn is_wanted(unit: &UnitText<'_>, target: &str) -> bool {
    unit.enablement == Enablement::Enabled
        && target.ends_with(".target")
        && unit.naming(&["After"], target).is_none()
}

/// A mount comes before the target of its kind, unless the boot may go on without it.
///
/// Source: systemd.mount(5), "Default Dependencies" and `nofail`.
fn add_mount(graph: &mut Graph, unit: &UnitText<'_>, number: usize) {
    let value = |key: &str| unit.all(key).last().map(|line| line.value.as_str());
    let has = |word: &str| value("Options").is_some_and(|text| text.split(',').any(|o| o == word));
    if !unit.name.ends_with(".mount") || has("nofail") {
        return;
    }
    let is_remote = has("_netdev") || is_network(value("Type").unwrap_or_default());
    let target = if is_remote {
        "remote-fs.target"
    } else {
        "local-fs.target"
    };
    let target = graph.unit(target);
    graph.relate(number, Relation::Before, target, Why::Default);
}

/// Says whether a kind of file system lies behind a network.
///
/// Source: systemd, `src/basic/mountpoint-util.c`, `fstype_is_network`.
pub(crate) fn is_network(kind: &str) -> bool {
    matches!(
        kind,
        "nfs" | "nfs4" | "cifs" | "smb3" | "efs" | "glusterfs" | "ceph"
    )
}
