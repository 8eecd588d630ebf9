//! What dockerd would refuse, or take and ignore, among single settings.

use crate::catalog::base::Base;
use crate::catalog::docker::{DaemonKey, FlagForm};
use crate::catalog::version::Known;
use crate::host::{Context, diags};
use crate::profile::node::Entry;

/// Checks one setting against the catalogue and against what the base already passes.
pub(super) fn setting(key: &'static DaemonKey, entry: &Entry, flags: bool, ctx: &mut Context<'_>) {
    let version = ctx.base.docker.version.value;
    if let Some(why) = key.refused {
        ctx.report
            .push(diags::refused(entry.key_span, &entry.key, why));
        return;
    }
    match key.lifetime().at(version) {
        Known::Yes => {}
        Known::NotBefore(since) => {
            ctx.report.push(diags::daemon_key_too_new(
                entry.key_span,
                &entry.key,
                since,
                version,
                ctx.base.name,
            ));
            return;
        }
        Known::NotSince(removed) => {
            ctx.report.push(diags::daemon_key_removed(
                entry.key_span,
                &entry.key,
                removed,
                version,
                ctx.base.name,
            ));
            return;
        }
    }
    if flags {
        return;
    }
    if let Some((flag, value)) = taken_flag(key, ctx.base) {
        ctx.report.push(diags::file_and_flag(
            entry.key_span,
            &entry.key,
            flag,
            value,
            ctx.base.name,
        ));
    }
}

/// Finds the flag that the base's unit or options file already passes for a key.
///
/// Runtimes are the one setting that dockerd takes from both places (moby `daemon/config`, run on four versions).
fn taken_flag(key: &DaemonKey, base: &Base) -> Option<(&'static str, &'static str)> {
    let own = key.flag.filter(|own| own.form != FlagForm::Runtimes)?;
    let is =
        |(flag, _): &&(&'static str, &'static str)| *flag == own.name || Some(*flag) == own.short;
    base.docker.flags.value.iter().find(is).copied()
}
