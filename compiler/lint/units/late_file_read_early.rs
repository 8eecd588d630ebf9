//! A unit that starts before the file that it reads is written.

use crate::host::{Enablement, Strategy};
use crate::lint::Finding;
use crate::lint::subject::Subject;
use crate::plan::action::Action;
use crate::plan::order::unit_text::{Setting, UnitText};

lint! {
    /// A baked unit reads a file that is written at boot, and nothing orders it after that.
    ///
    /// The unit is enabled in the image, so systemd starts it with the host; the file is written by parbake-early.service, after
    /// cloud-init's network stage. On the first boot of an instance the file is not there yet, or it is the one of another boot.
    ///
    /// Bad: `EnvironmentFile=/etc/web/identity.env`, where that file holds `${instance.id}`, and no ordering. Good: with
    /// `After=parbake-early.service` in the unit's section `Unit`.
    ///
    /// Source: systemd.exec(5), `EnvironmentFile=`; systemd.unit(5), `After=`; the graph that `parbake plan --graph` shows.
    "L0220" "late-file-read-early" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    if subject.host.image.strategy == Strategy::None {
        return Vec::new();
    }
    let launches = 0..subject.host.count();
    launches
        .flat_map(|launch| in_launch(subject, launch))
        .collect()
}

fn in_launch(subject: &Subject<'_>, launch: usize) -> Vec<Finding> {
    let files = late_files(subject, launch);
    let mut found = Vec::new();
    if files.is_empty() {
        return found;
    }
    let Some(boot) = subject.boots.get(launch) else {
        return found;
    };
    for unit in subject.units(launch) {
        if !starts_with_the_host(subject, &unit) {
            continue;
        }
        for line in &unit.settings {
            let path = files.iter().find(|path| reads(line, path));
            let Some(path) =
                path.filter(|path| !boot.is_before(&format!("file {path}"), unit.name))
            else {
                continue;
            };
            let message = format!("`{}` reads `{path}` before it is written", unit.name);
            let finding = LINT
                .at(&line.cause, message)
                .label("written at boot, by parbake-early.service")
                .note("systemd starts the unit with the host, and nothing orders it after the file's step")
                .help("say `After=parbake-early.service` in the unit's section `[Unit]`");
            found.push(finding);
        }
    }
    found
}

/// The files that are written at boot.
fn late_files(subject: &Subject<'_>, launch: usize) -> Vec<String> {
    let steps = subject.plan.boot.iter();
    let written = steps.filter_map(|step| match step.action(launch) {
        Some(Action::WriteFile(file)) => Some(file.path.clone()),
        Some(_) | None => None,
    });
    written.collect()
}

/// A unit that comes at boot itself is started when the files are there.
fn starts_with_the_host(subject: &Subject<'_>, unit: &UnitText<'_>) -> bool {
    let is_enabled = match unit.enablement {
        Enablement::Enabled => true,
        Enablement::AsItIs => !unit.has_file,
        Enablement::Disabled | Enablement::Masked => false,
    };
    let mut items = subject.host.units.iter();
    let is_baked = items.any(|item| {
        item.name.text == unit.name && item.body.is_fixed() && item.enablement.is_fixed()
    });
    is_enabled && is_baked
}

fn reads(line: &Setting, path: &str) -> bool {
    match line.key.as_str() {
        "EnvironmentFile" => line.value.trim_start_matches('-') == path,
        "ExecStartPre" | "ExecStart" => line.value.split_whitespace().any(|word| word == path),
        _ => false,
    }
}
