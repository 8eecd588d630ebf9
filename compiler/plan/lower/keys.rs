//! The SSH host keys of an instance: what cloud-init is told of them in the image.

use super::{Kind, Resource};
use crate::host::leaf::{Deciding, Reason, Scope};
use crate::host::{Host, Strategy};
use crate::plan::action::{Action, Document, WriteFile};

/// After the files of the base and of its data source, before those of an administrator.
const PATH: &str = "/etc/cloud/cloud.cfg.d/95_parbake.cfg";

/// Without an image cloud-init has made the keys before a step could say which; there user-data's cloud-config says it.
pub(super) fn add(host: &Host, list: &mut Vec<Resource>) {
    if host.image.strategy == Strategy::None {
        return;
    }
    let keys = &host.image.host_keys;
    let write = Action::WriteFile(WriteFile {
        path: PATH.to_owned(),
        mode: "0644".to_owned(),
        owner: "root".to_owned(),
        group: "root".to_owned(),
        document: Document::HostKeys(keys.clone()),
        cause: keys.cause.clone(),
    });
    let deciding = Deciding {
        scope: Scope::Fixed,
        reason: Reason::Same,
        leaf: keys.cause.leaf.clone(),
        span: Some(keys.cause.span),
    };
    let actions = vec![Some(write); host.count()];
    list.push(Resource::new(
        Kind::Setting,
        format!("file {PATH}"),
        actions,
        deciding,
    ));
}
