//! What a boot must have come to: the order of its steps, its report, and the files that it wrote.

use std::fs;

use serde_json::Value;

use super::machine::{Boot, INSTANCE, Layers, Yard, read};
use super::same;

/// The steps of a first boot, in order; the stand-ins are among them.
pub(super) const FIRST: &[&str] = &[
    "first",
    "every",
    "containerd",
    "docker",
    "second eu-central-1",
    "ecs",
    "third",
];
/// What the profile makes of the instance's id.
const NAME: &str = "booted-i-0123456789abcdef0";
/// What a second boot of the instance adds.
pub(super) const SECOND: &[&str] = &["every", "containerd", "docker", "ecs"];
/// Where a boot stops whose `second` fails.
const BROKEN: &[&str] = &[
    "first",
    "every",
    "containerd",
    "docker",
    "second eu-central-1",
];

pub(super) fn in_order(steps: &[String], expected: &[&[&str]]) -> Result<(), String> {
    let expected: Vec<&str> = expected.concat();
    if steps == expected {
        return Ok(());
    }
    Err(format!("expected {expected:?}, seen {steps:?}"))
}

/// Every pass succeeded, everything runs, cloud-init and systemd have no complaint.
pub(super) fn passes(boot: &Boot) -> Result<(), String> {
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
    // What a machine without hardware cannot mount is no concern of the boot program.
    let ours = |unit: &&str| !unit.starts_with("dev-") && !unit.starts_with("systemd-");
    match boot.text("failed").lines().find(ours) {
        Some(failed) => Err(format!("a unit failed: {failed}")),
        None => Ok(()),
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
    // A job that was dropped to break a circle when the boot began is in no journal: its unit is not active.
    for unit in ["multi-user.target", "cloud-final.service"] {
        if !boot.is_active(unit) {
            return Err(format!("{unit} is not active:\n{}", boot.text("states")));
        }
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

pub(super) fn kept(boot: &Boot) -> Result<(), String> {
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

pub(super) fn stays_down(boot: &Boot) -> Result<(), String> {
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

pub(super) fn joins_degraded(boot: &Boot) -> Result<(), String> {
    let report = boot.json("boot.json");
    in_order(&boot.steps(), &[FIRST]).map_err(|why| format!("{why}\n{report}"))?;
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
pub(super) fn ecs_config(
    yard: &Yard,
    bundle: &str,
    host: &Layers,
    boot: &Boot,
) -> Result<(), String> {
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
pub(super) fn late_files(host: &Layers, tree: &[String]) -> Result<(), String> {
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
    holds(&hosts, &format!("\n127.0.1.1 {NAME}\n"))?;
    equal(
        &read(host, "etc/hostname").into(),
        &format!("{NAME}\n").into(),
    )
}

/// No name of /etc/hosts by parbake and no variable of ecs.config stands twice, and the kernel has the host's name.
pub(super) fn once(host: &Layers, boot: &Boot) -> Result<(), String> {
    let hosts = read(host, "etc/hosts");
    for name in ["registry.internal", "self.internal", NAME] {
        equal(
            &hosts.matches(&format!(" {name}\n")).count().into(),
            &1.into(),
        )?;
    }
    let config = read(host, "etc/ecs/ecs.config");
    let mut keys: Vec<&str> = config
        .lines()
        .filter_map(|line| Some(line.split_once('=')?.0))
        .collect();
    let all = keys.len();
    keys.sort_unstable();
    keys.dedup();
    equal(&keys.len().into(), &all.into())?;
    holds(&config, "ECS_INSTANCE_ATTRIBUTES=")?;
    equal(&boot.text("hostname").into(), &format!("{NAME}\n").into())
}

pub(super) fn equal(found: &Value, expected: &Value) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    Err(format!("expected {expected}, found {found}"))
}

pub(super) fn holds(text: &str, part: &str) -> Result<(), String> {
    if text.contains(part) {
        return Ok(());
    }
    Err(format!("no {part:?} in:\n{text}"))
}
