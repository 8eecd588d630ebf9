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
        let cause = host.launch_causes.get(at).unwrap_or(&name_cause);
        let of_launch = |text: String| Node::string(text, cause.clone());
        let members = [
            ("description", of_launch(description)),
            ("user_data_base64", of_launch(STANDARD.encode(&sent.bytes))),
            (
                "user_data_file",
                of_launch(format!("launch/{}/{file}", sent.launch)),
            ),
            ("user_data_sha256", Node::plain_string(sent.sha256.as_str())),
        ];
        let node = Node::new(
            Value::Object(members.map(|(key, node)| (key.to_owned(), node)).into()),
            cause.clone(),
        );
        (sent.launch.clone(), node)
    };
    let digest = digest.map_or(Node::plain(Value::Null), Node::plain_string);
    let parbake = Node::object([
        (
            "name",
            Node::string(host.name.value.as_str(), name_cause.clone()),
        ),
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
