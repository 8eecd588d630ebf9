//! systemd-analyze verifies every unit that a bundle places, laid over a root with stubs for what packages bring.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::dockerd::base_of;
use super::reader::{Real, Suite};
use crate::support::{Report, bundles, files_under, show};

/// Units that packages outside the root bring. A unit that is neither here, nor in the root, nor in the bundle is absent.
const STUB_UNITS: &[&str] = &[
    "docker.service",
    "docker.socket",
    "containerd.service",
    "ecs.service",
    "amazon-ecs-volume-plugin.service",
    "amazon-ecs-volume-plugin.socket",
    "amazon-ssm-agent.service",
    "snap.amazon-ssm-agent.amazon-ssm-agent.service",
    "logrotate.service",
    "logrotate.timer",
];

/// Programs that packages outside the root bring, or scripts of the samples.
const STUB_PROGRAMS: &[&str] = &[
    "usr/bin/docker",
    "usr/bin/dockerd",
    "usr/bin/containerd",
    "usr/bin/curl",
    "usr/bin/aws",
    "usr/bin/find",
    "usr/bin/logrotate",
    "usr/local/bin/node_exporter",
];

/// The settings whose words are units.
const NAMING: &[&str] = &[
    "After=",
    "Before=",
    "Wants=",
    "Requires=",
    "Requisite=",
    "BindsTo=",
    "PartOf=",
    "Upholds=",
    "WantedBy=",
    "RequiredBy=",
    "Also=",
    "OnFailure=",
    "Unit=",
];

pub(super) fn run(real: &Real, report: &mut Report) {
    let good = "[Unit]\nAfter=docker.service\nWants=docker.service\n[Service]\nType=oneshot\nExecStart=/usr/bin/true\n";
    report.takes(good, verify_text(real, good));
    for text in [
        good.replace("oneshot", "onceshot"),
        good.replace("ExecStart", "ExecStrat"),
        good.replace("/usr/bin/true", "/usr/bin/no-such-program"),
        good.replace("docker", "dokcer"),
        good.replace("[Service]", "[Servcie]"),
    ] {
        report.refuses(&format!("{text:?}"), verify_text(real, &text));
    }
    for bundle in bundles() {
        let suite = match base_of(&bundle).as_str() {
            "debian-13" => Suite::Trixie,
            _ => Suite::Bookworm,
        };
        let rootfs = bundle.rootfs();
        if units_of(&rootfs).is_empty() {
            report.skips(&bundle.name, "places no units");
            continue;
        }
        report.takes(&show(&rootfs), verify(real, suite, &rootfs));
    }
}

fn verify_text(real: &Real, text: &str) -> Result<(), String> {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("etc/systemd/system");
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join("parbake-try.service"), text).unwrap();
    verify(real, Suite::Bookworm, home.path())
}

/// Every unit and drop-in of the tree; links of enabled units are left to systemctl.
fn units_of(rootfs: &Path) -> Vec<PathBuf> {
    let mut found = files_under(&rootfs.join("etc/systemd/system"));
    found.extend(files_under(&rootfs.join("usr/lib/systemd/system")));
    found.retain(|path| !path.is_symlink());
    found
}

pub(super) fn verify(real: &Real, suite: Suite, rootfs: &Path) -> Result<(), String> {
    let units = units_of(rootfs);
    let stubs = stubs();
    names_nothing_absent(&[rootfs, stubs.path(), &real.root(suite)], &units)?;
    let names: BTreeSet<String> = units.iter().filter_map(|path| unit_name(path)).collect();
    let work = tempfile::tempdir().unwrap();
    let program = real.inside_over(suite, work.path(), &[rootfs, stubs.path()]);
    let program = program.args([
        "systemd-analyze",
        "verify",
        "--man=no",
        "--recursive-errors=no",
    ]);
    let ran = program.args(names).run()?;
    let said = ran.complaint();
    if ran.ok && said.is_empty() {
        return Ok(());
    }
    Err(said)
}

/// The unit that a file is, or that a drop-in belongs to.
fn unit_name(path: &Path) -> Option<String> {
    let drop_in = path.parent()?.file_name()?.to_str()?.strip_suffix(".d");
    match drop_in {
        Some(unit) => Some(unit.to_owned()),
        None => Some(path.file_name()?.to_str()?.to_owned()),
    }
}

/// systemd ignores an ordering against a unit that is absent without a word, so this looks itself.
fn names_nothing_absent(trees: &[&Path], units: &[PathBuf]) -> Result<(), String> {
    for path in units {
        for line in fs::read_to_string(path).unwrap().lines() {
            let Some(words) = NAMING.iter().find_map(|key| line.strip_prefix(key)) else {
                continue;
            };
            let absent = words.split_whitespace().find(|unit| !is_there(trees, unit));
            if let Some(unit) = absent {
                return Err(format!("{line}: no package brings {unit}"));
            }
        }
    }
    Ok(())
}

fn is_there(trees: &[&Path], unit: &str) -> bool {
    let template = unit.split_once('@').and_then(|(name, rest)| {
        let (_, kind) = rest.rsplit_once('.')?;
        Some(format!("{name}@.{kind}"))
    });
    let unit = template.as_deref().unwrap_or(unit);
    trees.iter().any(|tree| {
        ["etc/systemd/system", "usr/lib/systemd/system"]
            .iter()
            .any(|dir| tree.join(dir).join(unit).symlink_metadata().is_ok())
    })
}

fn stubs() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let units = home.path().join("usr/lib/systemd/system");
    fs::create_dir_all(&units).unwrap();
    for name in STUB_UNITS {
        let body = match name.rsplit_once('.') {
            Some((_, "socket")) => "[Socket]\nListenStream=/run/stub.sock\n",
            Some((_, "timer")) => "[Timer]\nOnCalendar=daily\n",
            _ => "[Service]\nExecStart=/usr/bin/true\n",
        };
        fs::write(units.join(name), body).unwrap();
    }
    for name in STUB_PROGRAMS {
        let path = home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "#!/bin/sh\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    // The upper layer's directories are what the reader sees.
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap();
    home
}
