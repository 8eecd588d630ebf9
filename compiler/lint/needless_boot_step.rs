//! A fixed leaf runs at boot because it shares its splitting unit with a late one.

use super::Finding;
use crate::diagnostic::{Diagnostic, codes};
use crate::host::leaf::{Cause, Scope};
use crate::host::{Host, Strategy};
use crate::plan::Plan;

/// daemon.json is the document where this bites: one late key takes all the others along.
pub(super) fn check(host: &Host, _: &Plan) -> Vec<Finding> {
    if host.image.strategy == Strategy::None {
        return Vec::new();
    }
    let (fixed, late): (Vec<_>, Vec<_>) = host
        .docker
        .settings
        .iter()
        .partition(|item| item.is_fixed());
    let Some(first) = late.first().filter(|_| !fixed.is_empty()) else {
        return Vec::new();
    };
    let cause = Cause {
        span: first.deciding.span.unwrap_or(first.name.span),
        leaf: first.deciding.leaf.clone(),
    };
    let names: Vec<_> = fixed
        .iter()
        .map(|item| format!("`{}`", item.name.text))
        .collect();
    let why = if first.deciding.scope == Scope::Host {
        "only the host knows it"
    } else {
        "it is known at launch only"
    };
    let found = Diagnostic::warning(
        codes::NEEDLESS_BOOT_STEP,
        cause.span,
        format!(
            "`{}` takes all of dockerd's settings to boot",
            first.name.text
        ),
    )
    .label(why)
    .note(format!(
        "{} could be in the image, and travel{} along because daemon.json is one document",
        names.join(", "),
        if names.len() == 1 { "s" } else { "" }
    ))
    .help("give it one value for every launch, or allow the lint");
    vec![Finding::new(found, &cause)]
}
