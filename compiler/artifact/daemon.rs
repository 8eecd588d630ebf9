//! dockerd's settings as daemon.json, and what its model makes of them there or in the options file.

use super::agree;
use super::document::{Written, tree};
use crate::diagnostic::Report;
use crate::format::json;
use crate::format::lines::Lines;
use crate::format::tree::Node as Tree;
use crate::host::leaf::Cause;
use crate::host::{DaemonSetting, Host};
use crate::profile::node::{Node, Value};

type DaemonSettings = [(String, DaemonSetting, Cause)];

/// Writes daemon.json.
pub(super) fn json(settings: &DaemonSettings, host: &Host, report: &mut Report) -> Written {
    let late = settings
        .iter()
        .any(|(_, setting, _)| needs_host(&setting.value));
    let entries = settings
        .iter()
        .map(|(key, setting, cause)| (key.clone(), tree(&setting.value, cause, late)));
    let root = Tree::object(entries);
    let lines = json::encode(&root);
    let mut flags = agree::dockerd::unit_flags(host.base);
    if let Some(options) = host.base.docker.options_file.value {
        flags.extend(options.shipped.split_whitespace().map(str::to_owned));
    }
    let text = lines.text();
    let written = agree::dockerd::Written { flags, file: &text };
    agree::dockerd::check(&written, &named(settings), host, report);
    if late {
        Written::Template("json".to_owned(), lines)
    } else {
        Written::Text(lines)
    }
}

fn named(settings: &DaemonSettings) -> Vec<(&str, &DaemonSetting)> {
    let named = settings
        .iter()
        .map(|(key, setting, _)| (key.as_str(), setting));
    named.collect()
}

/// Reads the options file as systemd does, and the words of its variable as dockerd does.
pub(super) fn options(
    variable: &str,
    line: &Lines<Cause>,
    settings: &DaemonSettings,
    host: &Host,
    report: &mut Report,
) {
    let mut flags = agree::dockerd::unit_flags(host.base);
    flags.extend(agree::words_of_variable(variable, &line.text()));
    let written = agree::dockerd::Written { flags, file: "{}" };
    agree::dockerd::check(&written, &named(settings), host, report);
}

fn needs_host(node: &Node) -> bool {
    match &node.value {
        Value::Text(text) => text.needs_host(),
        Value::List(items) => items.iter().any(needs_host),
        Value::Table(table) => table.entries.iter().any(|entry| needs_host(&entry.node)),
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) => false,
    }
}
