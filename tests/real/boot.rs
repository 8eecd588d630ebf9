//! The emitted bake.sh bakes a real root of Debian 12, and the emitted user-data boots it: real systemd, real cloud-init.
//!
//! dockerd, containerd and the agent are stand-ins that note when they start; their units, and so all that orders them, are
//! the packages' own. The metadata service is tests/shell/imds.py at its usual address, in the machine's own network.

mod machine;
mod same;

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::reader::Real;
use crate::support::{Report, files_under};
use machine::{Boot, INSTANCE, Layers, Yard, read};

/// What each check of this file comes to, by what it proves.
type Findings = Vec<(&'static str, Result<(), String>)>;

/// The steps of a first boot, in order; the stand-ins are among them.
const FIRST: &[&str] = &[
    "first",
    "every",
    "containerd",
    "docker",
    "second eu-central-1",
    "ecs",
    "third",
];
/// What a second boot of the instance adds.
const SECOND: &[&str] = &["every", "containerd", "docker", "ecs"];
/// Where a boot stops whose `second` fails.
const BROKEN: &[&str] = &[
    "first",
    "every",
    "containerd",
    "docker",
    "second eu-central-1",
];

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
        same::hosts(&with, &without),
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

fn in_order(steps: &[String], expected: &[&[&str]]) -> Result<(), String> {
    let expected: Vec<&str> = expected.concat();
    if steps == expected {
        return Ok(());
    }
    Err(format!("expected {expected:?}, seen {steps:?}"))
}

/// Every pass succeeded, everything runs, cloud-init and systemd have no complaint.
fn passes(boot: &Boot) -> Result<(), String> {
    let report = boot.json("boot.json");
    for pass in ["early", "late", "after-agent"] {
        equal(&report[pass], &Value::from("passed"))?;
    }
    equal(&report["skew"], &Value::from(false))?;
    holds(&boot.text("status"), "status ended with 0")?;
    for unit in ["booted", "docker", "ecs"] {
        holds(&boot.text("units"), &format!("{unit} active\n"))?;
    }
    is_calm(boot)?;
    match boot.text("failed").as_str() {
        "" => Ok(()),
        failed => Err(format!("units failed: {failed}")),
    }
}

/// cloud-init is done without errors, no job was left, and no ordering was broken up.
fn is_calm(boot: &Boot) -> Result<(), String> {
    holds(&boot.text("cloud-init"), "status: done")?;
    equal(
        &boot.json("result.json")["v1"]["errors"],
        &Value::Array(Vec::new()),
    )?;
    let (jobs, journal) = (boot.text("unsettled"), boot.text("journal"));
    if !jobs.is_empty() {
        return Err(format!("jobs were left: {jobs}"));
    }
    match journal.lines().find(|line| line.contains("ordering cycle")) {
        Some(line) => Err(line.to_owned()),
        None => Ok(()),
    }
}

/// The result of a step in boot.json.
fn result(boot: &Boot, step: &str) -> String {
    let report = boot.json("boot.json");
    let steps = report["steps"].as_array().cloned().unwrap_or_default();
    let found = steps.iter().find(|row| row["name"] == step);
    found.map_or_else(String::new, |row| {
        row["result"].as_str().unwrap_or_default().to_owned()
    })
}

fn kept(boot: &Boot) -> Result<(), String> {
    for (step, expected) in [
        ("script first", "kept"),
        ("script every", "passed"),
        ("script second", "kept"),
        ("script third", "kept"),
    ] {
        equal(&Value::from(result(boot, step)), &Value::from(expected))?;
    }
    Ok(())
}

fn stays_down(boot: &Boot) -> Result<(), String> {
    in_order(&boot.steps(), &[BROKEN])?;
    let report = boot.json("boot.json");
    equal(&report["early"], &Value::from("passed"))?;
    equal(&report["late"], &Value::from("failed"))?;
    equal(
        &Value::from(result(boot, "script second")),
        &Value::from("failed"),
    )?;
    holds(&boot.text("status"), "status ended with 1")?;
    holds(
        &boot.text("journal"),
        "FAILED in the late pass: script second",
    )?;
    holds(&boot.text("units"), "docker active\necs inactive\n")?;
    is_calm(boot)
}

fn joins_degraded(boot: &Boot) -> Result<(), String> {
    in_order(&boot.steps(), &[FIRST])?;
    let report = boot.json("boot.json");
    equal(&report["degraded"], &Value::from(true))?;
    equal(&report["late"], &Value::from("failed"))?;
    equal(
        &Value::from(result(boot, "script second")),
        &Value::from("failed"),
    )?;
    holds(&boot.text("units"), "docker active\necs active\n")?;
    is_calm(boot)
}

/// The host's file is the bundle's with the host's values in it, and systemd gave the agent exactly these variables.
fn ecs_config(yard: &Yard, bundle: &str, host: &Layers, boot: &Boot) -> Result<(), String> {
    let shown = yard.bundle(bundle).join("launch/web/ecs.config");
    let expected = fs::read_to_string(shown)
        .unwrap()
        .replace("${instance.availability-zone}", "eu-central-1a")
        .replace("${instance.tag.Owner}", "team a");
    let found = read(host, "etc/ecs/ecs.config");
    equal(&Value::from(found), &Value::from(expected.as_str()))?;
    let variables = expected.lines().filter_map(|line| line.split_once('='));
    let wanted: Value = variables
        .filter(|(key, _)| key.starts_with("ECS_"))
        .map(|(key, value)| (key.to_owned(), Value::from(value)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    equal(&boot.json("ecs.env"), &wanted)
}

/// What the boot wrote: content, mode and owner.
fn late_files(host: &Layers, tree: &[String]) -> Result<(), String> {
    let about = format!("id={INSTANCE}\naddress=10.0.0.7\ntype=t3.micro\nliteral=${{HOME}}\n");
    for (line, content) in [
        ("f 640 app app /etc/booted/tier.conf ", "tier=web\n"),
        ("f 640 root app /etc/booted/host.conf ", about.as_str()),
        ("f 600 root root /etc/booted/fixed.conf ", "fixed=yes\n"),
    ] {
        let line = format!("{line}{}", same::digest(content.as_bytes()));
        if !tree.contains(&line) {
            return Err(format!("expected '{line}'"));
        }
    }
    let hosts = read(host, "etc/hosts");
    holds(&hosts, "\n10.40.0.20 registry.internal\n")?;
    holds(&hosts, "\n10.0.0.7 self.internal\n")?;
    holds(
        &read(host, Path::new("etc/hostname").to_str().unwrap()),
        "booted",
    )
}

fn equal(found: &Value, expected: &Value) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    Err(format!("expected {expected}, found {found}"))
}

fn holds(text: &str, part: &str) -> Result<(), String> {
    if text.contains(part) {
        return Ok(());
    }
    Err(format!("no {part:?} in:\n{text}"))
}
