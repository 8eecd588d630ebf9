//! A fixed leaf runs at boot because it shares its splitting unit with a late one.

use super::Finding;
use super::subject::Subject;
use crate::host::Strategy;
use crate::host::leaf::{Cause, Scope};

lint! {
    /// A fixed value runs at boot because it shares its splitting unit with a late one.
    ///
    /// daemon.json is one document: one late key takes all the others along, and dockerd waits for the boot to write it.
    ///
    /// Bad: `log-level` differing between variants beside ten fixed settings. Good: one value for every launch, or the
    /// late value somewhere else, so that the rest can be baked.
    "L0003" "needless-boot-step" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let host = subject.host;
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
    let message = format!(
        "`{}` takes all of dockerd's settings to boot",
        first.name.text
    );
    let found = LINT
        .at(&cause, message)
        .label(why)
        .note(format!(
            "{} could be in the image, and travel{} along because daemon.json is one document",
            names.join(", "),
            if names.len() == 1 { "s" } else { "" }
        ))
        .help("give it one value for every launch, or allow the lint");
    vec![found]
}
