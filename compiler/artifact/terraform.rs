//! terraform.tfvars.json: one object, `parbake`, for a Terraform variable of that name.
//!
//! Strings of a `.tfvars.json` are literal: Terraform interpolates nothing in them (Terraform 1.11.4, run).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Artifacts;
use super::launches::Sent;
use crate::format::json;
use crate::format::tree::{Node, Value};
use crate::host::Host;
use crate::host::leaf::Cause;

pub(crate) fn add(host: &Host, digest: Option<&str>, launches: &[Sent], artifacts: &mut Artifacts) {
    let name_cause = Cause {
        span: host.name.span,
        leaf: "name".into(),
    };
    let launch = |(at, sent): (usize, &Sent)| {
        let description = host
            .description
            .get(at)
            .cloned()
            .flatten()
            .unwrap_or_default();
        let file = if sent.compressed {
            "user-data.gz"
        } else {
            "user-data"
        };
        let members = [
            ("description", Node::plain_string(description)),
            (
                "user_data_base64",
                Node::plain_string(STANDARD.encode(&sent.bytes)),
            ),
            (
                "user_data_file",
                Node::plain_string(format!("launch/{}/{file}", sent.launch)),
            ),
            ("user_data_sha256", Node::plain_string(sent.sha256.as_str())),
        ];
        (sent.launch.clone(), Node::object(members))
    };
    let digest = digest.map_or(Node::plain(Value::Null), Node::plain_string);
    let parbake = Node::object([
        ("name", Node::string(host.name.value.as_str(), name_cause)),
        ("image_digest", digest),
        (
            "launches",
            Node::object(launches.iter().enumerate().map(launch)),
        ),
    ]);
    artifacts.text(
        "terraform.tfvars.json",
        json::encode(&Node::object([("parbake", parbake)])),
    );
}
