//! Each step of the boot made to fail in turn, and what `[boot]` makes of a failure.

use std::fs;

use serde_json::Value;

use super::super::judge::{equal, holds};
use super::super::machine::{Boot, INSTANCE, Start, read};
use super::{Bench, Trouble, began, failed_in, kept};

/// A line of the launch's steps.
#[derive(Clone)]
struct Step {
    line: String,
    order: String,
    name: String,
    /// The line with a function that fails.
    broken: String,
}

pub(super) fn all(bench: &Bench) -> Vec<Trouble> {
    let mut troubles = Vec::new();
    for (at, step) in steps(bench).into_iter().enumerate() {
        let (down, joins) = (step.clone(), step.clone());
        troubles.push(Trouble::new(
            format!("{}, made to fail, keeps the host down", step.name),
            move |bench| stays_down(bench, at, &down),
        ));
        troubles.push(Trouble::new(
            format!("{}, made to fail, and on-failure continue", step.name),
            move |bench| goes_on(bench, at, &joins),
        ));
    }
    troubles.push(Trouble::new(
        "a failing script, on-failure a command, and the signal",
        command,
    ));
    troubles.push(Trouble::new("on-failure power-off", power_off));
    troubles.push(Trouble::new("no user-data", nothing_arrived));
    troubles.push(Trouble::new("an image of another build", skew));
    troubles
}

fn steps(bench: &Bench) -> Vec<Step> {
    let hook = bench
        .yard
        .bundle("troubles")
        .join("launch/web/parts/boothook.sh");
    let text = fs::read_to_string(hook).unwrap();
    let steps: Vec<Step> = text.lines().filter_map(step).collect();
    assert!(steps.len() > 6, "{text}");
    steps
}

/// `step ORDER EVERY SECONDS NAME FUNCTION ...`, the name quoted where it has blanks.
fn step(line: &str) -> Option<Step> {
    let rest = line.strip_prefix("step ")?;
    let (head, rest) = rest
        .match_indices(' ')
        .nth(2)
        .map(|(at, _)| rest.split_at(at))?;
    let rest = rest.trim_start();
    let name = match rest.strip_prefix('\'') {
        Some(quoted) => quoted.split('\'').next()?,
        None => rest.split(' ').next()?,
    };
    Some(Step {
        line: line.to_owned(),
        order: head.split(' ').next()?.to_owned(),
        name: name.to_owned(),
        broken: format!("step {head} '{name}' die 'made to fail'"),
    })
}

impl Step {
    fn pass(&self) -> &'static str {
        match self.order.as_str() {
            "before-docker" => "early",
            "after-docker" => "late",
            _ => "after-agent",
        }
    }
}

fn stays_down(bench: &Bench, at: usize, step: &Step) -> Result<(), String> {
    let start = Start::of("troubles/web").edit(&step.line, &step.broken);
    let name = format!("down-{at}");
    let (_, boot) = bench
        .yard
        .start(&bench.image, &name, &start)?
        .at_its_end()?;
    let report = boot.json("boot.json");
    failed_in(&report, step.pass(), &step.name, "made to fail")?;
    let line = format!(
        "FAILED in the {} pass: {}: made to fail",
        step.pass(),
        step.name
    );
    holds(&boot.text("journal"), &line)?;
    holds(
        &boot.text("status"),
        &format!("{}: made to fail", step.name),
    )?;
    holds(&boot.text("status"), "status ended with 1")?;
    runs(&boot, "docker", step.pass() != "early")?;
    runs(&boot, "ecs", step.pass() == "after-agent")
}

fn runs(boot: &Boot, unit: &str, wanted: bool) -> Result<(), String> {
    let state = if wanted { "active" } else { "inactive" };
    holds(&boot.text("units"), &format!("{unit} {state}\n"))?;
    if began(boot, unit) == wanted {
        return Ok(());
    }
    Err(format!("{unit}: {:?}", boot.steps()))
}

/// All that can run runs, and the agent says so; only without its own file it must not join.
fn goes_on(bench: &Bench, at: usize, step: &Step) -> Result<(), String> {
    let start = Start::of("troubles/lenient").edit(&step.line, &step.broken);
    let name = format!("joins-{at}");
    let (_, boot) = bench
        .yard
        .start(&bench.image, &name, &start)?
        .at_its_end()?;
    let report = boot.json("boot.json");
    failed_in(&report, step.pass(), &step.name, "made to fail")?;
    equal(&report["degraded"], &true.into())?;
    runs(&boot, "docker", true)?;
    if step.name == "ecs.config" {
        holds(
            &boot.text("journal"),
            "the agent is not started: names no cluster",
        )?;
        return runs(&boot, "ecs", false);
    }
    runs(&boot, "ecs", true)?;
    let attributes = boot.json("ecs.env")["ECS_INSTANCE_ATTRIBUTES"].clone();
    let attributes: Value = serde_json::from_str(attributes.as_str().unwrap_or_default())
        .map_err(|why| format!("{attributes}: {why}"))?;
    equal(&attributes["owner"], &"team a".into())?;
    let told = (step.pass() != "after-agent").then_some("true");
    equal(&attributes["parbake.degraded"], &told.into())
}

fn command(bench: &Bench) -> Result<(), String> {
    let start = Start::of("troubles/told");
    let (host, boot) = bench
        .yard
        .start(&bench.image, "told", &start)?
        .at_its_end()?;
    let reason = "ended with status 1; it said last: these were its last words";
    failed_in(&boot.json("boot.json"), "late", "script second", reason)?;
    let told = read(&host, "var/log/booted-told");
    equal(&told.into(), &format!("script second: {reason}\n").into())?;
    equal(
        &read(&host, "var/log/booted-signals").into(),
        &"failure\n".into(),
    )?;
    equal(&boot.json("boot.json")["signal"], &"failure".into())?;
    let (host, boot) = bench.yard.boot(&bench.image, "told", "troubles/told")?;
    equal(
        &read(&host, "var/log/booted-signals").into(),
        &"failure\n".into(),
    )?;
    let seconds = boot
        .steps()
        .iter()
        .filter(|step| step.starts_with("second"))
        .count();
    equal(&seconds.into(), &2.into())
}

/// It goes before anybody could collect what it said; what it keeps is on its disk.
fn power_off(bench: &Bench) -> Result<(), String> {
    let started = bench
        .yard
        .start(&bench.image, "off", &Start::of("troubles/off"))?;
    let report = kept(&started, INSTANCE);
    failed_in(&report, "late", "script second", "ended with status 1")?;
    equal(&report["signal"], &"failure".into())?;
    holds(&started.said, "parbake: this host powers off")?;
    equal(
        &read(&started.host, "var/log/booted-signals").into(),
        &"failure\n".into(),
    )?;
    if read(&started.host, "var/log/booted-steps").contains("ecs") {
        return Err("the agent started".to_owned());
    }
    Ok(())
}

fn nothing_arrived(bench: &Bench) -> Result<(), String> {
    let start = Start::of("troubles/web").edit("\ncommit\n", "\nexit 1\n");
    let (_, boot) = bench
        .yard
        .start(&bench.image, "half", &start)?
        .at_its_end()?;
    let reason = "boothook did not finish";
    failed_in(&boot.json("boot.json"), "early", "user-data", reason)?;
    runs(&boot, "docker", false)?;
    runs(&boot, "ecs", false)
}

fn skew(bench: &Bench) -> Result<(), String> {
    let manifest = fs::read_to_string(bench.yard.bundle("troubles").join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let digest = manifest["image"]["digest"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let other = "sha256:0000";
    let start = Start::of("troubles/strict").edit(&digest, other);
    let (_, boot) = bench
        .yard
        .start(&bench.image, "skewed", &start)?
        .at_its_end()?;
    let report = boot.json("boot.json");
    failed_in(&report, "early", "skew", other)?;
    failed_in(&report, "early", "skew", &digest)?;
    failed_in(&report, "early", "skew", "image/bake.sh of bundle troubles")?;
    equal(&report["skew"], &true.into())?;
    runs(&boot, "docker", false)
}
