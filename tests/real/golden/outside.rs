//! The builder's disk after its end, looked at from outside: `parbake verify`, and what the builder knew.

use std::collections::BTreeSet;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::yard::{CANARY, Machine, Yard, copy};
use super::{Findings, find};
use crate::support::{Program, findings_of_verify, package_root};

/// Warnings: what a builder writes between its audit and its end, and the resolver's file, which this one has from its installer.
const WARNINGS: &[&str] = &["journal", "utmp-wtmp", "var-log", "resolv-conf"];

/// Identity, secrets and drift, as somebody might leave them, and as what `verify` reports each.
const PLANTED: &[(&str, &str)] = &[
    ("machine-id", "/etc/machine-id"),
    ("ssh-host-keys", "/etc/ssh/ssh_host_ed25519_key"),
    ("shell-history", "/root/.bash_history"),
    ("docker-client-auth", "/root/.docker/config.json"),
    (
        "docker-network-db",
        "/var/lib/docker/network/files/local-kv.db",
    ),
    ("manifest", "/etc/docker/daemon.json"),
    ("manifest", "/etc/systemd/system/build-scratch.timer"),
];

pub(super) fn findings(yard: &Yard, builder: &Machine) -> Findings {
    vec![
        ("verify, on the builder's disk", is_clean(yard, builder)),
        ("verify, on the disk with residue", is_found(yard, builder)),
        (
            "what the builder knew is not on the image",
            no_canary(builder),
        ),
    ]
}

fn is_clean(yard: &Yard, builder: &Machine) -> Result<(), String> {
    let found = verify(yard, builder, "clean", 0, &[])?;
    let others: Vec<_> = found
        .iter()
        .filter(|(item, _)| !WARNINGS.contains(&item.as_str()))
        .collect();
    if others.is_empty() {
        return Ok(());
    }
    Err(format!("{others:?}"))
}

fn is_found(yard: &Yard, builder: &Machine) -> Result<(), String> {
    let paths: Vec<&str> = PLANTED.iter().map(|(_, path)| *path).collect();
    let found = verify(yard, builder, "residue", 1, &paths)?;
    let found: BTreeSet<(&str, &str)> = found
        .iter()
        .filter(|(item, _)| !WARNINGS.contains(&item.as_str()))
        .map(|(item, path)| (item.as_str(), path.as_str()))
        .collect();
    let planted: BTreeSet<(&str, &str)> = PLANTED.iter().copied().collect();
    if found == planted {
        return Ok(());
    }
    Err(format!("planted {planted:?}, found {found:?}"))
}

/// What `parbake verify` finds on a copy of the disk on which `paths` were planted.
fn verify(
    yard: &Yard,
    builder: &Machine,
    name: &str,
    status: u8,
    paths: &[&str],
) -> Result<BTreeSet<(String, String)>, String> {
    let docker = yard.path(format!("{name}.docker"));
    copy(&builder.docker, &docker)?;
    let work = yard.path(format!("{name}.work"));
    std::fs::create_dir_all(&work).unwrap();
    let tests = package_root().join("tests/real");
    let ran = Program::new("unshare")
        .args(["--mount", "--net", "--pid", "--fork", "--kill-child", "--"])
        .arg("bash")
        .arg(tests.join("identity/over.sh"))
        .arg(format!(
            "{}:{}",
            builder.layer.display(),
            yard.host().display()
        ))
        .args([yard.path(name), work])
        .arg("bash")
        .arg(tests.join("golden/outside.sh"))
        .arg(docker)
        .arg(Path::new(env!("CARGO_BIN_EXE_parbake")))
        .arg(yard.bundle())
        .args(paths)
        .run()?;
    let text = ran.text();
    if !ran.stderr.ends_with(&format!("status {status}\n")) {
        return Err(ran.complaint());
    }
    Ok(findings_of_verify(
        &text,
        &yard.path(format!("{name}.root")),
    ))
}

/// The secret stood in all these places, and stands in none, nor in what the bakes said; neither does a login made of it.
fn no_canary(builder: &Machine) -> Result<(), String> {
    let planted = builder.text("planted");
    let places = [
        "/root/.bash_history",
        "/root/.python_history",
        "/root/.ssh/id_ed25519",
        "/tmp/canary",
        "/var/tmp/canary",
        "/var/lib/cloud/instances/i-0123456789abcdef0/user-data.txt",
        "/var/log/installer.log",
    ];
    if let Some(missing) = places.iter().find(|place| !planted.contains(*place)) {
        return Err(format!("not planted in {missing}: {planted}"));
    }
    let login = STANDARD.encode(format!("build:{CANARY}"));
    for secret in [CANARY, login.as_str()] {
        for place in [&builder.layer, &builder.docker] {
            let found = find(place, secret)?;
            if !found.is_empty() {
                return Err(format!("{secret} is in {found}"));
            }
        }
        for said in ["wrong", "first", "second", "audit"] {
            if builder.text(said).contains(secret) {
                return Err(format!("{said} says {secret}"));
            }
        }
    }
    Ok(())
}
