//! Every diagnostic of the host stage, its words in one place.

use crate::catalog::base::Base;
use crate::catalog::version::Version;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{ReadError, Span};

pub(super) mod images;

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

pub(super) fn late_nothing(span: Span, path: &str) -> Diagnostic {
    Diagnostic::error(
        codes::LATE_NOTHING,
        span,
        format!("`image.late` names `{path}`, which the profile does not set"),
    )
    .label("no such key")
}

pub(super) fn owned_module(span: Span, key: &str, instead: &str) -> Diagnostic {
    Diagnostic::error(
        codes::OWNED_MODULE,
        span,
        format!("`{key}` is parbake's to write"),
    )
    .label("not in [cloud-config]")
    .note("cloud-init keeps one value per key: this and what parbake does would hide each other")
    .help(format!("use {instead}"))
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
}

pub(super) fn extra_daemon_key(span: Span, key: &str) -> Diagnostic {
    Diagnostic::warning(
        codes::UNKNOWN_SETTING,
        span,
        format!("parbake does not know the key `{key}`"),
    )
    .label("written as it is")
    .note("dockerd does not start with a key that it does not know")
}

pub(super) fn leave_alone(span: Span, key: &str, why: &str) -> Diagnostic {
    Diagnostic::warning(
        codes::LEAVE_ALONE,
        span,
        format!("`{key}` is better left alone"),
    )
    .label(why)
}

pub(super) fn refused(span: Span, key: &str, why: &str) -> Diagnostic {
    Diagnostic::error(codes::REFUSED_KEY, span, format!("`{key}` cannot be set"))
        .label("refused")
        .note(why)
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

pub(super) fn two_contents(span: Span, first: Span, keys: (&str, &str)) -> Diagnostic {
    Diagnostic::error(
        codes::FILE_CONTENT,
        span,
        format!("`{}` and `{}` exclude each other", keys.0, keys.1),
    )
    .label("this one")
    .related(first, "and this one")
}

pub(super) fn no_content(span: Span, name: &str, keys: (&str, &str)) -> Diagnostic {
    Diagnostic::error(
        codes::FILE_CONTENT,
        span,
        format!("`{name}` has neither `{}` nor `{}`", keys.0, keys.1),
    )
    .label("nothing to write")
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

pub(super) fn suites_without_apt(span: Span, key: &str, base: &str) -> Diagnostic {
    Diagnostic::error(codes::WRONG_VERSION, span, format!("`{key}` is apt's"))
        .label(format!("{base} has no apt"))
}

pub(super) fn late_value_in_baked_script(span: Span, name: &str, why: &str) -> Diagnostic {
    Diagnostic::error(
        codes::LATE_IN_BAKE,
        span,
        format!("the baked script `{name}` holds a value that the image cannot know"),
    )
    .label(why)
    .help("say `phase = \"boot\"`, or give it a value that all launches share")
}

pub(super) fn no_interpreter(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        codes::NO_INTERPRETER,
        span,
        format!("the script `{name}` does not begin with `#!`"),
    )
    .label("its first two bytes must be `#!`")
    .note("the kernel refuses to run a text without it; a blank line or blanks before it count")
}

pub(super) fn order_without_agent(span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::ORDER_WITHOUT_AGENT,
        span,
        "there is no agent to come after",
    )
    .label("the profile has no [ecs]")
    .help("say \"after-docker\"")
}

pub(super) fn baked_script_reads_host(span: Span, name: &str, word: &str) -> Diagnostic {
    Diagnostic::error(
        codes::LATE_IN_BAKE,
        span,
        format!("the baked script `{name}` asks the host: `{word}`"),
    )
    .label("in this script")
    .note("in an image the answer is the build host's, and every clone would share it")
    .help("say `phase = \"boot\"`")
}

pub(super) fn masked_and_enabled(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        codes::UNIT_STATE,
        span,
        format!("`{name}` cannot be masked and enabled"),
    )
    .label("both are asked for")
}

pub(super) fn empty_unit(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        codes::UNIT_STATE,
        span,
        format!("nothing is said about `{name}`"),
    )
    .label("give `content`, `drop-ins`, `enable` or `mask`")
}

pub(super) fn drop_in_name(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        codes::MALFORMED,
        span,
        format!("`{name}` is no name of a drop-in"),
    )
    .label("a file name that ends in `.conf`")
    .note("systemd reads no other file of a drop-in directory")
}

pub(super) fn unknown_log_driver(span: Span, name: &str, known: &[&str]) -> Diagnostic {
    Diagnostic::error(
        codes::LOGGING,
        span,
        format!("this base's Docker has no log driver `{name}`"),
    )
    .label("unknown driver")
    .note("`dockerd --validate` takes it, and dockerd does not start")
    .did_you_mean(span, name, known, |near| format!("\"{near}\""))
}

pub(super) fn foreign_log_option(
    span: Span,
    driver: &str,
    key: &str,
    known: &[&str],
) -> Diagnostic {
    Diagnostic::error(
        codes::LOGGING,
        span,
        format!("the log driver `{driver}` has no option `{key}`"),
    )
    .label("foreign option")
    .note("`dockerd --validate` takes it, and dockerd does not start")
    .did_you_mean(span, key, known, str::to_owned)
}

pub(super) fn log_option_missing(span: Span, driver: &str, key: &str) -> Diagnostic {
    Diagnostic::error(
        codes::LOGGING,
        span,
        format!("the log driver `{driver}` needs `{key}`"),
    )
    .label(format!("no `{key}` in log-opts"))
    .note("`dockerd --validate` takes it, and dockerd does not start")
}

pub(super) fn buffer_while_blocking(span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::LOGGING,
        span,
        "`max-buffer-size` needs `mode = \"non-blocking\"`",
    )
    .label("a blocking driver has no buffer")
    .note("`dockerd --validate` takes it, and dockerd does not start")
}
