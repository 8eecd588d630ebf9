//! Files and units of the profile, and the check that no path is written twice.

use std::collections::BTreeMap;

use super::{Kind, Resource};
use crate::diagnostic::Report;
use crate::host::item::Item;
use crate::host::leaf::Cause;
use crate::host::{Body, Enablement, Host, Unit};
use crate::plan::action::{Action, Document, UnitVerb, WriteFile};
use crate::plan::diags;
use crate::plan::order::ours::GATE_DROP_IN;
use crate::source::Span;

pub(super) fn add(host: &Host, list: &mut Vec<Resource>) {
    for file in &host.files {
        let write = |state: &crate::host::FileState| {
            Some(Action::WriteFile(WriteFile {
                path: file.name.text.clone(),
                mode: state.mode.clone(),
                owner: state.owner.clone(),
                group: state.group.clone(),
                document: Document::Body(state.body.clone()),
                cause: file.name.cause(),
            }))
        };
        let mut resource =
            Resource::of(Kind::File, format!("file {}", file.name.text), file, write).each_boot();
        for state in file.states.iter().flatten() {
            resource.needs.push(format!("user {}", state.owner));
            resource.needs.push(format!("group {}", state.group));
        }
        list.push(resource);
    }
    for unit in &host.units {
        add_unit(unit, list);
    }
    reload(list, host);
}

fn add_unit(unit: &Unit, list: &mut Vec<Resource>) {
    let name = &unit.name.text;
    let path = format!("/etc/systemd/system/{name}");
    let file = |path: &str, item: &Item<Body>| {
        let write = |body: &Body| Some(unit_file(path.to_owned(), body));
        Resource::of(Kind::File, format!("file {path}"), item, write).each_boot()
    };
    list.push(file(&path, &unit.body));
    for drop_in in &unit.drop_ins {
        list.push(file(&format!("{path}.d/{}", drop_in.name.text), drop_in));
    }
    let cause = unit.name.cause();
    let verb = |state: &Enablement| match state {
        Enablement::AsItIs => None,
        Enablement::Enabled => Some(UnitVerb::Enable),
        Enablement::Disabled => Some(UnitVerb::Disable),
        Enablement::Masked => Some(UnitVerb::Mask),
    };
    let set = Resource::of(
        Kind::Unit,
        format!("unit {name}"),
        &unit.enablement,
        |state| verb(state).map(|verb| Action::SetUnit(verb, name.clone(), cause.clone())),
    );
    list.push(set.needing(format!("file {path}")));
    let start = Resource::of(
        Kind::Start,
        format!("start {name}"),
        &unit.enablement,
        |state| {
            (*state == Enablement::Enabled).then(|| Action::StartUnit(name.clone(), cause.clone()))
        },
    );
    list.push(start.after_docker().needing(format!("unit {name}")));
}

/// A unit file or drop-in, as systemd wants them.
pub(super) fn unit_file(path: String, body: &Body) -> Action {
    let (owner, group) = ("root".to_owned(), "root".to_owned());
    let document = Document::Unit(body.clone());
    Action::WriteFile(WriteFile {
        path,
        mode: "0644".to_owned(),
        owner,
        group,
        document,
        cause: body.cause().clone(),
    })
}

/// Makes systemd see units that were written while it ran.
fn reload(list: &mut Vec<Resource>, host: &Host) {
    let units = list
        .iter()
        .filter(|resource| resource.name.starts_with("file /etc/systemd/system/"))
        .filter(|resource| resource.actions.iter().any(Option::is_some));
    let decidings: Vec<_> = units.map(|resource| resource.deciding.clone()).collect();
    let Some(deciding) = decidings
        .into_iter()
        .reduce(crate::host::leaf::Deciding::widest)
    else {
        return;
    };
    let Some(span) = deciding.span else { return };
    let cause = Cause {
        span,
        leaf: deciding.leaf.clone(),
    };
    let actions = vec![Some(Action::ReloadSystemd(cause)); host.count()];
    list.push(
        Resource::new(
            Kind::Systemd,
            "reload systemd".to_owned(),
            actions,
            deciding,
        )
        .each_boot(),
    );
}

/// Paths that belong to parbake or to a section of their own.
const RESERVED: &[(&str, &str)] = &[
    ("/etc/ecs/ecs.config", "[ecs]"),
    ("/etc/docker/daemon.json", "[docker.daemon]"),
    ("/etc/hostname", "`hostname` in [host]"),
    ("/etc/hosts", "[hosts]"),
    ("/etc/machine-id", "nothing: an image has none"),
    ("/etc/parbake", "another path"),
    ("/usr/lib/parbake", "another path"),
    ("/run/parbake", "another path"),
    ("/var/lib/parbake", "another path"),
];

/// Finds paths that two resources write, and paths of parbake's own.
pub(super) fn check(list: &[Resource], report: &mut Report) {
    let mut written: BTreeMap<&str, (Span, &str)> = BTreeMap::new();
    for resource in list {
        let Some(action) = resource.actions.iter().flatten().next() else {
            continue;
        };
        for (path, cause) in outputs(action) {
            if let Some(instead) = reserved(path, action) {
                report.push(diags::reserved_path(cause.span, path, instead));
                continue;
            }
            match written.get(path) {
                Some((first, _)) => {
                    report.push(diags::path_conflict(cause.span, path, *first));
                }
                None => {
                    written.insert(path, (cause.span, &resource.name));
                }
            }
        }
    }
}

/// The files that an action writes, each with what names it.
fn outputs(action: &Action) -> Vec<(&str, &Cause)> {
    if let Action::WriteFile(file) = action {
        return vec![(&file.path, &file.cause)];
    }
    if let Action::EnsureSwap(swap, cause) = action {
        return vec![(&swap.path, cause)];
    }
    let Action::MakeKeyPair(_, pair, _) = action else {
        return Vec::new();
    };
    let more = pair.certificate.iter().chain(&pair.request);
    let paths = std::iter::once(&pair.key).chain(more);
    paths.map(|(path, cause)| (path.as_str(), cause)).collect()
}

/// Returns what to use instead of a path that the profile may not write.
fn reserved(written: &str, action: &Action) -> Option<&'static str> {
    let is_parbakes = matches!(
        action,
        Action::WriteFile(file) if !matches!(file.document, Document::Body(_) | Document::Unit(_))
    );
    let is_users = !is_parbakes;
    let within = |path: &str| {
        let rest = written.strip_prefix(path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let own_unit = |path: &str| {
        path.strip_prefix("/etc/systemd/system/")
            .is_some_and(is_own_unit)
    };
    if is_users && own_unit(written) {
        return Some("another name");
    }
    let mut rows = RESERVED.iter().filter(|_| is_users);
    rows.find(|(path, _)| within(path))
        .map(|(_, instead)| *instead)
}

/// Says whether a path below /etc/systemd/system is one of the boot program's: its units and its gates.
fn is_own_unit(unit: &str) -> bool {
    let is_gate = unit.rsplit('/').next() == Some(GATE_DROP_IN);
    unit.starts_with("parbake-") || is_gate
}
