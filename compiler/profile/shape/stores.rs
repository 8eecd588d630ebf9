//! The sections about what a host makes of its own disks: keys and certificates, volumes, swap.

use super::{field, required, set_of};
use crate::catalog::{Field, Grammar, Type};

/// One second, in nanoseconds.
const SECOND: i64 = 1_000_000_000;

pub(super) const SECTIONS: &[Field] = &[
    field(
        "certificates",
        Type::Map {
            key: Grammar::Name,
            of: &Type::Table(CERTIFICATE),
        },
        "",
        "Private keys that the host makes for itself at its first boot, each with a self-signed certificate or a request for one. Never baked.",
    ),
    field(
        "volumes",
        Type::Map {
            key: Grammar::MountPoint,
            of: &Type::Table(VOLUME),
        },
        "",
        "Disks by the directory that they are mounted on, at each boot before Docker starts.",
    ),
    field(
        "swap",
        Type::Table(SWAP),
        "",
        "A swap file, made on the host.",
    ),
];

const CERTIFICATE: &[Field] = &[
    required(field(
        "key",
        Type::Text(Grammar::MountPoint),
        "",
        "Path of the private key, in PEM form.",
    )),
    field(
        "certificate",
        Type::Text(Grammar::MountPoint),
        "",
        "Path of the self-signed certificate.",
    ),
    field(
        "request",
        Type::Text(Grammar::MountPoint),
        "",
        "Path of a certificate signing request, for an authority of yours.",
    ),
    field(
        "algorithm",
        Type::Enum(&[
            "ec-p256", "ec-p384", "ed25519", "rsa-2048", "rsa-3072", "rsa-4096",
        ]),
        "ec-p256",
        "Algorithm and size of the key. `ed25519` needs openssl 1.1.1.",
    ),
    super::unit(
        field(
            "days",
            Type::Integer {
                min: 1,
                max: 36_500,
            },
            "3650",
            "How long the certificate is valid. The host does not renew it.",
        ),
        "days",
    ),
    required(field(
        "subject",
        Type::Table(SUBJECT),
        "",
        "Who the certificate is for.",
    )),
    field(
        "names",
        set_of!(Type::Text(Grammar::AltName)),
        "",
        "Alternative names, `dns:NAME` or `ip:ADDRESS`; clients look only here.",
    ),
    field(
        "key-usage",
        set_of!(Type::Enum(&[
            "digital-signature",
            "key-agreement",
            "key-encipherment",
        ])),
        "`digital-signature`, with rsa `key-encipherment` as well",
        "What the key may be used for.",
    ),
    field(
        "extended-key-usage",
        set_of!(Type::Enum(&["client-auth", "server-auth"])),
        "both",
        "The side of a TLS connection that the certificate is for.",
    ),
    field(
        "mode",
        Type::Text(Grammar::Mode),
        "0600",
        "Mode of the key; nobody else may read it. Certificate and request are 0644.",
    ),
    field(
        "owner",
        Type::Text(Grammar::UserName),
        "root",
        "Owner of the key.",
    ),
    field(
        "group",
        Type::Text(Grammar::UserName),
        "root",
        "Group of the key.",
    ),
];

const SUBJECT: &[Field] = &[
    required(field(
        "common-name",
        Type::Text(Grammar::SubjectText),
        "",
        "CN, the name itself.",
    )),
    field("organization", Type::Text(Grammar::SubjectText), "", "O."),
    field(
        "organizational-unit",
        Type::Text(Grammar::SubjectText),
        "",
        "OU.",
    ),
    field("locality", Type::Text(Grammar::SubjectText), "", "L."),
    field("state", Type::Text(Grammar::SubjectText), "", "ST."),
    field("country", Type::Text(Grammar::Country), "", "C."),
];

const VOLUME: &[Field] = &[
    required(field(
        "device",
        Type::Text(Grammar::VolumeDevice),
        "",
        "The disk: `/dev/sdf` (its name in EC2), `vol-...`, `ebs:N` or `instance-store:N` (the N-th beside the root's), `size:SIZE` (the only one of that size).",
    )),
    field(
        "filesystem",
        Type::Enum(&["ext4", "xfs"]),
        "ext4",
        "File system that it holds or gets.",
    ),
    field(
        "label",
        Type::Text(Grammar::VolumeLabel),
        "",
        "Label that it gets; a disk with another is refused.",
    ),
    field(
        "options",
        super::Type::List {
            of: &Type::Text(Grammar::MountOption),
            kind: crate::catalog::ListKind::Sequence,
        },
        "`[]`",
        "Options of mount(8).",
    ),
    field(
        "format",
        Type::Enum(&["if-empty", "never"]),
        "if-empty",
        "Whether a disk is formatted that holds nothing at all. One that holds something never is.",
    ),
    field(
        "grow",
        Type::Bool,
        "true",
        "Whether the file system follows when the volume has grown.",
    ),
    field(
        "wait",
        Type::Duration {
            min: SECOND,
            max: 1800 * SECOND,
        },
        "2m",
        "How long the boot waits for the disk.",
    ),
    field(
        "mode",
        Type::Text(Grammar::Mode),
        "as the file system has it",
        "Mode of its root directory.",
    ),
    field(
        "owner",
        Type::Text(Grammar::UserName),
        "as the file system has it",
        "Owner of its root directory.",
    ),
    field(
        "group",
        Type::Text(Grammar::UserName),
        "as the file system has it",
        "Group of its root directory.",
    ),
];

const SWAP: &[Field] = &[
    required(field(
        "size",
        Type::Text(Grammar::BinarySize),
        "",
        "Size of the file.",
    )),
    field(
        "path",
        Type::Text(Grammar::MountPoint),
        "/swapfile",
        "Where it lies: on ext4 or xfs.",
    ),
];
