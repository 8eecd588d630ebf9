//! The sections about what is outside the host: proxies, certificate authorities, Systems Manager.

use super::{field, set_of};
use crate::catalog::{Field, Grammar, Type};

pub(super) const SECTIONS: &[Field] = &[
    field(
        "proxy",
        Type::Table(PROXY),
        "",
        "The way out, for Docker, the ECS agent, the SSM agent, the package manager and all steps at once.",
    ),
    field(
        "ca-certificates",
        Type::Map {
            key: Grammar::Name,
            of: &Type::Table(CERTIFICATE),
        },
        "",
        "Certificates of authorities that the host trusts beside those of the distribution.",
    ),
    field(
        "ssm",
        Type::Table(SSM),
        "",
        "The SSM agent: installed and enabled in the image; its registration is never baked.",
    ),
];

const PROXY: &[Field] = &[
    field(
        "http",
        Type::Text(Grammar::Proxy),
        "",
        "Proxy for plain HTTP, without user and password.",
    ),
    field(
        "https",
        Type::Text(Grammar::Proxy),
        "",
        "Proxy for HTTPS, which is what AWS and most registries speak.",
    ),
    field(
        "no-proxy",
        set_of!(Type::Text(Grammar::Word)),
        "the metadata and task addresses, this host, Docker's socket",
        "Hosts, domains (`.example.com`) and address blocks to reach directly, beside those that are always there.",
    ),
];

const CERTIFICATE: &[Field] = &[
    field(
        "content",
        Type::Multiline,
        "",
        "The certificate as PEM text.",
    ),
    field(
        "source",
        Type::Text(Grammar::SourcePath),
        "",
        "A file with the certificate as PEM text.",
    ),
];

const SSM: &[Field] = &[
    field(
        "enable",
        Type::Bool,
        "true",
        "Whether the agent starts with the host; false keeps one that the base has from starting.",
    ),
    field(
        "region",
        Type::Text(Grammar::Region),
        "`ecs.aws-default-region`",
        "Region of the bucket that the agent's package comes from, where the distribution has none (Debian).",
    ),
];
