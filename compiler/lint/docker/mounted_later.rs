//! Docker's data on a file system that is mounted when dockerd already runs.

use crate::host::item::Item;
use crate::host::leaf::Cause;
use crate::host::lines::lines;
use crate::host::{FileState, Order, ScriptPhase, Strategy};
use crate::lint::Finding;
use crate::lint::subject::Subject;
use crate::plan::order::is_network;

lint! {
    /// Docker's data lies on a file system that is mounted when dockerd may already run.
    ///
    /// dockerd makes its directory on the root disk, and the mount then hides it: containers write to a place that nobody sees,
    /// and after the next restart Docker finds no image and no container. A mount is ordered before docker.service unless it has
    /// `nofail`, is of the network, or is made by a script or unit that parbake starts after Docker.
    ///
    /// Bad: `UUID=... /var/lib/docker xfs nofail 0 2` in /etc/fstab. Good: with `x-systemd.before=docker.service`; in a
    /// `.mount` unit `Before=docker.service`; in a script `order = "before-docker"`.
    ///
    /// Source: systemd.mount(5), "Default Dependencies" and `x-systemd.before=`; moby contrib/init/systemd/docker.service.
    "L0066" "mounted-later" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for launch in 0..subject.host.count() {
        let set = subject.daemon_at("data-root", launch);
        let set = set.as_ref().and_then(|set| set.as_str());
        let root = set.unwrap_or(subject.host.base.docker.data_root.value);
        let causes = [
            mount_units(subject, root, launch),
            table(subject, root, launch),
            scripts(subject, root, launch),
        ];
        for (cause, why) in causes.into_iter().flatten() {
            let message = format!("`{root}` is mounted when dockerd may already run");
            let finding = LINT
                .at(&cause, message)
                .label(why)
                .note("dockerd fills the directory below, and the mount hides it")
                .help("order the mount before docker.service: `Before=` in a unit, `x-systemd.before=docker.service` in fstab, `order = \"before-docker\"` for a script");
            found.push(finding);
        }
    }
    found
}

/// A place and why it is late.
type Late = (Cause, &'static str);

/// Says whether a directory holds another.
fn covers(mounted: &str, root: &str) -> bool {
    let rest = root.strip_prefix(mounted.trim_end_matches('/'));
    mounted.len() > 1 && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn mount_units(subject: &Subject<'_>, root: &str, launch: usize) -> Vec<Late> {
    let docker = subject.host.base.docker.unit.value;
    let dockers = subject.unit(docker, launch);
    let is_required = dockers.as_ref().is_some_and(|unit| {
        let paths = unit.all("RequiresMountsFor");
        let mut paths = paths.flat_map(|line| line.value.split_whitespace());
        paths.any(|path| covers(path, root) || covers(root, path))
    });
    let boot = subject.boots.get(launch);
    let is_before = |unit: &str| boot.is_some_and(|boot| boot.is_before(unit, docker));
    let mut found = Vec::new();
    for unit in subject.units(launch) {
        let target = unit.all("Where").last();
        let is_root = target.is_some_and(|line| covers(&line.value, root));
        if !unit.name.ends_with(".mount") || !is_root || is_required {
            continue;
        }
        let is_after = dockers
            .as_ref()
            .is_some_and(|d| d.naming(&["After"], unit.name).is_some());
        let says_so = is_after || unit.naming(&["Before"], docker).is_some();
        let items = subject.host.units.iter();
        let is_late = items
            .filter(|item| item.name.text == unit.name)
            .any(|item| !item.body.is_fixed() || !item.enablement.is_fixed());
        if (is_late || subject.host.image.strategy == Strategy::None) && !says_so {
            found.push((unit.cause.clone(), "started after Docker, at boot"));
        } else if !is_before(unit.name) {
            found.push((
                unit.cause.clone(),
                "nothing orders it before docker.service",
            ));
        }
    }
    found
}

/// /etc/fstab, which systemd reads when it starts.
fn table(subject: &Subject<'_>, root: &str, launch: usize) -> Vec<Late> {
    let files = subject.host.files.iter();
    let tables = files.filter(|file| file.name.text == "/etc/fstab");
    tables
        .filter_map(|file| Some((file, file.at(launch)?)))
        .flat_map(|(file, state)| entries(subject, file, state, root))
        .collect()
}

fn entries(
    subject: &Subject<'_>,
    file: &Item<FileState>,
    state: &FileState,
    root: &str,
) -> Vec<Late> {
    let is_baked = file.is_fixed() && subject.host.image.strategy == Strategy::Bake;
    let late = |line: crate::host::lines::Line| {
        let words = line.words();
        let [device, mounted, kind, options, ..] = words.as_slice() else {
            return None;
        };
        let has = |word: &str| options.split(',').any(|option| option == word);
        let ordered =
            has("x-systemd.before=docker.service") || has("x-systemd.required-by=docker.service");
        if device.starts_with('#') || !covers(mounted, root) || ordered {
            return None;
        }
        if !is_baked {
            return Some((line.cause.clone(), "written when systemd has read the file"));
        }
        let is_free = has("nofail") || has("_netdev") || is_network(kind);
        is_free.then(|| {
            (
                line.cause.clone(),
                "nothing orders it before docker.service",
            )
        })
    };
    lines(&state.body, subject.sources)
        .into_iter()
        .filter_map(late)
        .collect()
}

fn scripts(subject: &Subject<'_>, root: &str, launch: usize) -> Vec<Late> {
    let mut found = Vec::new();
    for script in subject
        .host
        .scripts
        .iter()
        .filter_map(|script| script.at(launch))
    {
        if script.phase == ScriptPhase::Bake || script.order == Order::BeforeDocker {
            continue;
        }
        for line in lines(&script.body, subject.sources) {
            let words = line.words();
            let mounts = words
                .first()
                .is_some_and(|word| word.rsplit('/').next() == Some("mount"));
            let target = words.last().map(|word| word.trim_matches('"'));
            if mounts && target.is_some_and(|target| covers(target, root)) {
                found.push((line.cause.clone(), "runs when Docker is up"));
            }
        }
    }
    found
}
