//! The section of the launch template.
//!
//! Names and bounds: EC2 API reference, RequestLaunchTemplateData.

use super::{field, set_of, unit};
use crate::catalog::{Field, Grammar, Type};

pub(super) const SECTIONS: &[Field] = &[field(
    "launch",
    Type::Table(LAUNCH),
    "",
    "The launch template beside the user-data.",
)];

const LAUNCH: &[Field] = &[
    field(
        "image-id",
        Type::Text(Grammar::ImageId),
        "",
        "The AMI to launch: an id, or `resolve:ssm:PARAMETER`. Left out, the launch template names none.",
    ),
    field(
        "instance-type",
        Type::Text(Grammar::InstanceType),
        "",
        "Instance type.",
    ),
    field(
        "key-name",
        Type::Text(Grammar::NonEmpty),
        "",
        "Name of an EC2 key pair.",
    ),
    field(
        "instance-profile",
        Type::Text(Grammar::NonEmpty),
        "",
        "Name or ARN of the IAM instance profile.",
    ),
    field(
        "kms-keys",
        set_of!(Type::Text(Grammar::KmsKey)),
        "",
        "Keys of KMS of your own that encrypt the profile's secrets: iam-policy.json lets the role decrypt with them, through Systems Manager and Secrets Manager only. AWS's own keys need no permission.",
    ),
    field(
        "security-groups",
        set_of!(Type::Text(Grammar::NonEmpty)),
        "",
        "Ids of security groups.",
    ),
    field("monitoring", Type::Bool, "false", "Detailed monitoring."),
    field(
        "ebs-optimized",
        Type::Bool,
        "",
        "EBS optimisation, for types where it is not always on.",
    ),
    field(
        "metadata",
        Type::Table(METADATA),
        "",
        "Instance metadata service. IMDSv2 is required and the hop limit is 2 where nothing else is said.",
    ),
    field(
        "volumes",
        Type::Map {
            key: Grammar::AbsolutePath,
            of: &Type::Table(VOLUME),
        },
        "",
        "EBS volumes by device name.",
    ),
    field(
        "tags",
        Type::Map {
            key: Grammar::NonEmpty,
            of: &Type::Text(Grammar::Line),
        },
        "",
        "Tags of the instance and its volumes.",
    ),
];

const METADATA: &[Field] = &[
    field(
        "http-tokens",
        Type::Enum(&["required", "optional"]),
        "required",
        "`required` is IMDSv2 only.",
    ),
    field(
        "hop-limit",
        Type::Integer { min: 1, max: 64 },
        "2",
        "Network hops that an answer may make; containers need 2.",
    ),
    field(
        "tags",
        Type::Bool,
        "true where `${instance.tag.…}` is used",
        "Instance tags in the metadata.",
    ),
    field(
        "ipv6",
        Type::Bool,
        "false",
        "The metadata service's IPv6 endpoint.",
    ),
];

const VOLUME: &[Field] = &[
    unit(
        field(
            "size",
            Type::Integer {
                min: 1,
                max: 65_536,
            },
            "the snapshot's",
            "Size.",
        ),
        "GiB",
    ),
    field(
        "type",
        Type::Enum(&["gp2", "gp3", "io1", "io2", "sc1", "st1", "standard"]),
        "",
        "Volume type.",
    ),
    unit(
        field(
            "iops",
            Type::Integer {
                min: 100,
                max: 256_000,
            },
            "",
            "Provisioned operations.",
        ),
        "operations/s",
    ),
    unit(
        field(
            "throughput",
            Type::Integer {
                min: 125,
                max: 2000,
            },
            "",
            "Provisioned throughput, gp3 only.",
        ),
        "MiB/s",
    ),
    field("encrypted", Type::Bool, "true", "Encryption at rest."),
    field(
        "kms-key-id",
        Type::Text(Grammar::NonEmpty),
        "",
        "KMS key; left out, the account's own.",
    ),
    field(
        "snapshot-id",
        Type::Text(Grammar::NonEmpty),
        "",
        "Snapshot to start from.",
    ),
    field(
        "delete-on-termination",
        Type::Bool,
        "true",
        "Whether the volume goes with the instance.",
    ),
];
