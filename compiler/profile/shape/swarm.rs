//! The section of a swarm.

use super::{field, required, set_of};
use crate::catalog::{Field, Grammar, Type};

pub(super) const SECTIONS: &[Field] = &[field(
    "swarm",
    Type::Table(SWARM),
    "",
    "The swarm that Docker joins, once per instance, when it is up. The first manager makes the swarm itself: `docker swarm init`.",
)];

/// Source: docker-swarm-join(1); Docker Engine API 1.41, `POST /swarm/join`.
const SWARM: &[Field] = &[
    required(field(
        "managers",
        set_of!(Type::Text(Grammar::HostPort)),
        "",
        "Managers to ask, each with its port; one that answers is enough.",
    )),
    required(field(
        "token",
        Type::Text(Grammar::Secret),
        "",
        "The join token as a secret: `${ssm:...}` or `${secret:...}`. It makes the host a worker or a manager.",
    )),
    field(
        "advertise-addr",
        Type::Text(Grammar::AdvertiseAddr),
        "dockerd's choice, where the host has one address",
        "Address, or interface, under which the others reach this host: `${instance.private-ip}`.",
    ),
    field(
        "data-path-addr",
        Type::Text(Grammar::AdvertiseAddr),
        "that of advertise-addr",
        "Address, or interface, for the traffic of containers.",
    ),
    field(
        "listen-addr",
        Type::Text(Grammar::HostPort),
        "0.0.0.0:2377",
        "Where a manager listens for the others.",
    ),
    field(
        "availability",
        Type::Enum(&["active", "pause", "drain"]),
        "active",
        "Whether the host takes tasks from the start.",
    ),
];
