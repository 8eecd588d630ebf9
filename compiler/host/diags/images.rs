//! Diagnostics of `[images]`.

use crate::diagnostic::{Diagnostic, codes};
use crate::reader::compose::Fault;
use crate::source::Span;

pub(crate) fn twice(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::error(codes::DUPLICATE, span, "this image is pulled twice")
        .label(format!("`{name}` once more"))
        .related(first, "first here")
        .help("take one of the two out")
}

pub(crate) fn not_text(span: Span, path: &str) -> Diagnostic {
    Diagnostic::error(
        codes::CONTAINER_FILE,
        span,
        format!("`{path}` is not UTF-8 text"),
    )
    .label("named here")
}

/// What a file of containers does not say; `named` is where the profile names it.
pub(crate) fn fault(span: Span, kind: &str, fault: &Fault, named: Span) -> Diagnostic {
    let found = match fault {
        Fault::NotReadable(words) => {
            Diagnostic::error(codes::CONTAINER_FILE, span, format!("this is no {kind}"))
                .label(words.clone())
        }
        Fault::Variable(name) => Diagnostic::error(
            codes::COMPOSE_VARIABLE,
            span,
            format!("the variable `{name}` has no default"),
        )
        .label("no image can be told from this")
        .note("parbake reads no environment and no `.env`: equal input gives equal images")
        .help(format!(
            "write `${{{name}:-VALUE}}`, or name the image in `images.pull`"
        )),
        Fault::Reference(text) => Diagnostic::error(
            codes::COMPOSE_VARIABLE,
            span,
            format!("Compose cannot read `{text}`"),
        )
        .label("a `$` that begins no variable")
        .help("write `$$` for a dollar"),
        Fault::Elsewhere(key) => Diagnostic::error(
            codes::CONTAINER_FILE,
            span,
            format!("`{key}` leaves images to another file, which parbake does not follow"),
        )
        .label("the images of that file would be missing")
        .help("name what `docker compose config` prints, or name the images in `images.pull`"),
    };
    found.related(named, "the profile names it here")
}

pub(crate) fn no_image(span: Span, text: &str, named: Span) -> Diagnostic {
    Diagnostic::error(
        codes::MALFORMED,
        span,
        format!("`{text}` is no container image"),
    )
    .label("expected a name with its tag or digest, such as `nginx:1.27`")
    .related(named, "the profile names this file here")
}

pub(crate) fn two_digests(span: Span, image: &str, first: Span) -> Diagnostic {
    Diagnostic::error(
        codes::IMAGE_CONFLICT,
        span,
        format!("`{image}` is pinned to two digests"),
    )
    .label("this one")
    .related(first, "and this one")
    .note("a host has one image under a tag")
    .help("keep one of the two digests")
}

pub(crate) fn platform(span: Span, word: &str, arch: &str, named: Span) -> Diagnostic {
    Diagnostic::error(
        codes::IMAGE_PLATFORM,
        span,
        format!("the containers want `{word}`, the host is {arch}"),
    )
    .label("another platform")
    .related(named, "the profile names this file here")
    .note("the image would be pulled, and its containers would die with `exec format error`")
    .help("name an image for the host's platform, or set `host.arch`")
}

pub(crate) fn login_without_image(span: Span, registry: &str) -> Diagnostic {
    Diagnostic::error(
        codes::REGISTRY_LOGIN,
        span,
        format!("no image comes from `{registry}`"),
    )
    .label("a login for nothing")
}

pub(crate) fn not_ecr(span: Span, registry: &str) -> Diagnostic {
    Diagnostic::error(
        codes::REGISTRY_LOGIN,
        span,
        format!("`{registry}` is no registry of Amazon ECR"),
    )
    .label("`aws ecr get-login-password` gives nothing for it")
    .help("name a credential helper: `{ helper = \"NAME\" }`")
}
