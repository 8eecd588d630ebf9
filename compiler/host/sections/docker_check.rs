//! What dockerd would refuse, or take and ignore, among single settings.

use super::docker::DaemonSetting;
use crate::catalog::base::Base;
use crate::catalog::docker::{
    DaemonKey, FlagForm, LOG_DRIVERS, log_driver, log_option, log_options as log_options_of,
};
use crate::catalog::version::Known;
use crate::host::item::Item;
use crate::host::{Context, diags};
use crate::profile::node::{Entry, Node};

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

/// Checks the log driver against its options, launch by launch: dockerd holds them together when it starts.
///
/// Source: moby `daemon/logs.go` (`defaultLogConfig`); none of it is seen by `dockerd --validate` (run on four versions).
pub(super) fn logging(settings: &[Item<DaemonSetting>], count: usize, ctx: &mut Context<'_>) {
    let find = |key: &str| settings.iter().find(|item| item.name.text == key);
    let (driver, options) = (find("log-driver"), find("log-opts"));
    for launch in 0..count {
        let driver = driver
            .and_then(|item| item.at(launch))
            .map(|setting| &setting.value);
        let options = options
            .and_then(|item| item.at(launch))
            .map(|setting| &setting.value);
        log_options(driver, options, ctx);
    }
}

fn log_options(driver: Option<&Node>, options: Option<&Node>, ctx: &mut Context<'_>) {
    let version = ctx.base.docker.version.value;
    let name = driver.and_then(Node::as_str).unwrap_or("json-file");
    let known = log_driver(name).filter(|row| row.lifetime().at(version) == Known::Yes);
    let Some(known) = known else {
        // A plugin brings its own name and options; its image reference holds a slash or a tag.
        if let Some(driver) = driver.filter(|_| !name.contains(['/', ':'])) {
            let names: Vec<&str> = LOG_DRIVERS.iter().map(|row| row.name).collect();
            ctx.report
                .push(diags::unknown_log_driver(driver.span, name, &names));
        }
        return;
    };
    let given = options
        .and_then(Node::as_table)
        .map(|table| table.entries.as_slice())
        .unwrap_or_default();
    // `none` takes any options and uses none of them.
    for entry in given.iter().filter(|_| known.name != "none") {
        let row = log_option(name, &entry.key).or_else(|| log_option("*", &entry.key));
        let fits = row.is_some_and(|row| row.lifetime().at(version) == Known::Yes);
        if !fits {
            let names: Vec<&str> = log_options_of(name).map(|row| row.field.key).collect();
            ctx.report.push(diags::foreign_log_option(
                entry.key_span,
                name,
                &entry.key,
                &names,
            ));
        }
    }
    let has = |key: &str| given.iter().any(|entry| entry.key == key);
    if let Some(driver) = driver.filter(|_| name == "awslogs" && !has("awslogs-group")) {
        ctx.report.push(diags::log_option_missing(
            driver.span,
            name,
            "awslogs-group",
        ));
    }
    let blocking = !given
        .iter()
        .any(|entry| entry.key == "mode" && entry.node.as_str() == Some("non-blocking"));
    if let Some(buffer) = given
        .iter()
        .find(|entry| entry.key == "max-buffer-size" && blocking)
    {
        ctx.report
            .push(diags::buffer_while_blocking(buffer.key_span));
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
