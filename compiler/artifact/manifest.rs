//! manifest.json, without the digests of the files, which the bundle adds when it knows them.

use sha2::{Digest, Sha256};

use super::Artifacts;
use super::launches::Sent;
use crate::format::json;
use crate::format::tree::{Node, Value};
use crate::host::leaf::Cause;
use crate::host::{Host, Strategy};
use crate::source::Sources;

/// Where the bundle puts the manifest.
pub(crate) const PATH: &str = "manifest.json";

pub(crate) fn add(
    host: &Host,
    digest: Option<&str>,
    launches: &[Sent],
    sources: &Sources,
    artifacts: &mut Artifacts,
) {
    let images = host
        .images
        .iter()
        .map(|image| Node::string(image.name.text.as_str(), image.name.cause()));
    let launch = |(at, sent): (usize, &Sent)| {
        let description = host.description.get(at).and_then(Option::as_deref);
        (sent.launch.clone(), sent_node(sent, description))
    };
    let root: Node<Cause> = Node::object([
        ("parbake", text(env!("CARGO_PKG_VERSION"))),
        ("name", text(&host.name.value)),
        ("profile_digest", text(&profile_digest(sources))),
        ("base", base(host)),
        ("image", image(host, digest)),
        ("images", Node::array(images)),
        (
            "launches",
            Node::object(launches.iter().enumerate().map(launch)),
        ),
    ]);
    artifacts.text(PATH, json::encode(&root));
}

fn text(text: &str) -> Node<Cause> {
    Node::plain_string(text)
}

fn optional(value: Option<&str>) -> Node<Cause> {
    value.map_or(Node::plain(Value::Null), Node::plain_string)
}

/// The fact pack, and the versions that the outputs were checked against.
fn base(host: &Host) -> Node<Cause> {
    Node::object([
        ("name", text(host.base.name)),
        ("pack", text(host.base.pack)),
        ("arch", text(&host.arch)),
        ("docker", text(&host.base.docker.version.value.to_string())),
        (
            "cloud_init",
            text(&host.base.cloud_init.version.value.to_string()),
        ),
    ])
}

fn image(host: &Host, digest: Option<&str>) -> Node<Cause> {
    let strategy = match host.image.strategy {
        Strategy::Bake => "bake",
        Strategy::None => "none",
    };
    Node::object([
        ("strategy", text(strategy)),
        ("digest", optional(digest)),
        (
            "name",
            text(host.image.name.as_deref().unwrap_or(&host.name.value)),
        ),
        ("base_ami", optional(host.image.base_ami.as_deref())),
        (
            "build_instance",
            optional(host.image.build_instance.as_deref()),
        ),
    ])
}

fn sent_node(sent: &Sent, description: Option<&str>) -> Node<Cause> {
    let size = i64::try_from(sent.bytes.len()).unwrap_or(i64::MAX);
    Node::object([
        ("description", optional(description)),
        ("user_data_sha256", text(&sent.sha256)),
        ("user_data_bytes", Node::plain(Value::Integer(size))),
    ])
}

/// SHA-256 over the profile's files, each with its name, in the order in which they were read.
fn profile_digest(sources: &Sources) -> String {
    let mut hash = Sha256::new();
    for file in sources.files() {
        for text in [&file.name, &file.text] {
            hash.update(text.len().to_string());
            hash.update(":");
            hash.update(text);
        }
    }
    format!("sha256:{}", hex(&hash.finalize()))
}

/// Writes bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}
