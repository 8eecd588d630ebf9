//! image/packer.pkr.json: HCL2 in its JSON form, for the amazon-ebs builder.
//!
//! A string is a template of HCL (`${...}`) and then, inside the builder, one of Go (`{{...}}`): what comes from the profile holds
//! neither, by its grammars. bake.sh goes over as a file, which is no template to anybody.
//!
//! Source: packer 1.16.0 `hcl2template` and `builder/ebs` of hashicorp/packer-plugin-amazon 1.2.8; packer 1.6.6 lacks `required_plugins`, data
//! sources, `metadata_options` and `imds_support`.

use super::{Feed, text};
use crate::catalog::base::AmiSource;
use crate::format::json;
use crate::format::lines::Lines;
use crate::format::tree::{Node, Value};
use crate::host::leaf::Cause;

/// Where bake.sh lies on the build host; Packer removes it, and the clean-up leaves the script alone that runs.
const PLACE: &str = "/tmp/parbake-bake.sh";

pub(super) fn template(feed: &Feed<'_>) -> Lines<Cause> {
    let parameter = parameter(feed);
    let mut root = vec![("packer", plugins()), ("variable", variables(feed))];
    if let Some((name, cause)) = &parameter {
        let data = Node::object([
            ("name", Node::string(*name, cause.clone())),
            ("region", text("${var.region}")),
        ]);
        root.push(("data", below(&["amazon-parameterstore", "base"], data)));
    }
    let source = source(feed, parameter.is_some());
    root.push(("source", below(&["amazon-ebs", "image"], source)));
    root.push(("build", build()));
    json::encode(&Node::object(root))
}

fn below(keys: &[&str], node: Node<Cause>) -> Node<Cause> {
    let wrap = |node, key: &&str| Node::object([(*key, node)]);
    keys.iter().rev().fold(node, wrap)
}

fn plugins() -> Node<Cause> {
    let amazon = Node::object([
        ("source", text("github.com/hashicorp/amazon")),
        ("version", text(">= 1.2.8")),
    ]);
    below(&["required_plugins", "amazon"], amazon)
}

/// What differs from account to account; an empty text is as good as none.
fn variables(feed: &Feed<'_>) -> Node<Cause> {
    let variable = |description: &str, default: Node<Cause>| {
        Node::object([
            ("type", text("string")),
            ("description", text(description)),
            ("default", default),
        ])
    };
    let host = feed.host;
    let instance_type = host.image.build_instance.as_deref();
    let instance_type = instance_type.map_or_else(
        || {
            text(if host.arch == "arm64" {
                "t4g.medium"
            } else {
                "t3.medium"
            })
        },
        |name| Node::string(name, feed.cause("build-instance")),
    );
    Node::object([
        (
            "region",
            variable(
                "Region of the build; empty: as the AWS tools find it.",
                text(""),
            ),
        ),
        (
            "instance_type",
            variable("Type of the build instance.", instance_type),
        ),
        (
            "subnet_id",
            variable(
                "Subnet of the build instance; empty: the default one.",
                text(""),
            ),
        ),
        (
            "iam_instance_profile",
            variable(
                "Its instance profile: what the bake may fetch, from Amazon ECR say.",
                text(""),
            ),
        ),
    ])
}

/// The parameter that holds the id of the base image, where that is how it is found.
fn parameter<'f>(feed: &Feed<'f>) -> Option<(&'f str, Cause)> {
    let host = feed.host;
    match &host.image.base_ami {
        Some(ami) => Some((ami.strip_prefix("resolve:ssm:")?, feed.cause("base-ami"))),
        None => {
            let source = host.base.image.source.value;
            let is_filtered = !source.name.is_empty();
            let name = if host.arch == "arm64" {
                source.ssm_arm64
            } else {
                source.ssm_x86_64
            };
            (!is_filtered).then(|| (name, host.base_cause.clone()))
        }
    }
}

fn source(feed: &Feed<'_>, has_parameter: bool) -> Node<Cause> {
    let host = feed.host;
    let base = || host.base_cause.clone();
    let (name, name_cause) = feed.named();
    let mut entries = vec![
        ("region", text("${var.region}")),
        ("instance_type", text("${var.instance_type}")),
        ("subnet_id", text("${var.subnet_id}")),
        ("iam_instance_profile", text("${var.iam_instance_profile}")),
        (
            "ssh_username",
            Node::string(host.base.os.default_user.value, base()),
        ),
        ("ssh_clear_authorized_keys", flag(true)),
        (
            "ami_name",
            Node::string(format!("{name}-{{{{timestamp}}}}"), name_cause),
        ),
        (
            "ami_description",
            Node::string(format!("baked by parbake from {}", host.base.name), base()),
        ),
        (
            "metadata_options",
            Node::object([
                ("http_endpoint", text("enabled")),
                ("http_tokens", text("required")),
                (
                    "http_put_response_hop_limit",
                    Node::plain(Value::Integer(1)),
                ),
            ]),
        ),
        ("imds_support", text("v2.0")),
        ("tags", tags(feed)),
        ("run_tags", Node::object([("Name", feed.name())])),
    ];
    let ami = host.image.base_ami.as_deref();
    entries.push(match ami.filter(|ami| ami.starts_with("ami-")) {
        Some(ami) => ("source_ami", Node::string(ami, feed.cause("base-ami"))),
        None if has_parameter => (
            "source_ami",
            text("${data.amazon-parameterstore.base.value}"),
        ),
        None => (
            "source_ami_filter",
            filter(&host.base.image.source.value, &host.arch, &base()),
        ),
    });
    Node::object(entries)
}

fn flag(value: bool) -> Node<Cause> {
    Node::plain(Value::Bool(value))
}

/// The newest image of the owner; in its name Debian and Ubuntu call x86-64 amd64.
fn filter(source: &AmiSource, arch: &str, cause: &Cause) -> Node<Cause> {
    let word = if arch == "arm64" { "arm64" } else { "amd64" };
    let name = source.name.replace("{arch}", word);
    let filters = Node::object([
        ("name", Node::string(name, cause.clone())),
        ("architecture", text(arch)),
        ("root-device-type", text("ebs")),
        ("virtualization-type", text("hvm")),
    ]);
    let owners = Node::array([Node::string(source.owner, cause.clone())]);
    Node::object([
        ("filters", filters),
        ("owners", owners),
        ("most_recent", flag(true)),
    ])
}

fn tags(feed: &Feed<'_>) -> Node<Cause> {
    Node::object([
        ("Name", feed.name()),
        (
            "parbake:name",
            Node::string(feed.host.name.value.as_str(), feed.host.name_cause()),
        ),
        ("parbake:digest", text(feed.digest)),
        (
            "parbake:base",
            Node::string(feed.host.base.name, feed.host.base_cause.clone()),
        ),
    ])
}

/// Runs bake.sh as root. By bash's own name: /tmp may be mounted without leave to execute.
fn build() -> Node<Cause> {
    let shell = Node::object([
        ("script", text("${path.root}/bake.sh")),
        ("remote_path", text(PLACE)),
        (
            "execute_command",
            text("sudo -n env {{.Vars}} /bin/bash {{.Path}}"),
        ),
    ]);
    Node::object([
        ("sources", Node::array([text("source.amazon-ebs.image")])),
        (
            "provisioner",
            Node::array([Node::object([("shell", shell)])]),
        ),
    ])
}
