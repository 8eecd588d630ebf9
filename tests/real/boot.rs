//! The emitted bake.sh bakes a real root of Debian 12, and the emitted user-data boots it: real systemd, real cloud-init.
//!
//! dockerd, containerd and the agent are stand-ins that note when they start; their units, and so all that orders them, are
//! the packages' own. The metadata service is tests/shell/imds.py at its usual address, in the machine's own network.

mod judge;
pub(super) mod machine;
pub(super) mod same;
pub(super) mod troubles;

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::reader::Real;
use crate::support::{Report, files_under, package_root};
use judge::{
    FIRST, SECOND, ecs_config, equal, holds, in_order, joins_degraded, kept, late_files, passes,
    stays_down,
};
use machine::{Layers, Yard, read};

/// Where the scripts and profiles of these checks are.
fn scripts() -> PathBuf {
    package_root().join("tests/real/boot")
}

/// What each check of this file comes to, by what it proves.
type Findings = Vec<(&'static str, Result<(), String>)>;

pub(super) fn run(real: &Real, report: &mut Report) {
    match boots(real) {
        Ok(findings) => findings
            .into_iter()
            .for_each(|(name, outcome)| report.takes(name, outcome)),
        Err(why) => report.takes("the bake and the boots", Err(why)),
    }
    let late: Vec<String> = ["ecs", "first"].map(str::to_owned).to_vec();
    report.refuses("steps in another order", in_order(&late, &[FIRST]));
}

fn boots(real: &Real) -> Result<Findings, String> {
    let (yard, host) = Yard::new(real)?;
    let (image, mut findings) = bake(&yard, &host)?;
    let (baked, bare) = std::thread::scope(|scope| {
        let baked = scope.spawn(|| with_image(&yard, &image));
        let bare = scope.spawn(|| without_image(&yard, &host, &image));
        (baked.join().unwrap(), bare.join().unwrap())
    });
    let (mut baked, with) = baked?;
    let (mut bare, without) = bare?;
    findings.append(&mut baked);
    findings.append(&mut bare);
    findings.push((
        "baked and booted is the host that strategy none builds",
        same::hosts(&with, &without, &[]),
    ));
    Ok(findings)
}

/// Two runs of bake.sh; its own audit has passed where it ended well.
fn bake(yard: &Yard, host: &Layers) -> Result<(Layers, Findings), String> {
    let (image, said) = yard.inside(host, "image", "bake.sh")?;
    let once = yard.tree(&image, "once")?;
    yard.inside(host, "image", "bake.sh")?;
    let twice = yard.tree(&image, "twice")?;
    let manifest = fs::read_to_string(yard.bundle("booted").join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let record: Value = serde_json::from_str(&read(&image, "etc/parbake/image.json"))
        .map_err(|e| format!("image.json: {e}"))?;
    let findings = vec![
        (
            "bake.sh ends with a clean audit",
            holds(&said, "unchanged audit"),
        ),
        ("a second bake changes nothing", same::equal(&once, &twice)),
        (
            "image.json has the image's digest",
            equal(&record["digest"], &manifest["image"]["digest"]),
        ),
        (
            "every baked file is on the host",
            rootfs_is_there(yard, &once),
        ),
    ];
    Ok((image, findings))
}

/// Holds each file of image/rootfs against the tree of the host, by content.
fn rootfs_is_there(yard: &Yard, tree: &[String]) -> Result<(), String> {
    let rootfs = yard.bundle("booted").join("image/rootfs");
    for path in files_under(&rootfs) {
        let name = path.strip_prefix(&rootfs).unwrap().display().to_string();
        let digest = same::digest(&fs::read(&path).unwrap());
        let line = format!(" /{name} {digest}");
        if !tree.iter().any(|entry| entry.ends_with(&line)) {
            return Err(format!("/{name} is absent or has another content"));
        }
    }
    Ok(())
}

/// The boots of the baked image: an instance twice, one whose script fails, one with Amazon Linux's unit order.
fn with_image(yard: &Yard, image: &Layers) -> Result<(Findings, Vec<String>), String> {
    let (host, first) = yard.boot(image, "web", "booted/web")?;
    let tree = yard.tree(&host, "web")?;
    let mut findings = vec![
        (
            "a first boot runs its steps in order",
            in_order(&first.steps(), &[FIRST]),
        ),
        ("a first boot passes", passes(&first)),
        (
            "ecs.config is the bundle's",
            ecs_config(yard, "booted", &host, &first),
        ),
        (
            "late files are as the profile says",
            late_files(&host, &tree),
        ),
    ];
    let (_, second) = yard.boot(image, "web", "booted/web")?;
    findings.extend([
        (
            "a second boot repeats no per-instance step",
            in_order(&second.steps(), &[FIRST, SECOND]),
        ),
        ("a second boot passes", passes(&second)),
        ("a second boot keeps what passed", kept(&second)),
    ]);
    let (_, broken) = yard.boot(image, "broken", "booted/broken")?;
    findings.push(("a failing script keeps the agent down", stays_down(&broken)));
    Ok((findings, tree))
}

/// The boots without an image, and the baked one in the unit order of Amazon Linux.
fn without_image(
    yard: &Yard,
    host: &Layers,
    image: &Layers,
) -> Result<(Findings, Vec<String>), String> {
    let (bare, first) = yard.boot(host, "bare", "booted-none/web")?;
    let tree = yard.tree(&bare, "bare")?;
    let mut findings = vec![
        (
            "without an image the steps have the same order",
            in_order(&first.steps(), &[FIRST]),
        ),
        ("without an image a boot passes", passes(&first)),
        (
            "without an image ecs.config is the bundle's",
            ecs_config(yard, "booted-none", &bare, &first),
        ),
    ];
    let (_, lenient) = yard.boot(host, "lenient", "booted-none/lenient")?;
    findings.push((
        "on-failure continue starts the agent",
        joins_degraded(&lenient),
    ));
    let (amazon, _) = yard.inside(image, "amazon.host", "scripts/amazon.sh")?;
    let (_, ordered) = yard.boot(&amazon, "amazon", "booted/web")?;
    findings.extend([
        (
            "the steps have the same order where the agent comes after cloud-final",
            in_order(&ordered.steps(), &[FIRST]),
        ),
        (
            "a boot in Amazon Linux's unit order passes",
            passes(&ordered),
        ),
    ]);
    Ok((findings, tree))
}
