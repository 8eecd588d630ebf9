//! Every diagnostic of the host stage, its words in one place.

mod settings;

pub(super) use settings::{external_without_region, health_check_overlaps, tags_switched_off};

use crate::catalog::base::Base;
use crate::catalog::version::Version;
use crate::diagnostic::{Diagnostic, codes};
use crate::profile::diags::{beside, toml_string};
use crate::source::{ReadError, Span};

pub(super) use signal::{half_a_receiver, no_receiver, two_receivers};

pub(super) mod images;
pub(super) mod logging;
pub(super) mod scripts;
mod signal;
pub(super) mod stores;

pub(super) fn unreadable(span: Span, path: &str, error: &ReadError) -> Diagnostic {
    let code = if *error == ReadError::Missing {
        codes::FILE_MISSING
    } else {
        codes::FILE_UNREADABLE
    };
    Diagnostic::error(code, span, format!("cannot read `{path}`: {error}"))
        .label("named here")
        .help("paths are relative to the file that names them")
}

pub(super) fn late_nothing(span: Span, path: &str, known: &[&str]) -> Diagnostic {
    Diagnostic::error(
        codes::LATE_NOTHING,
        span,
        format!("`image.late` names `{path}`, which the profile does not set"),
    )
    .label("no such key")
    .note("nothing would wait for the launch")
    .help("write the path of a key or a table of the profile, or leave it out")
    .did_you_mean(span, path, &beside(path, known), toml_string)
}

pub(super) fn no_host_key(span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::NO_HOST_KEY,
        span,
        "`ssh-host-keys` names no type of key",
    )
    .label("no host key would be made")
    .note("cloud-init deletes the keys of the build host, and sshd does not start without one")
    .help("leave it out for `ecdsa` and `ed25519`, or name at least one type")
}

pub(super) fn owned_module(span: Span, key: &str, instead: &str) -> Diagnostic {
    Diagnostic::error(
        codes::OWNED_MODULE,
        span,
        format!("`{key}` is parbake's to write"),
    )
    .label("not in [cloud-config]")
    .note("cloud-init keeps one value per key: this and what parbake does would hide each other")
    .help(match instead.strip_prefix("nothing: ") {
        Some(why) => format!("leave it out: {why}"),
        None => format!("use {instead}"),
    })
}

pub(super) fn unknown_module(span: Span, key: &str, known: &[&'static str]) -> Diagnostic {
    let found = Diagnostic::error(
        codes::UNKNOWN_KEY,
        span,
        format!("cloud-init has no key `{key}`"),
    )
    .label("unknown key")
    .note("cloud-init before 23.4 would ignore it without a word");
    found.did_you_mean(span, key, known, str::to_owned)
}

pub(super) fn module_value(span: Span, path: &str, found: &str, wanted: &str) -> Diagnostic {
    Diagnostic::error(
        codes::WRONG_TYPE,
        span,
        format!("cloud-init does not take this {found} for `{path}`"),
    )
    .label(format!("expected {wanted}"))
    .note("cloud-init would log a warning, or fail in this module, and the boot goes on without it")
}

pub(super) fn extra_is_known(span: Span, key: &str, instead: &str) -> Diagnostic {
    Diagnostic::error(
        codes::EXTRA_IS_KNOWN,
        span,
        format!("parbake knows `{key}`"),
    )
    .label("would go around its checks")
    .help(format!("set `{instead}`"))
}

pub(super) fn extra_variable(span: Span, name: &str) -> Diagnostic {
    Diagnostic::warning(
        codes::UNKNOWN_SETTING,
        span,
        format!("parbake does not know the variable `{name}`"),
    )
    .label("written as it is")
    .note("a name that the agent does not know is read by nobody, without a word")
    .help("hold the name against the documentation of the agent's version")
}

pub(super) fn extra_daemon_key(span: Span, key: &str) -> Diagnostic {
    Diagnostic::warning(
        codes::UNKNOWN_SETTING,
        span,
        format!("parbake does not know the key `{key}`"),
    )
    .label("written as it is")
    .note("dockerd does not start with a key that it does not know")
    .help("hold the name against the documentation of this Docker's version")
}

pub(super) fn leave_alone(span: Span, key: &str, why: &str) -> Diagnostic {
    Diagnostic::warning(
        codes::LEAVE_ALONE,
        span,
        format!("`{key}` is better left alone"),
    )
    .label(why)
    .help("leave it out")
}

pub(super) fn refused(span: Span, key: &str, why: &str) -> Diagnostic {
    Diagnostic::error(codes::REFUSED_KEY, span, format!("`{key}` cannot be set"))
        .label("refused")
        .note(why)
        .help("take it out")
}

pub(super) fn no_calendar(span: Span) -> Diagnostic {
    Diagnostic::error(codes::MALFORMED, span, "`schedule` is malformed")
        .label("expected a calendar expression such as `daily` or `Mon..Fri 03:00`")
        .note("systemd would ignore the line, and refuse the timer without it")
}

pub(super) fn no_logs(span: Span) -> Diagnostic {
    Diagnostic::error(codes::MISSING_KEY, span, "the rule names no log")
        .label("empty")
        .note("logrotate would have nothing to rotate")
        .help("name the logs, globs allowed, or take the rule out")
}

pub(super) fn secret_literal(span: Span, key: &str) -> Diagnostic {
    Diagnostic::error(
        codes::SECRET_LITERAL,
        span,
        format!("`{key}` holds a secret as plain text"),
    )
    .label("would stand in the image or in user-data")
    .help("user-data and images can be read by many: fetch the secret on the host")
}

pub(super) fn secret_file_mode(span: Span, mode: &str, reference: &str) -> Diagnostic {
    Diagnostic::error(
        codes::SECRET_FILE_MODE,
        span,
        "a file with a secret is for its owner alone",
    )
    .label(format!("{mode} lets others in, or runs it"))
    .note(format!("`{reference}` is in its content"))
    .help("leave `mode` out for 0600, or write \"0400\"; `owner` says who reads it")
}

/// `what` is to be done on the host: "fetch `${ssm:/x}`".
pub(super) fn no_way_to_aws(span: Span, what: &str, base: &Base) -> Diagnostic {
    let curl = base.tools.curl.value;
    Diagnostic::error(
        codes::NO_WAY_TO_SECRETS,
        span,
        format!("{} cannot {what}", base.name),
    )
    .label("the host asks AWS for this")
    .note(format!(
        "its curl {curl} cannot sign a request to AWS (7.86 can), and its package manager has no AWS command line"
    ))
    .help("take a newer base")
}

pub(super) fn no_swarm(span: Span) -> Diagnostic {
    Diagnostic::error(codes::SWARM_ROLE, span, "there is no swarm to join")
        .label("the profile has no [swarm]")
        .help("name its managers and its token in [swarm], or say `role = \"docker\"`")
}

pub(super) fn long_hostname(span: Span, length: usize, most: usize) -> Diagnostic {
    let found = format!("a host name of {length} characters; the kernel takes {most}");
    Diagnostic::error(codes::HOST_NAME, span, found)
        .note("`sethostname` refuses it, and the step that sets it fails at each boot")
        .help("take a shorter name; what follows the first dot can be left to DNS")
}

pub(super) fn hostname(span: Span) -> Diagnostic {
    let found = "a host name has letters, digits and `-`, in labels between dots";
    Diagnostic::error(codes::HOST_NAME, span, found)
        .note("whatever the references give, the step that sets it would refuse it at each boot")
        .help("write it like `web-${instance.id}`")
}

pub(super) fn swarm_beside(span: Span, role: &str) -> Diagnostic {
    Diagnostic::error(
        codes::SWARM_ROLE,
        span,
        "[swarm] is for hosts whose role is `swarm`",
    )
    .label(format!("the role of this one is `{role}`"))
    .note("the ECS agent and a swarm would both place containers here, each without a view of the other's")
    .help("take [swarm] out, or make it a host of its own: `host.role = \"swarm\"` without [ecs]")
}

pub(super) fn two_contents(span: Span, first: Span, keys: (&str, &str)) -> Diagnostic {
    Diagnostic::error(
        codes::FILE_CONTENT,
        span,
        format!("`{}` and `{}` exclude each other", keys.0, keys.1),
    )
    .label("this one")
    .related(first, "and this one")
    .help("keep one of the two")
}

pub(super) fn no_content(span: Span, name: &str, keys: (&str, &str)) -> Diagnostic {
    Diagnostic::error(
        codes::FILE_CONTENT,
        span,
        format!("`{name}` has neither `{}` nor `{}`", keys.0, keys.1),
    )
    .label("nothing to write")
    .help(format!(
        "add `{} = \"...\"`, or `{} = \"path\"` for a file beside the profile",
        keys.0, keys.1
    ))
}

pub(super) fn proxy_twice(span: Span, key: &str, proxy: Span) -> Diagnostic {
    Diagnostic::error(
        codes::PROXY_TWICE,
        span,
        format!("`{key}` names a proxy beside [proxy]"),
    )
    .label("said twice")
    .related(proxy, "this serves it as well")
    .note("dockerd lets daemon.json win over its environment, ecs.config lets the last line win, each without a word")
    .help("keep one of the two")
}

pub(super) fn no_certificate(span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::CA_CERTIFICATE,
        span,
        "this is no certificate in PEM form",
    )
    .label("expected `-----BEGIN CERTIFICATE-----` to `-----END CERTIFICATE-----`")
    .note("update-ca-certificates would join it to the others as it is, update-ca-trust would pass over it without a word")
    .help("`openssl x509 -inform der -in FILE` turns the binary form into PEM")
}

pub(super) fn daemon_key_too_new(
    span: Span,
    key: &str,
    since: Version,
    version: Version,
    base: &str,
) -> Diagnostic {
    Diagnostic::error(
        codes::WRONG_VERSION,
        span,
        format!("`{key}` is too new for this base"),
    )
    .label(format!("known from Docker {since} on"))
    .note(format!(
        "{base} has Docker {version}, which does not start with a key that it does not know"
    ))
    .help("take it out, or move to a base with a newer Docker")
}

pub(super) fn daemon_key_removed(
    span: Span,
    key: &str,
    removed: Version,
    version: Version,
    base: &str,
) -> Diagnostic {
    Diagnostic::error(
        codes::WRONG_VERSION,
        span,
        format!("`{key}` is gone from this base's Docker"),
    )
    .label(format!("removed in Docker {removed}"))
    .note(format!(
        "{base} has Docker {version}, which does not start with a key that it does not know"
    ))
    .help("take it out")
}

pub(super) fn file_and_flag(
    span: Span,
    key: &str,
    flag: &str,
    value: &str,
    base: &str,
) -> Diagnostic {
    Diagnostic::error(codes::FILE_AND_FLAG, span, format!("`{key}` is already given as a flag on this base"))
        .label("dockerd takes a setting once")
        .note(format!("{base} starts dockerd with `{flag} {value}`; the same setting in daemon.json stops it, even with the same value"))
        .help("leave it out, or say `docker.apply-as = \"flags\"`, which rewrites the base's options")
}

pub(super) fn directive_too_new(span: Span, key: &str, since: Version, base: &Base) -> Diagnostic {
    let version = base.tools.logrotate.value;
    Diagnostic::error(
        codes::WRONG_VERSION,
        span,
        format!("`{key}` is too new for this base"),
    )
    .label(format!("known from logrotate {since} on"))
    .note(format!(
        "{} has logrotate {version}, which ignores a word that it does not know",
        base.name
    ))
    .help("take it out, or move to a base with a newer logrotate")
}

pub(super) fn argument_missing(span: Span, key: &str) -> Diagnostic {
    Diagnostic::error(
        codes::WRONG_TYPE,
        span,
        format!("`{key}` needs a value of its own"),
    )
    .label("true says nothing here")
    .note("logrotate refuses the whole rule for a word without its argument")
    .help("write the value as a string, or `false` for the word that turns it off")
}

pub(super) fn suites_missing(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        codes::MISSING_KEY,
        span,
        format!("the repository `{name}` lacks `suites`"),
    )
    .label("apt needs them")
    .help("add `suites = [\"bookworm\"]`, say")
}

pub(super) fn own_repository(span: Span, name: &str, base: &str) -> Diagnostic {
    Diagnostic::error(
        codes::PATH_CONFLICT,
        span,
        format!("`{name}` is the name of a distribution's own repository"),
    )
    .label("its list of packages would be replaced")
    .note(format!(
        "{base} and its relatives keep their own under this name, with all that they install"
    ))
    .help("take another name, such as that of the mirror")
}

pub(super) fn suites_without_apt(span: Span, key: &str, base: &str) -> Diagnostic {
    Diagnostic::error(codes::WRONG_VERSION, span, format!("`{key}` is apt's"))
        .label(format!("{base} has no apt"))
        .help("take it out")
}

pub(super) fn masked_and_enabled(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        codes::UNIT_STATE,
        span,
        format!("`{name}` cannot be masked and enabled"),
    )
    .label("both are asked for")
    .note("systemd refuses to enable a masked unit")
    .help("keep `mask` or `enable`")
}

pub(super) fn empty_unit(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        codes::UNIT_STATE,
        span,
        format!("nothing is said about `{name}`"),
    )
    .label("nothing to do")
    .help("give `content`, `drop-ins`, `enable` or `mask`, or leave the unit out")
}

pub(super) fn drop_in_name(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        codes::MALFORMED,
        span,
        format!("`{name}` is no name of a drop-in"),
    )
    .label("does not end in `.conf`")
    .note("systemd reads no other file of a drop-in directory")
    .help(format!("write `\"{name}.conf\"`"))
}
