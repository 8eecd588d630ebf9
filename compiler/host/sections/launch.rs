//! `[launch]`, `[scaling]` and `[target-group]`: the launch template, and the groups that the hosts are in.

use crate::host::item::cause;
use crate::host::leaf::Cause;
use crate::host::tree::Tree;
use crate::host::{Context, diags};
use crate::profile::node::{Node, Table};

/// A section in one launch: the values with their places, ready for the API's names.
#[derive(Clone, Debug, Default)]
pub struct LaunchData {
    section: &'static str,
    /// The table as the profile has it; `None` without the section.
    table: Option<Table>,
}

pub(crate) fn launches(tree: &Tree, count: usize, ctx: &mut Context<'_>) -> Vec<LaunchData> {
    let launches = section(tree, "launch", count);
    check_tags(tree, &launches, ctx);
    launches
}

pub(crate) fn scaling(tree: &Tree, count: usize) -> Vec<LaunchData> {
    section(tree, "scaling", count)
}

pub(crate) fn target_groups(tree: &Tree, count: usize, ctx: &mut Context<'_>) -> Vec<LaunchData> {
    let groups = section(tree, "target-group", count);
    for group in &groups {
        check_health_check(group, ctx);
    }
    groups
}

fn section(tree: &Tree, section: &'static str, count: usize) -> Vec<LaunchData> {
    let held = tree.get(section);
    let data = |launch| LaunchData {
        section,
        table: held
            .and_then(|tree| tree.value_at(launch))
            .and_then(|node| node.as_table().cloned()),
    };
    (0..count).map(data).collect()
}

/// The load balancer's API refuses a timeout that is not below the interval.
///
/// Source: github.com/terraform-linters/tflint-ruleset-aws/issues/404 (the API's words); the defaults are CreateTargetGroup's
/// for HTTP.
fn check_health_check(group: &LaunchData, ctx: &mut Context<'_>) {
    let of = |key: &str| group.get(&[key]);
    let (interval, timeout) = (of("health-check-interval"), of("health-check-timeout"));
    let seconds = |node: Option<&Node>, default| node.map_or(Some(default), Node::as_integer);
    let (Some(every), Some(within)) = (seconds(interval, 30), seconds(timeout, 5)) else {
        return;
    };
    if let Some(place) = timeout.or(interval).filter(|_| within >= every) {
        let found = diags::health_check_overlaps(place.span, within, every);
        ctx.report.push(found);
    }
}

/// What asks for a tag of the instance needs the metadata to have tags.
fn check_tags(tree: &Tree, launches: &[LaunchData], ctx: &mut Context<'_>) {
    let asked = tree.host_references();
    let mut asked = asked.iter();
    let Some(reference) = asked.find(|reference| reference.starts_with("${instance.tag.")) else {
        return;
    };
    let tags = launches
        .iter()
        .filter_map(|data| data.get(&["metadata", "tags"]));
    for off in tags.filter(|tags| tags.as_bool() == Some(false)) {
        let found = diags::tags_switched_off(off.span, reference);
        ctx.report.push(found);
    }
}

impl LaunchData {
    /// Returns the value under a path of keys.
    #[must_use]
    pub fn get(&self, keys: &[&str]) -> Option<&Node> {
        let (first, rest) = keys.split_first()?;
        let node = self.table.as_ref()?.get(first)?;
        rest.iter()
            .try_fold(node, |node, key| node.as_table()?.get(key))
    }

    /// Returns the string under a path of keys.
    #[must_use]
    pub fn text(&self, keys: &[&str]) -> Option<&str> {
        self.get(keys).and_then(Node::as_str)
    }

    /// Returns the place of the section's first key as the cause of the section.
    #[must_use]
    pub fn own_cause(&self) -> Option<Cause> {
        let first = self.table.as_ref()?.entries.first()?;
        Some(Cause {
            span: first.key_span,
            leaf: self.section.into(),
        })
    }

    /// Returns the place of a value as the cause of a line.
    #[must_use]
    pub fn cause(&self, keys: &[&str]) -> Option<Cause> {
        self.get(keys)
            .map(|node| cause(node, format!("{}.{}", self.section, keys.join("."))))
    }
}
