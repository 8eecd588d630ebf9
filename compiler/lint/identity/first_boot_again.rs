//! A machine-id that makes the next boot a first boot.

use super::Finding;
use super::subject::Subject;
use crate::host::item::Item;
use crate::host::lines::lines;
use crate::host::{ScriptPhase, ScriptState};

lint! {
    /// A script writes `uninitialized` to /etc/machine-id, or deletes it: the next boot is a first boot to systemd.
    ///
    /// systemd then applies the presets of all units: what was disabled is enabled again, and on Debian what nobody ever
    /// enabled as well, a wait for the network among it that holds the boot up. An
    /// empty file gives the clone an id of its own and leaves the units alone; that is what the clean-up of an image writes.
    ///
    /// Bad: `echo uninitialized > /etc/machine-id`. Good: `: > /etc/machine-id`.
    ///
    /// Source: systemd 252 (run), machine-id(5).
    "L0040" "first-boot-again" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let scripts = subject.host.scripts.iter();
    scripts
        .flat_map(|script| findings(subject, script))
        .collect()
}

fn findings(subject: &Subject<'_>, script: &Item<ScriptState>) -> Vec<Finding> {
    let states = script.states.iter().flatten();
    let lasting = states.filter(|state| lasts(subject, state));
    lasting
        .filter_map(|state| finding(subject, state))
        .collect()
}

/// The clean-up of an image empties the file behind a baked script, unless it is kept.
fn lasts(subject: &Subject<'_>, state: &ScriptState) -> bool {
    let mut kept = subject.host.image.keep.iter();
    let is_kept = kept.any(|kept| matches!(kept.value.as_str(), "machine-id" | "/etc/machine-id"));
    state.phase == ScriptPhase::Boot || is_kept
}

fn finding(subject: &Subject<'_>, state: &ScriptState) -> Option<Finding> {
    let mut lines = lines(&state.body, subject.sources).into_iter();
    let line = lines.find(|line| starts_over(&line.text))?;
    let message = "the next boot is a first boot to systemd";
    let found = LINT.at(&line.cause, message);
    let word = line.text.trim();
    Some(
        found
            .label(format!("`{word}`"))
            .note("systemd applies the presets of all units: what was disabled is enabled again")
            .help("empty the file instead: `: > /etc/machine-id`"),
    )
}

fn starts_over(line: &str) -> bool {
    let line = line.trim_start();
    let deletes = line.starts_with("rm ") && line.contains("/etc/machine-id");
    let writes = line.contains("uninitialized") && line.contains("/etc/machine-id");
    !line.starts_with('#') && (deletes || writes)
}
