//! Diagnostics of keys, certificates and disks.

use crate::catalog::version::Version;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

pub(in crate::host) fn key_for_nothing(span: Span, name: &str) -> Diagnostic {
    let message = format!("`{name}` makes a key that nothing is certified for");
    Diagnostic::error(codes::MISSING_KEY, span, message)
        .label("neither `certificate` nor `request`")
        .help("say where the self-signed certificate goes (`certificate`), or the request for one (`request`)")
}

pub(in crate::host) fn open_key(span: Span, mode: &str) -> Diagnostic {
    let message = format!("a private key of mode {mode} is open to every user of the host");
    Diagnostic::error(codes::OPEN_KEY, span, message)
        .label("the last digit must be 0")
        .help("leave `mode` out, or let a group read it: `mode = \"0640\"` with `group`")
}

pub(in crate::host) fn no_ed25519(span: Span, base: &str, version: Version) -> Diagnostic {
    let message = "`ed25519` is too new for this base";
    Diagnostic::error(codes::WRONG_VERSION, span, message)
        .label("known from openssl 1.1.1 on")
        .note(format!(
            "{base} has openssl {version}: the step would fail on each host"
        ))
        .help("take `ec-p256`, or move to a base with a newer openssl")
}

pub(in crate::host) fn subject_with_syntax(span: Span) -> Diagnostic {
    let message = "a quote, `\\`, `$` or `#` cannot stand in a subject";
    Diagnostic::error(codes::CERTIFICATE_NAME, span, message)
        .label("here")
        .note("openssl's configuration takes them for syntax: it would drop the rest of the line, or put in a variable")
        .help("leave them out")
}

pub(in crate::host) fn certificate_name(span: Span) -> Diagnostic {
    let message = "this cannot become a name in a certificate";
    Diagnostic::error(codes::CERTIFICATE_NAME, span, message)
        .label("expected `dns:` and letters, digits, `.` and `-` around references, or `ip:` and one reference")
        .help("write `dns:${instance.local-hostname}` or `ip:${instance.private-ip}`")
}

pub(in crate::host) fn mount_point(span: Span, path: &str) -> Diagnostic {
    let message = format!("nothing can be mounted on `{path}` while the host boots");
    Diagnostic::error(codes::MOUNT_POINT, span, message)
        .label("in use by then")
        .note("the running system has files of it open, and what the boot wrote there before would be hidden")
        .help("mount a directory of its own below it: `/var/lib/docker`, `/srv`, `/data`")
}

pub(in crate::host) fn root_device(span: Span, device: &str, base: &str) -> Diagnostic {
    let message = format!("`{device}` is the disk that the host boots from");
    Diagnostic::error(codes::VOLUME_DEVICE, span, message)
        .label(format!("root device of {base}"))
        .help("name another disk")
}

pub(in crate::host) fn device_twice(span: Span, device: &str, first: Span) -> Diagnostic {
    let message = format!("`{device}` has two mount points");
    Diagnostic::error(codes::VOLUME_DEVICE, span, message)
        .label("here")
        .related(first, "and here")
        .help("one disk holds one file system: give each mount point a disk of its own")
}
