//! The sections that say what the image is made from and how.

use super::{field, required, sequence_of, set_of};
use crate::catalog::base::BASE_NAMES;
use crate::catalog::{Field, Grammar, Type};

pub(super) const SECTIONS: &[Field] = &[
    required(field(
        "host",
        Type::Table(HOST),
        "",
        "What kind of host this is.",
    )),
    field(
        "image",
        Type::Table(IMAGE),
        "",
        "How the machine image is made.",
    ),
    field(
        "images",
        Type::Table(IMAGES),
        "",
        "Container images to have on the host before the first task.",
    ),
    field(
        "boot",
        Type::Table(BOOT),
        "",
        "What the host does when a boot step fails or image and user-data do not fit.",
    ),
    field(
        "lints",
        Type::Map {
            key: Grammar::Name,
            of: &LINT,
        },
        "",
        "Levels of lints by name.",
    ),
];

const HOST: &[Field] = &[
    required(field(
        "base",
        Type::Enum(BASE_NAMES),
        "",
        "The base image, a fact pack of parbake.",
    )),
    field(
        "arch",
        Type::Enum(&["x86_64", "arm64"]),
        "x86_64",
        "Architecture, in EC2's words.",
    ),
    field(
        "role",
        Type::Enum(&["ecs", "docker", "swarm"]),
        "`ecs` where there is an [ecs], `swarm` where there is a [swarm], else `docker`",
        "What runs the containers: the ECS agent, plain Docker, or Docker as a member of a swarm.",
    ),
    field(
        "hostname",
        Type::Text(Grammar::HostName),
        "the one that cloud-init takes from EC2: `ip-10-0-0-1`",
        "Name of the host, up to 64 characters; set at each boot before Docker starts.",
    ),
];

const IMAGE: &[Field] = &[
    field(
        "strategy",
        Type::Enum(&["bake", "none"]),
        "bake",
        "`bake`: a custom image. `none`: no image, the whole plan goes into user-data.",
    ),
    field(
        "name",
        Type::Text(Grammar::AmiName),
        "the profile's name",
        "Name of the machine image.",
    ),
    field(
        "late",
        set_of!(Type::Text(Grammar::KeyPath)),
        "",
        "Key paths to leave for boot although their values are known; a table means all below it.",
    ),
    field(
        "keep",
        set_of!(Type::Text(Grammar::NonEmpty)),
        "",
        "Identity items, or paths, that stay in the image on purpose.",
    ),
    field(
        "ssh-host-keys",
        sequence_of!(Type::Enum(&["rsa", "ecdsa", "ed25519"])),
        "`ecdsa` and `ed25519`",
        "Types of the SSH host keys that cloud-init makes at the first boot of an instance, before Docker starts. A key of type rsa takes up to seconds; the clients that know no other are from before 2011.",
    ),
    field(
        "base-ami",
        Type::Text(Grammar::ImageId),
        "the base's own",
        "The AMI to build from: an id, or `resolve:ssm:PARAMETER`.",
    ),
    field(
        "build-instance",
        Type::Text(Grammar::InstanceType),
        "",
        "Instance type of the build host.",
    ),
    field(
        "bake-location",
        Type::Text(Grammar::S3Location),
        "",
        "Where you put bake.sh for EC2 Image Builder, `s3://BUCKET/PATH`; needed where it is too large for a component document.",
    ),
];

const IMAGES: &[Field] = &[
    field(
        "pull",
        set_of!(Type::Text(Grammar::Image)),
        "",
        "Images to pull: `name:tag`, or `name:tag@sha256:...` to have the digest compared.",
    ),
    field(
        "from-compose",
        set_of!(Type::Text(Grammar::SourcePath)),
        "",
        "Compose files whose services' images are pulled as well; `${NAME:-default}` is put in, a variable without a default is an error.",
    ),
    field(
        "from-task-definitions",
        set_of!(Type::Text(Grammar::SourcePath)),
        "",
        "ECS task definitions (JSON) whose containers' images are pulled as well.",
    ),
    field(
        "parallel",
        Type::Integer { min: 1, max: 16 },
        "3",
        "How many images are pulled at a time.",
    ),
    field(
        "login",
        Type::Map {
            key: Grammar::Registry,
            of: &LOGIN,
        },
        "",
        "How to log in to a private registry, by its host; nothing of it stays on disk.",
    ),
];

const LOGIN: Type = Type::OneOf(&[
    Type::Enum(&["ecr"]),
    Type::Table(&[required(field(
        "helper",
        Type::Text(Grammar::Name),
        "",
        "Name of a credential helper: `ecr-login` is the program docker-credential-ecr-login.",
    ))]),
]);

const BOOT: &[Field] = &[
    field(
        "on-failure",
        Type::OneOf(&[
            Type::Enum(&["stay-down", "continue", "power-off"]),
            Type::Table(&[required(field(
                "command",
                Type::Text(Grammar::NonEmpty),
                "",
                "A shell command, run as root.",
            ))]),
        ]),
        "stay-down",
        "What happens when a boot step fails: the host never joins, joins all the same, powers off, or runs a command.",
    ),
    field(
        "on-skew",
        Type::Enum(&["warn", "stop"]),
        "warn",
        "What happens when the image is not the one that the user-data was built with, or when the disk has another host's state.",
    ),
    field(
        "signal",
        Type::Table(SIGNAL),
        "",
        "Who is told, once per instance, how the boot has ended: a command, CloudFormation or an Auto Scaling group; `on-failure = \"continue\"` counts as success.",
    ),
];

/// One of three receivers; which keys belong together is checked with the host.
///
/// Source: CloudFormation API reference, SignalResource; Amazon EC2 Auto Scaling API reference, CompleteLifecycleAction.
const SIGNAL: &[Field] = &[
    field(
        "command",
        Type::Text(Grammar::NonEmpty),
        "",
        "A shell command, run as root, with `success` or `failure` in PARBAKE_RESULT; within two minutes.",
    ),
    field(
        "stack",
        Type::Text(Grammar::Stack),
        "",
        "Name or ARN of a CloudFormation stack that waits for `resource`: the host calls SignalResource with SUCCESS or FAILURE, its own id as the signal's.",
    ),
    field(
        "resource",
        Type::Text(Grammar::LogicalId),
        "",
        "Logical id of the resource of `stack` that has the creation or update policy.",
    ),
    field(
        "auto-scaling-group",
        Type::Text(Grammar::AutoScalingGroup),
        "",
        "Name of an Auto Scaling group that waits in `lifecycle-hook`: the host calls CompleteLifecycleAction with CONTINUE or ABANDON.",
    ),
    field(
        "lifecycle-hook",
        Type::Text(Grammar::LifecycleHook),
        "",
        "Name of the hook of `auto-scaling-group`, one for the launch of an instance.",
    ),
];

const LEVEL: Type = Type::Enum(&["allow", "warn", "deny"]);

const LINT: Type = Type::OneOf(&[
    LEVEL,
    Type::Table(&[
        required(field("level", LEVEL, "", "The level.")),
        field(
            "at",
            set_of!(Type::Text(Grammar::KeyPath)),
            "",
            "Key paths that the level is for; left out, all.",
        ),
        field(
            "reason",
            Type::Text(Grammar::NonEmpty),
            "",
            "Why; a lint on security is only allowed with one.",
        ),
    ]),
]);
