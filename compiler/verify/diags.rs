//! Every finding of `verify`, its words in one place. The path stands beside them.

use super::manifest::Placed;
use crate::catalog::identity::{IdentityClass, IdentityItem, Left, Weight};
use crate::diagnostic::{Code, Diagnostic, Severity, codes};

/// What of the build host is still there.
pub(super) fn left(item: &IdentityItem) -> Diagnostic {
    let code = match item.class {
        IdentityClass::Identity => codes::IDENTITY_LEFT,
        IdentityClass::Secret => codes::SECRET_LEFT,
        IdentityClass::Stale => codes::STALE_LEFT,
        IdentityClass::Size => codes::WEIGHT_LEFT,
    };
    let severity = match item.level {
        Weight::Error => Severity::Error,
        Weight::Warning => Severity::Warning,
        Weight::Note => Severity::Note,
    };
    let how = match item.left {
        Left::Files | Left::Unlisted => "is still there",
        Left::Filled => "is not empty",
        Left::OwnFile => "is a file of its own",
        Left::NotEmpty => "is not an empty file",
        Left::Password => "lets root log in with a password",
        Left::Hosts => "names an address of the builder",
        Left::Lines => "holds a line of the builder",
    };
    Diagnostic::new(code, severity, None, format!("`{}` {how}", item.id)).note(item.if_left)
}

fn error(code: &'static Code, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, Severity::Error, None, message)
}

pub(super) fn no_image() -> Diagnostic {
    error(codes::NO_IMAGE, "this root has no manifest of a bake")
        .help("give the bundle with `--bundle`, if the bake was cut short")
}

pub(super) fn missing() -> Diagnostic {
    error(codes::BAKED_FILE_MISSING, "a baked file is missing")
}

pub(super) fn changed() -> Diagnostic {
    error(
        codes::BAKED_FILE_CHANGED,
        "a baked file has another content",
    )
}

pub(super) fn mode(mode: u32, expected: u32) -> Diagnostic {
    error(
        codes::BAKED_FILE_ACCESS,
        format!("a baked file has mode {mode:04o}, not {expected:04o}"),
    )
}

pub(super) fn owner(user: u32, group: u32, placed: &Placed) -> Diagnostic {
    let Placed {
        owner,
        group: expected,
        ..
    } = placed;
    error(
        codes::BAKED_FILE_ACCESS,
        format!("a baked file belongs to {user}:{group}, not {owner}:{expected}"),
    )
}

pub(super) fn kept_missing() -> Diagnostic {
    error(
        codes::KEPT_CHANGED,
        "what the bake kept on purpose is missing",
    )
}

pub(super) fn kept_changed() -> Diagnostic {
    error(
        codes::KEPT_CHANGED,
        "what the bake kept on purpose has another content",
    )
}

pub(super) fn no_record() -> Diagnostic {
    error(codes::OTHER_IMAGE, "there is no record of a finished bake")
        .note("bake.sh writes it as its last act; the boot program rests on a host without it")
}

pub(super) fn other_image(key: &str, found: Option<&str>, expected: &str) -> Diagnostic {
    let found = found.unwrap_or("missing");
    error(
        codes::OTHER_IMAGE,
        format!("the {key} is {found}, the bundle's is {expected}"),
    )
    .note("an image and a user-data that were not built together: see `boot.on-skew`")
}
