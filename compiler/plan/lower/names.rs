//! The names that a host knows: /etc/hosts, and its own.

use super::{Kind, Resource, each_launch, on_host, widest};
use crate::host::Host;
use crate::host::item::Item;
use crate::plan::action::{Action, HostsLine};
use crate::profile::node::Text;

pub(super) fn add(host: &Host, list: &mut Vec<Resource>) {
    hosts(host, list);
    list.extend(host.hostname.as_ref().map(hostname));
}

/// /etc/hosts splits by lines: a block in the image, and one of the launch.
///
/// Where cloud-init makes the file anew at each boot, the image's block is in its template as well; the launch's is written
/// after it at each boot.
fn hosts(host: &Host, list: &mut Vec<Resource>) {
    if host.hosts.is_empty() {
        return;
    }
    let (fixed, late): (Vec<_>, Vec<_>) = host.hosts.iter().partition(|item| item.is_fixed());
    let facts = &host.base.cloud_init;
    let template = facts
        .manages_hosts
        .value
        .then_some(facts.hosts_template.value);
    for (items, name, block, template) in [
        (fixed, "/etc/hosts", "image", template),
        (late, "/etc/hosts of the launch", "launch", None),
    ] {
        let Some(deciding) = widest(items.iter().copied()) else {
            continue;
        };
        let line = |item: &Item<_>, address: &Text| HostsLine {
            address: address.clone(),
            name: item.name.text.clone(),
            cause: item.name.cause(),
        };
        let actions = each_launch(host, &items, line, |lines| Action::HostsBlock {
            block,
            template,
            lines,
        });
        // Before the first repository and the first secret: this may be what says where they are.
        let resource = Resource::new(Kind::Way, name.to_owned(), actions, deciding);
        let resource = resource.of_lines(&items, |line| line.name.text.clone());
        list.push(resource.each_boot());
    }
}

/// A name in an image would be that of every host.
fn hostname(name: &Item<Text>) -> Resource {
    let action = |text: &Text| Some(Action::SetHostname(text.clone(), name.name.cause()));
    on_host(Resource::of(Kind::Setting, "hostname".to_owned(), name, action).each_boot())
}
