//! The sections of what stands around a launch: the Auto Scaling group and the target group of its load balancer.
//!
//! Names and defaults: EC2 Auto Scaling API reference, CreateAutoScalingGroup, and user guide, "Set the health check grace
//! period"; Elastic Load Balancing API reference (2015-12-01), CreateTargetGroup and TargetGroupAttribute.

use super::{field, unit};
use crate::catalog::{Field, Type};

pub(super) const SECTIONS: &[Field] = &[
    field(
        "scaling",
        Type::Table(SCALING),
        "",
        "The Auto Scaling group of the hosts; for Terraform, in `terraform.tfvars.json`.",
    ),
    field(
        "target-group",
        Type::Table(TARGET_GROUP),
        "",
        "The target group of a load balancer before the hosts; for Terraform, in `terraform.tfvars.json`.",
    ),
];

/// A length of time in whole seconds, as the APIs take it.
const fn seconds(
    key: &'static str,
    (min, max): (i64, i64),
    default: &'static str,
    doc: &'static str,
) -> Field {
    unit(field(key, Type::Integer { min, max }, default, doc), "s")
}

/// The API's numbers have 32 bits.
const LONGEST: i64 = i32::MAX as i64;

const SCALING: &[Field] = &[
    seconds(
        "default-cooldown",
        (0, LONGEST),
        "300",
        "How long the group waits after a change before the next; simple scaling policies only.",
    ),
    seconds(
        "default-instance-warmup",
        (0, LONGEST),
        "",
        "How long a new host's figures do not count towards the group's.",
    ),
    seconds(
        "health-check-grace-period",
        (0, LONGEST),
        "0",
        "How long a new host may be unhealthy before it is replaced.",
    ),
];

const TARGET_GROUP: &[Field] = &[
    seconds(
        "deregistration-delay",
        (0, 3600),
        "300",
        "How long requests in flight may take when a host leaves.",
    ),
    seconds(
        "health-check-interval",
        (5, 300),
        "30",
        "Time between two health checks of a host.",
    ),
    seconds(
        "health-check-timeout",
        (2, 120),
        "5",
        "How long an answer may take; shorter than the interval.",
    ),
    field(
        "healthy-threshold",
        Type::Integer { min: 2, max: 10 },
        "5",
        "Good answers in a row that make an unhealthy host healthy.",
    ),
    field(
        "unhealthy-threshold",
        Type::Integer { min: 2, max: 10 },
        "2",
        "Bad answers in a row that make a host unhealthy.",
    ),
];
