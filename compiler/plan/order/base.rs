//! The units of the base, as the fact pack has them.

use super::{Graph, Relation, Why};
use crate::catalog::base::Ordering;

/// Adds what the units of a base say.
pub(super) fn add<'a>(graph: &mut Graph, orderings: impl Iterator<Item = &'a Ordering>) {
    for row in orderings {
        let rules = row.rules.value;
        let unit = graph.unit(row.unit);
        let why = || Why::Fact(row.rules.source);
        for other in rules.after {
            let other = graph.unit(other);
            graph.relate(other, Relation::Before, unit, why());
        }
        for other in rules.before {
            let other = graph.unit(other);
            graph.relate(unit, Relation::Before, other, why());
        }
        if rules.default_dependencies {
            defaults(graph, row.unit);
            if let Some(target) = rules.wanted_by {
                let target = graph.unit(target);
                graph.relate(unit, Relation::Before, target, why());
            }
        }
    }
}

/// Adds what `DefaultDependencies=yes` says of a kind of unit.
///
/// Source: systemd.service(5), systemd.socket(5), systemd.timer(5) and systemd.path(5), "Default Dependencies". That a target
/// comes after what it wants is left to who knows what it wants.
pub(super) fn defaults(graph: &mut Graph, unit: &str) {
    let (after, before): (&[&str], &[&str]) = match unit.rsplit('.').next() {
        Some("service") => (&["sysinit.target", "basic.target"], &[]),
        Some("socket") => (&["sysinit.target"], &["sockets.target"]),
        Some("timer") => (&["sysinit.target"], &["timers.target"]),
        Some("path") => (&["sysinit.target"], &["paths.target"]),
        _ => (&[], &[]),
    };
    let number = graph.unit(unit);
    for other in after {
        let other = graph.unit(other);
        graph.relate(other, Relation::Before, number, Why::Default);
    }
    for other in before {
        let other = graph.unit(other);
        graph.relate(number, Relation::Before, other, Why::Default);
    }
}
