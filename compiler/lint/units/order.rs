//! What is ordered before what on a host: the base's own units and the profile's.

use std::collections::BTreeMap;

use super::text::UnitText;
use crate::host::leaf::Cause;
use crate::host::{Enablement, Role};
use crate::lint::subject::Subject;

/// Who comes before whom.
#[derive(Default)]
pub(super) struct Order {
    names: Vec<String>,
    numbers: BTreeMap<String, usize>,
    /// For each unit the later ones, each with the line of the profile that says so.
    later: Vec<Vec<(usize, Option<Cause>)>>,
}

/// One link of a cycle: a unit that comes before the next one, and the line that says so.
pub(super) struct Link {
    pub(super) unit: String,
    pub(super) cause: Option<Cause>,
}

impl Order {
    /// Reads the order of a launch.
    pub(super) fn of(subject: &Subject<'_>, launch: usize) -> Self {
        let mut order = Self::default();
        order.add_base(subject);
        for unit in UnitText::list(subject, launch) {
            order.add_unit(&unit);
        }
        order
    }

    /// Source: systemd bootup(7) and systemd.target(5); the fact packs for cloud-init; moby contrib/init/systemd/docker.service; amazon-ecs-agent
    /// 1.105.1 packaging, ecs.service.
    fn add_base(&mut self, subject: &Subject<'_>) {
        let base = subject.host.base;
        let cloud = &base.cloud_init;
        let docker = base.docker.unit.value;
        let (network, last) = (cloud.network_unit.value, cloud.final_unit.value);
        let mut edges = vec![
            ("sysinit.target", "basic.target"),
            ("basic.target", docker),
            ("network.target", "network-online.target"),
            (network, "network-online.target"),
            (network, cloud.config_unit.value),
            (cloud.config_unit.value, last),
            ("network-online.target", docker),
            (base.docker.containerd.value, docker),
            ("basic.target", "multi-user.target"),
        ];
        if cloud.network_before_sysinit.value {
            edges.push((network, "sysinit.target"));
        }
        if cloud.final_after_multi_user.value {
            edges.push(("multi-user.target", last));
        }
        if subject.host.role == Role::Ecs {
            let agent = base.ecs.unit.value;
            edges.push((docker, agent));
            edges.push((agent, "multi-user.target"));
            if base.ecs.after_cloud_final.value {
                edges.push((last, agent));
            }
        }
        for (first, then) in edges {
            self.add(first, then, None);
        }
    }

    fn add_unit(&mut self, unit: &UnitText<'_>) {
        for line in &unit.settings {
            let is_install = matches!(line.key.as_str(), "WantedBy" | "RequiredBy");
            let counts = !is_install || unit.enablement == Enablement::Enabled;
            for other in line.value.split_whitespace().filter(|_| counts) {
                match line.key.as_str() {
                    "Before" => self.add(unit.name, other, Some(&line.cause)),
                    "After" => self.add(other, unit.name, Some(&line.cause)),
                    // A target comes after what it wants, but for a unit that says it comes after the target.
                    "WantedBy" | "RequiredBy"
                        if other.ends_with(".target")
                            && unit.naming(&["After"], other).is_none() =>
                    {
                        self.add(unit.name, other, Some(&line.cause));
                    }
                    _ => {}
                }
            }
        }
        let has_defaults = !unit
            .all("DefaultDependencies")
            .any(|line| line.value == "no");
        if has_defaults && unit.has_file {
            let kind = unit.name.rsplit('.').next().unwrap_or_default();
            match kind {
                "service" => self.add("basic.target", unit.name, None),
                "timer" | "socket" | "path" => self.add("sysinit.target", unit.name, None),
                _ => {}
            }
        }
    }

    fn add(&mut self, first: &str, then: &str, cause: Option<&Cause>) {
        let (first, then) = (self.number(first), self.number(then));
        if let Some(later) = self.later.get_mut(first) {
            later.push((then, cause.cloned()));
        }
    }

    fn number(&mut self, name: &str) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len();
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        self.later.push(Vec::new());
        number
    }

    /// Finds cycles: one for each link that closes one.
    pub(super) fn cycles(&self) -> Vec<Vec<Link>> {
        let mut found = Vec::new();
        let mut done = vec![false; self.names.len()];
        for start in 0..self.names.len() {
            if done.get(start) == Some(&false) {
                self.walk(start, &mut done, &mut found);
            }
        }
        found
    }

    /// Walks in depth from a unit; `path` holds the units that lead here, each with the next of its links.
    fn walk(&self, start: usize, done: &mut [bool], found: &mut Vec<Vec<Link>>) {
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        let mut on_path: BTreeMap<usize, usize> = BTreeMap::from([(start, 0)]);
        while let Some((unit, next)) = path.last_mut() {
            let (here, link) = (*unit, *next);
            *next += 1;
            let Some((then, _)) = self.later.get(here).and_then(|later| later.get(link)) else {
                path.pop();
                on_path.remove(&here);
                if let Some(done) = done.get_mut(here) {
                    *done = true;
                }
                continue;
            };
            if let Some(from) = on_path.get(then) {
                found.push(self.links(path.get(*from..).unwrap_or_default()));
            } else if done.get(*then) == Some(&false) {
                on_path.insert(*then, path.len());
                path.push((*then, 0));
            }
        }
    }

    fn links(&self, path: &[(usize, usize)]) -> Vec<Link> {
        let link = |(unit, next): &(usize, usize)| {
            let later = self.later.get(*unit)?.get(next.checked_sub(1)?)?;
            Some(Link {
                unit: self.names.get(*unit)?.clone(),
                cause: later.1.clone(),
            })
        };
        path.iter().filter_map(link).collect()
    }
}
