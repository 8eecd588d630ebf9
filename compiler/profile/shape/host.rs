//! The sections that say what is on the host.

use super::{field, required, set_of, unit};
use crate::catalog::docker::DAEMON_FIELDS;
use crate::catalog::ecs::ECS_FIELDS;
use crate::catalog::identity::EFFECT_WORDS;
use crate::catalog::logrotate::LOGROTATE_FIELDS;
use crate::catalog::{Field, Grammar, Type};

/// One second and one day, in nanoseconds.
const SECOND: i64 = 1_000_000_000;
const DAY: i64 = 86_400 * SECOND;

pub(super) const SECTIONS: &[Field] = &[
    field(
        "ecs",
        Type::Table(ECS),
        "",
        "Settings of the ECS agent, written to /etc/ecs/ecs.config. Key = name of the variable without `ECS_`, lower case, dashes for underscores.",
    ),
    field("docker", Type::Table(DOCKER), "", "Settings of dockerd."),
    field(
        "logrotate",
        Type::Map {
            key: Grammar::Name,
            of: &Type::Table(LOGROTATE),
        },
        "",
        "Rules of logrotate, one file under /etc/logrotate.d each, with logrotate's own words.",
    ),
    field(
        "packages",
        Type::Table(PACKAGES),
        "",
        "Packages of the base's package manager.",
    ),
    field(
        "files",
        Type::Map {
            key: Grammar::AbsolutePath,
            of: &Type::Table(FILE),
        },
        "",
        "Files by their path on the host.",
    ),
    field(
        "units",
        Type::Map {
            key: Grammar::UnitName,
            of: &Type::Table(UNIT),
        },
        "",
        "systemd units: written, extended by drop-ins, enabled, masked.",
    ),
    field(
        "sysctl",
        Type::Map {
            key: Grammar::SysctlKey,
            of: &SYSCTL_VALUE,
        },
        "",
        "Kernel parameters, in a drop-in under /etc/sysctl.d.",
    ),
    field(
        "users",
        Type::Map {
            key: Grammar::UserName,
            of: &Type::Table(USER),
        },
        "",
        "Users of the host.",
    ),
    field(
        "hosts",
        Type::Map {
            key: Grammar::HostName,
            of: &Type::Text(Grammar::Ip),
        },
        "",
        "Lines of /etc/hosts: a host name and its address.",
    ),
    field(
        "scripts",
        Type::Map {
            key: Grammar::Name,
            of: &Type::Table(SCRIPT),
        },
        "",
        "Your own scripts, verbatim.",
    ),
    field(
        "cloud-config",
        Type::Map {
            key: Grammar::Word,
            of: &Type::Any,
        },
        "",
        "Modules of cloud-init that parbake does not own (ntp, timezone, locale, ...).",
    ),
];

const SYSCTL_VALUE: Type = Type::OneOf(&[
    Type::Integer {
        min: i64::MIN,
        max: i64::MAX,
    },
    Type::Text(Grammar::SysctlValue),
]);

const ECS_EXTRA: Field = field(
    "extra",
    Type::Map {
        key: Grammar::EnvName,
        of: &Type::Text(Grammar::Line),
    },
    "",
    "Variables that parbake does not know, by their full name; checked as lines, not as settings.",
);

/// The catalogue and the door beside it.
const ECS: &[Field] = &super::join::<{ ECS_FIELDS.len() + 1 }>(&[ECS_FIELDS, &[ECS_EXTRA]]);

/// logrotate's own words, and the logs that a rule is for.
const LOGROTATE: &[Field] =
    &super::join::<{ LOGROTATE_FIELDS.len() + 1 }>(&[&[LOGROTATE_PATHS], LOGROTATE_FIELDS]);

const LOGROTATE_PATHS: Field = required(field(
    "paths",
    set_of!(Type::Text(Grammar::AbsoluteGlob)),
    "",
    "The logs, globs allowed.",
));

const DOCKER: &[Field] = &[
    field(
        "apply-as",
        Type::Enum(&["file", "flags"]),
        "file",
        "Where dockerd finds the settings: /etc/docker/daemon.json, or flags on its command line.",
    ),
    field(
        "daemon",
        Type::Table(DAEMON_FIELDS),
        "",
        "Keys of daemon.json, with dockerd's own names.",
    ),
    field(
        "daemon-extra",
        Type::Map {
            key: Grammar::Word,
            of: &Type::Any,
        },
        "",
        "Keys of daemon.json that parbake does not know; written as they are, with a warning.",
    ),
    field(
        "gc",
        Type::Table(DOCKER_GC),
        "",
        "A timer that prunes what Docker no longer uses.",
    ),
];

const DOCKER_GC: &[Field] = &[
    field(
        "schedule",
        Type::Text(Grammar::NonEmpty),
        "daily",
        "When it runs, as systemd's OnCalendar= takes it.",
    ),
    field(
        "until",
        Type::Duration {
            min: SECOND,
            max: 3650 * DAY,
        },
        "24h",
        "Only what was made longer ago than this.",
    ),
    field(
        "all-images",
        Type::Bool,
        "false",
        "Removes every unused image, not only dangling ones. Takes baked images too.",
    ),
    field(
        "volumes",
        Type::Bool,
        "false",
        "Removes unused volumes as well: anonymous ones, and before Docker 23 named ones too.",
    ),
];

const PACKAGES: &[Field] = &[
    field(
        "install",
        set_of!(Type::Text(Grammar::PackageName)),
        "",
        "Packages to install.",
    ),
    field(
        "repositories",
        Type::Map {
            key: Grammar::Name,
            of: &Type::Table(REPOSITORY),
        },
        "",
        "Further repositories; the image needs them, so a variant cannot change them.",
    ),
];

const REPOSITORY: &[Field] = &[
    required(field(
        "url",
        Type::Text(Grammar::Url),
        "",
        "Base URL of the repository.",
    )),
    field(
        "suites",
        set_of!(Type::Text(Grammar::Word)),
        "",
        "apt: the suites, such as `bookworm`.",
    ),
    field(
        "components",
        set_of!(Type::Text(Grammar::Word)),
        "main",
        "apt: the components.",
    ),
    field(
        "key",
        Type::Multiline,
        "",
        "The signing key in ASCII armour.",
    ),
    field(
        "key-source",
        Type::Text(Grammar::SourcePath),
        "",
        "A file with the signing key in ASCII armour.",
    ),
];

const FILE: &[Field] = &[
    field(
        "content",
        Type::Multiline,
        "",
        "The content, whose last line gets a line feed where it has none; `${...}` is put in, `$${` is a literal `${`.",
    ),
    field(
        "source",
        Type::Text(Grammar::SourcePath),
        "",
        "A file with the content, taken verbatim; may be binary.",
    ),
    field(
        "interpolate",
        Type::Bool,
        "true",
        "Whether `${...}` in `content` is put in; false takes it verbatim.",
    ),
    field(
        "mode",
        Type::Text(Grammar::Mode),
        "0644; 0600 where a secret is in the content",
        "Mode in octal digits, quoted. A file with a secret takes 0600 or 0400.",
    ),
    field(
        "owner",
        Type::Text(Grammar::UserName),
        "root",
        "The user who owns it.",
    ),
    field(
        "group",
        Type::Text(Grammar::UserName),
        "root",
        "The group that owns it.",
    ),
];

const UNIT: &[Field] = &[
    field(
        "content",
        Type::Multiline,
        "",
        "The unit file, written to /etc/systemd/system.",
    ),
    field(
        "source",
        Type::Text(Grammar::SourcePath),
        "",
        "A file with the unit, taken verbatim.",
    ),
    field(
        "drop-ins",
        Type::Map {
            key: Grammar::Word,
            of: &Type::Multiline,
        },
        "",
        "Drop-ins by file name (`10-limits.conf`), written to NAME.d.",
    ),
    field(
        "enable",
        Type::Bool,
        "",
        "true enables the unit, false disables it; left out, it stays as it is.",
    ),
    field(
        "mask",
        Type::Bool,
        "false",
        "true masks the unit: nothing can start it.",
    ),
];

const USER: &[Field] = &[
    field(
        "uid",
        Type::Integer {
            min: 0,
            max: 4_294_967_294,
        },
        "the next free one",
        "Numeric user id.",
    ),
    field(
        "groups",
        set_of!(Type::Text(Grammar::UserName)),
        "",
        "Further groups; made where they do not exist.",
    ),
    field(
        "home",
        Type::Text(Grammar::AbsolutePath),
        "/home/NAME",
        "Home directory.",
    ),
    field(
        "shell",
        Type::Text(Grammar::AbsolutePath),
        "/bin/bash; /usr/sbin/nologin for system users",
        "Login shell.",
    ),
    field(
        "system",
        Type::Bool,
        "false",
        "Makes a system user: no home directory, a low uid.",
    ),
    field(
        "authorized-keys",
        set_of!(Type::Text(Grammar::AuthorizedKey)),
        "",
        "Public SSH keys that may log in, one line each.",
    ),
];

const SCRIPT: &[Field] = &[
    field(
        "run",
        Type::Verbatim,
        "",
        "The script, verbatim, beginning with `#!`.",
    ),
    field(
        "source",
        Type::Text(Grammar::SourcePath),
        "",
        "A file with the script, verbatim.",
    ),
    required(field(
        "phase",
        Type::Enum(&["bake", "boot"]),
        "",
        "When it runs: once in the image, or on the host. Scripts are opaque, so they say it themselves.",
    )),
    field(
        "order",
        Type::Enum(&["before-docker", "after-docker", "after-agent"]),
        "after-docker",
        "Where it stands at boot.",
    ),
    field(
        "every",
        Type::Enum(&["instance", "boot"]),
        "instance",
        "Once per instance, or at each boot.",
    ),
    unit(
        field(
            "timeout",
            Type::Duration {
                min: SECOND,
                max: DAY,
            },
            "10m",
            "After this the script is killed and the step has failed.",
        ),
        "time",
    ),
    field(
        "effects",
        set_of!(Type::Enum(EFFECT_WORDS)),
        "",
        "What a bake script leaves behind, for the clean-up of the image; the audit looks for everything, declared or not.",
    ),
    field(
        "env",
        Type::Map {
            key: Grammar::EnvName,
            of: &Type::Text(Grammar::Line),
        },
        "",
        "Variables of its environment; this is how values reach a script.",
    ),
];
