//! What cloud-init is told of the SSH host keys: a file of the image, or a key of user-data's cloud-config.

use crate::format::lines::Lines;
use crate::format::{Node, Value, yaml};
use crate::host::HostKeys;
use crate::host::leaf::Cause;

/// The file of `/etc/cloud/cloud.cfg.d`.
pub(super) fn file(keys: &HostKeys) -> Lines<Cause> {
    yaml::encode(&Node::plain(Value::Object(vec![entry(keys)])))
}

/// Source: cloud-init 19.3 to 25.1.4, config/cc_ssh.py, `ssh_genkeytypes`.
pub(super) fn entry(keys: &HostKeys) -> (String, Node<Cause>) {
    let types = keys.types.iter().map(|name| {
        let cause = Cause {
            span: name.span,
            leaf: keys.cause.leaf.clone(),
        };
        Node::string(name.value.clone(), cause)
    });
    let list = Node::new(Value::Array(types.collect()), keys.cause.clone());
    ("ssh_genkeytypes".to_owned(), list)
}
