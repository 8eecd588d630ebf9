//! `launch/<variant>/launch-template.json`: the EC2 API's LaunchTemplateData.
//!
//! Source: EC2 API reference, RequestLaunchTemplateData.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Workshop;
use super::launches::Sent;
use crate::format::json;
use crate::format::lines::Lines;
use crate::format::tree::{Node, Value};
use crate::host::leaf::Cause;
use crate::host::{Host, LaunchData};
use crate::profile::node::{Node as Leaf, Value as LeafValue};

/// Encodes the data of one launch.
pub(crate) fn lines(launch: usize, sent: &Sent, workshop: &Workshop<'_>) -> Lines<Cause> {
    let none = LaunchData::default();
    let data = workshop.host.launch.get(launch).unwrap_or(&none);
    let mut members = Members {
        data,
        members: Vec::new(),
    };
    members.scalar("ImageId", &["image-id"]);
    members.scalar("InstanceType", &["instance-type"]);
    members.scalar("KeyName", &["key-name"]);
    members.profile();
    members.scalar("SecurityGroupIds", &["security-groups"]);
    members.scalar("EbsOptimized", &["ebs-optimized"]);
    if let Some(monitoring) = members.node(&["monitoring"]) {
        members.push("Monitoring", Node::object([("Enabled", monitoring)]));
    }
    let metadata = metadata(data, uses_tags(workshop.host));
    members.push("MetadataOptions", metadata);
    members.volumes();
    members.tags();
    let user_data = STANDARD.encode(&sent.bytes);
    members.push(
        "UserData",
        Node::string(user_data, workshop.launch_cause(launch)),
    );
    json::encode(&Node::object(members.members))
}

struct Members<'a> {
    data: &'a LaunchData,
    members: Vec<(&'static str, Node<Cause>)>,
}

impl Members<'_> {
    fn push(&mut self, name: &'static str, node: Node<Cause>) {
        self.members.push((name, node));
    }

    fn node(&self, keys: &[&str]) -> Option<Node<Cause>> {
        node(self.data, keys)
    }

    fn scalar(&mut self, name: &'static str, keys: &[&str]) {
        if let Some(node) = self.node(keys) {
            self.push(name, node);
        }
    }

    fn profile(&mut self) {
        let keys = &["instance-profile"];
        let Some(node) = self.node(keys) else { return };
        let is_arn = self
            .data
            .text(keys)
            .is_some_and(|text| text.starts_with("arn:"));
        self.push(
            "IamInstanceProfile",
            Node::object([(if is_arn { "Arn" } else { "Name" }, node)]),
        );
    }

    fn volumes(&mut self) {
        let Some(volumes) = self.data.get(&["volumes"]).and_then(Leaf::as_table) else {
            return;
        };
        let mapping = |device: &crate::profile::node::Entry| {
            let cause = Cause {
                span: device.key_span,
                leaf: format!("launch.volumes.\"{}\"", device.key).into(),
            };
            Node::object([
                ("DeviceName", Node::string(device.key.as_str(), cause)),
                ("Ebs", volume(device)),
            ])
        };
        let list = Node::array(volumes.entries.iter().map(mapping));
        self.push("BlockDeviceMappings", list);
    }

    fn tags(&mut self) {
        let Some(tags) = self.data.get(&["tags"]).and_then(Leaf::as_table) else {
            return;
        };
        let tag = |entry: &crate::profile::node::Entry| {
            let cause = Cause {
                span: entry.node.span,
                leaf: format!("launch.tags.\"{}\"", entry.key).into(),
            };
            let value = entry.node.as_str().unwrap_or_default();
            Node::object([
                ("Key", Node::string(entry.key.as_str(), cause.clone())),
                ("Value", Node::string(value, cause)),
            ])
        };
        let all = || Node::array(tags.entries.iter().map(tag));
        let specification = |kind: &str| {
            Node::object([("ResourceType", Node::plain_string(kind)), ("Tags", all())])
        };
        let list = Node::array([specification("instance"), specification("volume")]);
        self.push("TagSpecifications", list);
    }
}

fn node(data: &LaunchData, keys: &[&str]) -> Option<Node<Cause>> {
    Some(lower(data.get(keys)?, data.cause(keys)?))
}

fn lower(leaf: &Leaf, cause: Cause) -> Node<Cause> {
    let value = match &leaf.value {
        LeafValue::Bool(value) => Value::Bool(*value),
        LeafValue::Integer(number) => Value::Integer(*number),
        LeafValue::Float(number) => Value::Float(*number),
        LeafValue::Text(text) => Value::String(text.display()),
        LeafValue::List(items) => Value::Array(
            items
                .iter()
                .map(|item| {
                    lower(
                        item,
                        Cause {
                            span: item.span,
                            ..cause.clone()
                        },
                    )
                })
                .collect(),
        ),
        LeafValue::Table(_) => Value::Null,
    };
    Node::new(value, cause)
}

/// IMDSv2 only, two hops: containers are one hop further away.
fn metadata(data: &LaunchData, uses_tags: bool) -> Node<Cause> {
    let or =
        |keys: &[&str], value: Value<Cause>| node(data, keys).unwrap_or_else(|| Node::plain(value));
    let switch = |keys: &[&str]| {
        let on = data.get(keys).and_then(Leaf::as_bool)?;
        let word = if on { "enabled" } else { "disabled" };
        Some(Node::string(word, data.cause(keys)?))
    };
    let mut members = vec![
        ("HttpEndpoint", Node::plain_string("enabled")),
        (
            "HttpTokens",
            or(
                &["metadata", "http-tokens"],
                Value::String("required".to_owned()),
            ),
        ),
        (
            "HttpPutResponseHopLimit",
            or(&["metadata", "hop-limit"], Value::Integer(2)),
        ),
    ];
    let tags =
        switch(&["metadata", "tags"]).or_else(|| uses_tags.then(|| Node::plain_string("enabled")));
    members.extend(tags.map(|node| ("InstanceMetadataTags", node)));
    members.extend(switch(&["metadata", "ipv6"]).map(|node| ("HttpProtocolIpv6", node)));
    Node::object(members)
}

/// Says whether any step asks for a tag of the instance.
fn uses_tags(host: &Host) -> bool {
    host.asked()
        .iter()
        .any(|reference| reference.starts_with("${instance.tag."))
}

/// Our keys and the API's.
const VOLUME: &[(&str, &str)] = &[
    ("delete-on-termination", "DeleteOnTermination"),
    ("encrypted", "Encrypted"),
    ("iops", "Iops"),
    ("kms-key-id", "KmsKeyId"),
    ("size", "VolumeSize"),
    ("snapshot-id", "SnapshotId"),
    ("throughput", "Throughput"),
    ("type", "VolumeType"),
];

fn volume(device: &crate::profile::node::Entry) -> Node<Cause> {
    let leaf = format!("launch.volumes.\"{}\"", device.key);
    let table = device.node.as_table();
    let member = |(key, name): &(&str, &'static str)| {
        let given = table.and_then(|table| table.get(key));
        let default = matches!(*key, "encrypted" | "delete-on-termination")
            .then(|| Node::plain(Value::Bool(true)));
        let node = given.map(|node| {
            lower(
                node,
                Cause {
                    span: node.span,
                    leaf: format!("{leaf}.{key}").into(),
                },
            )
        });
        node.or(default).map(|node| (*name, node))
    };
    Node::object(VOLUME.iter().filter_map(member))
}
