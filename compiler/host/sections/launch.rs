//! `[launch]`: the launch template.

use crate::host::item::cause;
use crate::host::leaf::Cause;
use crate::host::tree::Tree;
use crate::host::{Context, diags};
use crate::profile::node::{Node, Table};

/// `[launch]` in one launch: the values with their places, ready for the API's names.
#[derive(Clone, Debug, Default)]
pub struct LaunchData {
    /// The table as the profile has it; `None` without `[launch]`.
    table: Option<Table>,
}

pub(crate) fn launches(tree: &Tree, count: usize, ctx: &mut Context<'_>) -> Vec<LaunchData> {
    let section = tree.get("launch");
    let table = |launch| {
        section
            .and_then(|tree| tree.value_at(launch))
            .and_then(|node| node.as_table().cloned())
    };
    let launch = |launch| LaunchData {
        table: table(launch),
    };
    let launches: Vec<LaunchData> = (0..count).map(launch).collect();
    check_tags(tree, &launches, ctx);
    launches
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

    /// Returns the place of a value as the cause of a line.
    #[must_use]
    pub fn cause(&self, keys: &[&str]) -> Option<Cause> {
        self.get(keys)
            .map(|node| cause(node, format!("launch.{}", keys.join("."))))
    }
}
