//! A log driver and its options, which Docker holds together: dockerd's own default, and that of the agent's container.

use super::docker::DaemonSetting;
use super::ecs::EcsLine;
use crate::catalog::docker::{
    LOG_DRIVERS, LogDriver, LogOption, log_driver, log_option, log_options,
};
use crate::catalog::version::Known;
use crate::diagnostic::{Diagnostic, spelling};
use crate::host::Context;
use crate::host::diags::logging as diags;
use crate::host::item::Item;
use crate::profile::node::{Entry, Node};
use crate::source::Span;

/// A driver with its options, in one launch.
struct Logging<'a> {
    driver: Option<&'a Node>,
    options: Vec<&'a Entry>,
    /// What else Docker puts in where `options` has none.
    defaults: Vec<&'a Entry>,
    /// The options without which it comes to nothing.
    needed: fn(&LogOption) -> bool,
    /// What Docker makes of a mistake.
    comes_of: &'static str,
}

/// Checks the log driver of dockerd against its options, launch by launch: dockerd holds them together when it starts.
///
/// Without options it does not even then, but for each container that names no driver of its own.
///
/// Source: moby `daemon/logs.go` (`defaultLogConfig`); none of it is seen by `dockerd --validate` (run on four versions); docker.io 20.10.24 and
/// 26.1.5 started with and without options.
pub(super) fn of_daemon(settings: &[Item<DaemonSetting>], count: usize, ctx: &mut Context<'_>) {
    for launch in 0..count {
        let options = entries(daemon(settings, "log-opts", launch));
        let comes_of = if options.is_empty() {
            "dockerd starts, and refuses each container that names no log driver of its own"
        } else {
            "`dockerd --validate` takes it, and dockerd does not start"
        };
        let logging = Logging {
            driver: daemon(settings, "log-driver", launch),
            options,
            defaults: Vec::new(),
            needed: needed_to_start,
            comes_of,
        };
        check(&logging, ctx);
    }
}

/// Checks the log driver of the agent's container in the same way. Options of dockerd's own driver are added to it where that
/// is the same driver.
///
/// Source: amazon-ecs-agent 1.105.1, `ecs-init/config/common.go:288` and `:317`; moby `daemon/logs.go`
/// (`mergeAndVerifyLogConfig`).
pub(super) fn of_agent(
    lines: &[Item<EcsLine>],
    settings: &[Item<DaemonSetting>],
    count: usize,
    ctx: &mut Context<'_>,
) {
    for launch in 0..count {
        let driver = agent(lines, "log-driver", launch);
        // ecs-init takes another driver than this one, or none.
        if driver.is_some_and(|driver| ctx.report.refuses(driver.span)) {
            continue;
        }
        let of_daemon = daemon(settings, "log-driver", launch);
        let is_same = name(of_daemon) == name(driver);
        let defaults = daemon(settings, "log-opts", launch).filter(|_| is_same);
        let logging = Logging {
            driver,
            options: entries(agent(lines, "log-opts", launch)),
            defaults: entries(defaults),
            needed: |option| option.field.required,
            comes_of: "ecs-init hands it on unread, and Docker refuses the agent's container, again every ten seconds",
        };
        check(&logging, ctx);
    }
}

/// A container may bring what its driver asks for only then.
///
/// Source: docker.io 20.10.24 and 26.1.5 run: `must specify a value for log opt 'awslogs-group'`, `gelf-address is a required parameter`;
/// `ValidateLogOpt` of moby `daemon/logger/splunk/splunk.go` asks for nothing.
fn needed_to_start(option: &LogOption) -> bool {
    option.field.required && option.driver != "splunk"
}

fn daemon<'a>(settings: &'a [Item<DaemonSetting>], key: &str, launch: usize) -> Option<&'a Node> {
    let item = settings.iter().find(|item| item.name.text == key)?;
    item.at(launch).map(|setting| &setting.value)
}

fn agent<'a>(lines: &'a [Item<EcsLine>], key: &str, launch: usize) -> Option<&'a Node> {
    let line = lines.iter().find(|line| line.name.text == key)?;
    line.at(launch).map(|line| &line.value)
}

/// The driver by its name; `None` where only the host knows it.
fn name(driver: Option<&Node>) -> Option<&str> {
    driver.map_or(Some("json-file"), Node::as_str)
}

fn entries(options: Option<&Node>) -> Vec<&Entry> {
    let table = options.and_then(Node::as_table);
    table.map_or_else(Vec::new, |table| table.entries.iter().collect())
}

fn check(logging: &Logging<'_>, ctx: &mut Context<'_>) {
    let version = ctx.base.docker.version.value;
    let Some(name) = name(logging.driver) else {
        return;
    };
    let has = |driver: &LogDriver| driver.lifetime().at(version) == Known::Yes;
    if !log_driver(name).is_some_and(has) {
        // A plugin brings its own name and options; its image reference holds a slash or a tag.
        if let Some(driver) = logging.driver.filter(|_| !name.contains(['/', ':'])) {
            let names = LOG_DRIVERS.iter().filter(|row| has(row));
            let names: Vec<&str> = names.map(|row| row.name).collect();
            let found = diags::unknown_log_driver(logging.at(driver.span), name, &names);
            ctx.report.push(found);
        }
        return;
    }
    // `none` takes any options and uses none of them.
    let judged = logging.options.iter().filter(|_| name != "none");
    let is_known = |row: &LogOption| row.lifetime().at(version) == Known::Yes;
    let foreign = judged.filter(|entry| {
        let row = log_option(name, &entry.key).or_else(|| log_option("*", &entry.key));
        !row.is_some_and(is_known)
    });
    let foreign: Vec<&&Entry> = foreign.collect();
    let names = log_options(name).filter(|row| is_known(row));
    let names: Vec<&str> = names.map(|row| row.field.key).collect();
    // A needed option that is misspelt is not missing as well.
    let meant = foreign.iter();
    let meant: Vec<&str> = meant
        .filter_map(|entry| spelling::nearest(&entry.key, names.iter().copied()))
        .collect();
    for entry in &foreign {
        let at = logging.at(entry.key_span);
        let found = diags::foreign_log_option(at, name, &entry.key, &names);
        ctx.report.push(found);
    }
    for found in logging.together(name, &meant) {
        ctx.report.push(found);
    }
}

impl Logging<'_> {
    fn at(&self, span: Span) -> diags::At {
        let comes_of = self.comes_of;
        diags::At { span, comes_of }
    }

    fn option(&self, key: &str) -> Option<&Entry> {
        let mut all = self.options.iter().chain(&self.defaults);
        all.find(|entry| entry.key == key).copied()
    }

    /// Options that are missing and were not meant by another name, and one that needs another.
    fn together(&self, name: &str, meant: &[&str]) -> Vec<Diagnostic> {
        let needed = log_options(name).filter(|option| (self.needed)(option));
        let missing = needed.map(|option| option.field.key);
        let missing = missing.filter(|key| self.option(key).is_none() && !meant.contains(key));
        let missing: Vec<&str> = missing.collect();
        let mut found = Vec::new();
        if let Some(driver) = self.driver.filter(|_| !missing.is_empty()) {
            let at = self.at(driver.span);
            found.push(diags::log_option_missing(at, name, &missing));
        }
        let mode = self.option("mode").map(|mode| mode.node.as_str());
        let buffer = self
            .options
            .iter()
            .find(|entry| entry.key == "max-buffer-size");
        if let Some(buffer) = buffer.filter(|_| mode != Some(Some("non-blocking"))) {
            found.push(diags::buffer_while_blocking(self.at(buffer.key_span)));
        }
        found
    }
}
