//! Every diagnostic of the plan, its words in one place.

use crate::catalog::identity::IdentityItem;
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::source::Span;

pub(super) fn path_conflict(span: Span, path: &str, first: Span) -> Diagnostic {
    Diagnostic::error(
        codes::PATH_CONFLICT,
        span,
        format!("`{path}` is written twice"),
    )
    .label("here")
    .related(first, "and here")
    .note("the later step would win, and only the order of steps says which that is")
}

pub(super) fn reserved_path(span: Span, path: &str, instead: &str) -> Diagnostic {
    Diagnostic::error(
        codes::PATH_CONFLICT,
        span,
        format!("`{path}` is parbake's to write"),
    )
    .label("not here")
    .help(format!("use {instead}"))
}

pub(super) fn architecture(span: Span, base: &str, arch: &str) -> Diagnostic {
    Diagnostic::error(
        codes::ARCHITECTURE,
        span,
        format!("{base} has no machine image for {arch}"),
    )
    .label("this base")
}

pub(super) fn no_agent_here(span: Span, base: &str) -> Diagnostic {
    Diagnostic::error(
        codes::MISSING_KEY,
        span,
        format!(
            "the agent's package for {base} needs a region that is known when the image is made"
        ),
    )
    .label("this base has no package of its own")
    .help("set `ecs.aws-default-region`")
}

pub(super) fn no_ssm_here(span: Span, base: &str) -> Diagnostic {
    Diagnostic::error(
        codes::MISSING_KEY,
        span,
        format!("the SSM agent's package for {base} lies in a bucket of a region"),
    )
    .label("this base has no package of its own")
    .help("set `ssm.region` or `ecs.aws-default-region`")
}

pub(super) fn would_be_deleted(span: Span, path: &str, item: &IdentityItem) -> Diagnostic {
    Diagnostic::error(
        codes::KEEP,
        span,
        format!("the clean-up of the image would take `{path}` away"),
    )
    .label(format!("identity item `{}`", item.id))
    .note(format!("left in an image: {}", item.if_left))
    .help(format!(
        "say `image.keep = [\"{path}\"]` if it is meant to be in every clone"
    ))
}

pub(super) fn kept_identity(span: Span, word: &str, item: &IdentityItem) -> Diagnostic {
    Diagnostic::new(
        codes::KEPT_IDENTITY,
        Severity::Note,
        Some(span),
        format!("`{word}` stays in the image, the same on every clone"),
    )
    .label(format!("identity item `{}`", item.id))
    .note(format!("left in an image: {}", item.if_left))
    .help("take it out, unless every clone is meant to have it")
}

pub(super) fn keeps_nothing(span: Span, word: &str) -> Diagnostic {
    Diagnostic::warning(
        codes::KEEP_NOTHING,
        span,
        format!("the clean-up of the image leaves `{word}` alone anyway"),
    )
    .label("this keeps nothing")
    .help("take it out, or name the item or path that is meant")
}

pub(super) fn unknown_keep(span: Span, word: &str) -> Diagnostic {
    let known: Vec<&str> = crate::catalog::identity::IDENTITY_ITEMS
        .iter()
        .map(|item| item.id)
        .collect();
    let found = Diagnostic::error(
        codes::KEEP,
        span,
        format!("`{word}` is no identity item and no path"),
    )
    .label("nothing to keep");
    found.did_you_mean(span, word, &known, |near| format!("\"{near}\""))
}

pub(super) fn image_store_differs(span: Span, key: &str, image: Span) -> Diagnostic {
    Diagnostic::error(
        codes::IMAGE_STORE,
        span,
        format!("`{key}` must be the same at bake and at boot"),
    )
    .label("dockerd has it only at boot: daemon.json waits for a late setting")
    .related(
        image,
        "this image is pulled into the store that the bake uses",
    )
    .note("with another store at boot Docker does not see the baked images, without a word")
    .help("give all of dockerd's settings one value for every launch, or pull the images at boot (`image.late`)")
}

pub(super) fn hidden_by_volume(span: Span, path: &str, mount: &str, volume: Span) -> Diagnostic {
    let message = format!("`{path}` is hidden as soon as `{mount}` is mounted");
    Diagnostic::error(codes::HIDDEN_BY_VOLUME, span, message)
        .label("it is there before the volume is")
        .related(volume, "this volume is mounted over it")
        .help("put it elsewhere, or have it written after the mount: name it in `image.late`")
}

pub(super) fn home_hidden(span: Span, home: &str, mount: &str, volume: Span) -> Diagnostic {
    let message = format!("the home `{home}` is hidden as soon as `{mount}` is mounted");
    Diagnostic::error(codes::HIDDEN_BY_VOLUME, span, message)
        .label("the user is there before the volume is, with its keys")
        .related(volume, "this volume is mounted over it")
        .help("give the user another `home`; it can own the volume all the same")
}

pub(super) fn images_hidden(volume: Span, root: &str, image: Span) -> Diagnostic {
    let message = format!("the volume hides the baked container images in `{root}`");
    Diagnostic::error(codes::HIDDEN_BY_VOLUME, volume, message)
        .label("empty on a new host")
        .related(image, "this image is pulled when the image of the host is made")
        .note("dockerd would start with an empty store, and nothing would say why")
        .help("pull the images at boot (`image.late = [\"images\"]`), or leave Docker's directory on the root disk")
}

pub(super) fn volatile_file(span: Span, path: &str, directory: &str) -> Diagnostic {
    let message = format!("`{path}` is baked, and no host would have it");
    Diagnostic::error(codes::VOLATILE_FILE, span, message)
        .label("gone at the first boot")
        .note(format!("`{directory}` is in memory and begins anew at each boot"))
        .help("have it made at each boot: by a line of a file under `/etc/tmpfiles.d`, or written by parbake, if named in `image.late`")
}

pub(super) fn no_file_of_a_kernel(span: Span, path: &str, directory: &str) -> Diagnostic {
    let message = format!("`{path}` is no place for a file");
    Diagnostic::error(codes::VOLATILE_FILE, span, message)
        .label(format!("`{directory}` is the kernel's"))
        .note("a file is written beside its place and moved there, which the kernel refuses")
        .help("set kernel parameters in [sysctl]; for the rest, a file under `/etc/tmpfiles.d` with a line `w`, or a boot script")
}

pub(super) fn boot_order(span: Span, says: &str, facts: &str) -> Diagnostic {
    let found = Diagnostic::error(
        codes::BOOT_ORDER,
        span,
        format!("the boot of this base cannot be ordered: {says}"),
    )
    .label("no setting of the profile has a part in it")
    .help("this is a fault of parbake or of its fact pack; please report it");
    if facts.is_empty() {
        return found;
    }
    found.note(format!("by these facts: {facts}"))
}
