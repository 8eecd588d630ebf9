//! terraform.tfvars.json: one object, `parbake`, for a Terraform variable of that name.
//!
//! Strings of a `.tfvars.json` are literal: Terraform interpolates nothing in them (Terraform 1.11.4, run).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Artifacts;
use super::launches::Sent;
use crate::format::json;
use crate::format::tree::{Node, Value};
use crate::host::leaf::Cause;
use crate::host::{Host, LaunchData};
use crate::profile::node::Node as Leaf;

/// Our keys and those of Terraform's `aws_autoscaling_group`.
const SCALING: &[(&str, &str)] = &[
    ("default-cooldown", "default_cooldown"),
    ("default-instance-warmup", "default_instance_warmup"),
    ("health-check-grace-period", "health_check_grace_period"),
];

/// Our keys, with Terraform's underscores; the health check's are those of the block in `aws_lb_target_group`, flat.
const TARGET_GROUP: &[(&str, &str)] = &[
    ("deregistration-delay", "deregistration_delay"),
    ("health-check-interval", "health_check_interval"),
    ("health-check-timeout", "health_check_timeout"),
    ("healthy-threshold", "healthy_threshold"),
    ("unhealthy-threshold", "unhealthy_threshold"),
];

/// The numbers that the profile gives; `None` where it gives none.
fn section(
    data: Option<&LaunchData>,
    keys: &[(&'static str, &'static str)],
) -> Option<Node<Cause>> {
    let data = data?;
    let member = |(key, name): &(&'static str, &'static str)| {
        let number = data.get(&[key]).and_then(Leaf::as_integer)?;
        let node = Node::new(Value::Integer(number), data.cause(&[key])?);
        Some(((*name).to_owned(), node))
    };
    let members: Vec<_> = keys.iter().filter_map(member).collect();
    let cause = data.own_cause().filter(|_| !members.is_empty())?;
    Some(Node::new(Value::Object(members), cause))
}

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
        let mut members = vec![("description", of_launch(description))];
        let policy = sent.iam_policy.clone().map(of_launch);
        members.extend(policy.map(|policy| ("iam_policy", policy)));
        members.extend(section(host.scaling.get(at), SCALING).map(|node| ("scaling", node)));
        let target_group = section(host.target_group.get(at), TARGET_GROUP);
        members.extend(target_group.map(|node| ("target_group", node)));
        members.extend([
            ("user_data_base64", of_launch(STANDARD.encode(&sent.bytes))),
            (
                "user_data_file",
                of_launch(format!("launch/{}/{file}", sent.launch)),
            ),
            ("user_data_sha256", Node::plain_string(sent.sha256.as_str())),
        ]);
        let members = members.into_iter();
        let members = members.map(|(key, node)| (key.to_owned(), node)).collect();
        let node = Node::new(Value::Object(members), cause.clone());
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
