//! Settings of the agent, of dockerd, of logrotate and of the kernel.

use super::{Kind, Resource, each_launch, widest};
use crate::diagnostic::Report;
use crate::host::item::Item;
use crate::host::leaf::Cause;
use crate::host::{ApplyAs, EcsLine, Host, Strategy};
use crate::plan::action::{Action, Document, UnitVerb, WriteFile};
use crate::plan::diags;

pub(super) fn add(host: &Host, list: &mut Vec<Resource>) {
    agent(host, list);
    docker(host, list);
    prune_timer(host, list);
    for rule in &host.logrotate {
        let path = format!("/etc/logrotate.d/parbake-{}", rule.name.text);
        let write = |state: &crate::host::LogrotateRule| {
            Some(file(
                &path,
                Document::Logrotate(state.clone()),
                rule.name.cause(),
            ))
        };
        list.push(Resource::of(Kind::Setting, format!("file {path}"), rule, write).each_boot());
    }
    sysctl(host, list);
}

/// A file of root's that all may read.
fn file(path: &str, document: Document, cause: Cause) -> Action {
    let (owner, group) = ("root".to_owned(), "root".to_owned());
    Action::WriteFile(WriteFile {
        path: path.to_owned(),
        mode: "0644".to_owned(),
        owner,
        group,
        document,
        cause,
    })
}

/// ecs.config splits by lines: the fixed ones are in the image, boot writes the whole file anew with the late ones.
fn agent(host: &Host, list: &mut Vec<Resource>) {
    let baked = |line: &&Item<EcsLine>| line.is_fixed() && host.image.strategy == Strategy::Bake;
    let (fixed, mut late): (Vec<&Item<EcsLine>>, Vec<&Item<EcsLine>>) =
        host.ecs.iter().partition(baked);
    // The order that a baked host has, and the bundle's ecs.config shows.
    late.sort_by_key(|line| !line.is_fixed());
    let line = |item: &Item<EcsLine>, state: &EcsLine| (state.clone(), value_cause(item, state));
    if let Some(deciding) = widest(fixed.iter().copied()) {
        let mut paths = vec!["/etc/ecs/ecs.config"];
        if !late.is_empty() {
            paths.push("/usr/lib/parbake/ecs.config");
        }
        for path in paths {
            let actions = each_launch(host, &fixed, line, |lines| {
                let cause = lines.first().map(|(_, cause)| cause.clone());
                file(
                    path,
                    Document::EcsConfig(lines),
                    cause.unwrap_or_else(|| host.base_cause.clone()),
                )
            });
            list.push(Resource::new(
                Kind::Setting,
                format!("file {path}"),
                actions,
                deciding.clone(),
            ));
        }
    }
    if let Some(deciding) = widest(late.iter().copied()) {
        let has_pristine = !fixed.is_empty();
        let actions = each_launch(host, &late, line, |lines| Action::WriteEcsConfig {
            has_pristine,
            lines,
        });
        let name = "ecs.config".to_owned();
        let resource = Resource::new(Kind::Setting, name, actions, deciding);
        let variable = |line: &Item<EcsLine>| {
            let state = line.first();
            state.map_or_else(|| line.name.text.clone(), |state| state.variable.clone())
        };
        list.push(resource.of_lines(&late, variable).each_boot());
    }
}

/// The place of a line's value.
fn value_cause(item: &Item<EcsLine>, state: &EcsLine) -> Cause {
    Cause {
        span: state.value.span,
        leaf: item.name.leaf.clone(),
    }
}

/// Settings that decide where images lie must be the same at bake and at boot, or the baked images are not seen.
///
/// daemon.json is one document, so a late setting leaves the bake without any of them.
pub(super) fn check(host: &Host, report: &mut Report) {
    let Some(image) = host.images.iter().find(|image| image.is_fixed()) else {
        return;
    };
    if host.image.strategy == Strategy::None {
        return;
    }
    let late = host.docker.settings.iter().any(|item| !item.is_fixed());
    for item in host.docker.settings.iter().filter(|_| late) {
        let known = item.first().and_then(|setting| setting.known);
        if known.is_some_and(|known| known.bake_boot_match) {
            let span = item.deciding.span.unwrap_or(item.name.span);
            report.push(diags::image_store_differs(
                span,
                &item.name.text,
                image.name.span,
            ));
        }
    }
}

/// daemon.json is one document: a late leaf takes all of it along.
fn docker(host: &Host, list: &mut Vec<Resource>) {
    let items: Vec<_> = host.docker.settings.iter().collect();
    let Some(deciding) = widest(items.iter().copied()) else {
        return;
    };
    let facts = &host.base.docker;
    let (path, options) = match (host.docker.apply_as, facts.options_file.value) {
        (ApplyAs::Flags, Some(options)) => (options.path, Some(options)),
        (ApplyAs::Flags, None) | (ApplyAs::File, _) => (facts.daemon_json.value, None),
    };
    let line = |item: &Item<crate::host::DaemonSetting>, state: &crate::host::DaemonSetting| {
        (
            item.name.text.clone(),
            state.clone(),
            Cause {
                span: state.value.span,
                leaf: item.name.leaf.clone(),
            },
        )
    };
    let actions = each_launch(host, &items, line, |settings| {
        let cause = settings
            .first()
            .map_or_else(|| host.base_cause.clone(), |(_, _, cause)| cause.clone());
        let document = match options {
            Some(options) => Document::DaemonOptions {
                variable: options.variable,
                shipped: options.shipped,
                settings,
            },
            None => Document::DaemonJson(settings),
        };
        file(path, document, cause)
    });
    list.push(Resource::new(Kind::Setting, format!("file {path}"), actions, deciding).each_boot());
}

/// `[docker.gc]`: a service that prunes, its timer, and the timer enabled.
fn prune_timer(host: &Host, list: &mut Vec<Resource>) {
    let Some((states, deciding, cause)) = &host.docker.gc else {
        return;
    };
    let unit = |suffix: &str, document: fn(crate::host::DockerGc, Cause) -> Document| {
        let path = format!("/etc/systemd/system/parbake-docker-gc.{suffix}");
        let write = |state: &Option<crate::host::DockerGc>| {
            state
                .clone()
                .map(|state| file(&path, document(state, cause.clone()), cause.clone()))
        };
        Resource::new(
            Kind::Setting,
            format!("file {path}"),
            states.iter().map(write).collect(),
            deciding.clone(),
        )
        .each_boot()
    };
    list.push(unit("service", Document::GcService));
    list.push(unit("timer", Document::GcTimer));
    let timer = "parbake-docker-gc.timer";
    let set = |action: Action| {
        states
            .iter()
            .map(|state| state.as_ref().map(|_| action.clone()))
            .collect()
    };
    let enable = Action::SetUnit(UnitVerb::Enable, timer.to_owned(), cause.clone());
    list.push(Resource::new(
        Kind::Unit,
        format!("unit {timer}"),
        set(enable),
        deciding.clone(),
    ));
    let start = Action::StartUnit(timer.to_owned(), cause.clone());
    let start = Resource::new(
        Kind::Start,
        format!("start {timer}"),
        set(start),
        deciding.clone(),
    );
    list.push(start.after_docker().needing(format!("unit {timer}")));
}

/// Kernel parameters split by drop-ins: one for the fixed keys, a later one for the late ones.
fn sysctl(host: &Host, list: &mut Vec<Resource>) {
    let (fixed, late): (Vec<&Item<String>>, Vec<&Item<String>>) =
        host.sysctl.iter().partition(|item| item.is_fixed());
    for (items, path) in [
        (fixed, "/etc/sysctl.d/60-parbake.conf"),
        (late, "/etc/sysctl.d/61-parbake-launch.conf"),
    ] {
        let Some(deciding) = widest(items.iter().copied()) else {
            continue;
        };
        let Some(cause) = items.first().map(|item| item.name.cause()) else {
            continue;
        };
        let line = |item: &Item<String>, value: &String| {
            (item.name.text.clone(), value.clone(), item.name.cause())
        };
        let actions = each_launch(host, &items, line, |lines| {
            file(path, Document::Sysctl(lines), cause.clone())
        });
        list.push(
            Resource::new(
                Kind::Setting,
                format!("file {path}"),
                actions,
                deciding.clone(),
            )
            .each_boot(),
        );
        let apply = vec![Some(Action::ApplySysctl(path.to_owned(), cause.clone())); host.count()];
        let apply =
            Resource::new(Kind::Systemd, format!("apply {path}"), apply, deciding).each_boot();
        list.push(apply.needing(format!("file {path}")));
    }
}
