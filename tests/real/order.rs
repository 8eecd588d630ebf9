//! Faults of order: the compiler refuses each, and forced through they really hang or misorder on a Debian 12.
//!
//! What the compiler allows for the test alone is baked and booted as tests/real/boot.rs does it: real systemd and cloud-init,
//! stand-ins for dockerd and the agent. The guard of scripts is tried on the same hosts.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::boot::machine::{Boot, Layers, Yard};
use super::reader::Real;
use crate::support::{Program, Report, package_root};

/// What each check of this file comes to, by what it proves.
type Findings = Vec<(&'static str, Result<(), String>)>;

pub(super) fn run(real: &Real, report: &mut Report) {
    for (name, profile, code) in [
        ("a script that waits for itself", "profile.toml", "L0100"),
        ("a mount behind Docker", "profile.toml", "L0066"),
        ("a circle with multi-user.target", "cycle.toml", "L0075"),
    ] {
        report.takes(name, refused(profile, code));
    }
    match boots(real) {
        Ok(findings) => findings
            .into_iter()
            .for_each(|(name, outcome)| report.takes(name, outcome)),
        Err(why) => report.takes("the boots", Err(why)),
    }
    let calm = shown(false, "a journal", "");
    report.refuses("a boot that shows no fault", calm);
}

/// The profile without its `[lints]` does not pass `check --deny-warnings`, for this reason.
fn refused(profile: &str, code: &str) -> Result<(), String> {
    let dir = tempfile::tempdir().unwrap();
    for name in ["profile.toml", "cycle.toml"] {
        let text = fs::read_to_string(scripts().join(name)).unwrap();
        let kept = text
            .lines()
            .filter(|line| !line.contains("level = \"allow\""));
        let kept: Vec<&str> = kept.collect();
        fs::write(dir.path().join(name), kept.join("\n")).unwrap();
    }
    let ran = Program::new(env!("CARGO_BIN_EXE_parbake"))
        .args(["check", "--deny-warnings", profile])
        .dir(dir.path())
        .run()?;
    shown(ran.complaint().contains(code), code, &ran.complaint())
}

fn boots(real: &Real) -> Result<Findings, String> {
    let (yard, host) = Yard::of(real, &scripts(), &["profile.toml", "cycle.toml"], "order")?;
    place(&yard);
    let (image, _) = yard.inside(&host, "image", "bake.sh")?;
    let (first, second) = std::thread::scope(|scope| {
        let scripts = scope.spawn(|| of_scripts(&yard, &image));
        let units = scope.spawn(|| of_units(&yard, &image));
        (scripts.join().unwrap(), units.join().unwrap())
    });
    Ok([first?, second?].concat())
}

/// The unit of the profile `cycle` as its bundle has it, and what puts it, or a wrong fact, into a host.
fn place(yard: &Yard) {
    let unit = "image/rootfs/etc/systemd/system/report.service";
    let shared = yard.path("shared");
    fs::copy(
        yard.path("bundles/cycle").join(unit),
        shared.join("report.service"),
    )
    .unwrap();
    for name in ["cycle.sh", "fact.sh"] {
        fs::copy(scripts().join(name), shared.join("scripts").join(name)).unwrap();
    }
}

/// The faults that a script brings about.
fn of_scripts(yard: &Yard, image: &Layers) -> Result<Findings, String> {
    let (host, waited) = yard.boot(image, "wait", "order/self-wait")?;
    let jobs = super::boot::machine::read(&host, "var/log/order-jobs");
    let (_, guarded) = yard.boot(image, "guarded", "order/guarded")?;
    Ok(vec![
        (
            "a script that waits for itself hangs until its time limit",
            hangs(&waited),
        ),
        (
            "docker's start job waits meanwhile for the script's unit",
            waits(&jobs),
        ),
        (
            "the guard refuses the same at once, and says why",
            is_refused(&guarded),
        ),
    ])
}

/// The faults of units and facts, and a mount that comes too late.
fn of_units(yard: &Yard, image: &Layers) -> Result<Findings, String> {
    let (cycle, _) = yard.inside(image, "cycle.host", "scripts/cycle.sh")?;
    let (_, cycle) = yard.boot(&cycle, "cycle", "order/sound")?;
    let (fact, _) = yard.inside(image, "fact.host", "scripts/fact.sh")?;
    let (_, fact) = yard.boot(&fact, "fact", "order/sound")?;
    let (_, late) = yard.boot(image, "late", "order/late-mount")?;
    let (_, sound) = yard.boot(image, "sound", "order/sound")?;
    Ok(vec![
        (
            "for a unit of multi-user.target after cloud-final systemd drops a start",
            lacks_one_of(
                &cycle,
                &["report.service", "multi-user.target", "cloud-final.service"],
            ),
        ),
        (
            "a first pass that is not ordered after the network stage runs before its data",
            runs_too_early(&fact),
        ),
        (
            "a mount by an after-docker script comes when Docker runs",
            mounts_late(&late),
        ),
        (
            "without a fault nothing is dropped, and the agent starts",
            is_sound(&sound),
        ),
    ])
}

/// The step and its seconds in boot.json.
fn step(boot: &Boot, name: &str) -> (String, f64) {
    let report = boot.json("boot.json");
    let steps = report["steps"].as_array().cloned().unwrap_or_default();
    let found = steps.iter().find(|row| row["name"] == name).cloned();
    let row = found.unwrap_or(Value::Null);
    let result = row["result"].as_str().unwrap_or_default().to_owned();
    (result, row["seconds"].as_f64().unwrap_or(f64::NAN))
}

fn hangs(boot: &Boot) -> Result<(), String> {
    let (result, seconds) = step(boot, "script wait");
    shown(
        result == "failed" && seconds >= 20.0,
        "`script wait` failed after its 20 s",
        &format!("{result} after {seconds} s\n{}", boot.text("journal")),
    )
}

/// `systemctl list-jobs` while the script hung: the start of docker waits, that of the script's unit runs.
fn waits(jobs: &str) -> Result<(), String> {
    let has = |unit: &str, state: &str| {
        let mut lines = jobs.lines();
        lines.any(|line| line.contains(unit) && line.contains("start") && line.ends_with(state))
    };
    let both = has("docker.service", "waiting") && has("parbake-early.service", "running");
    shown(
        both,
        "docker.service waiting, parbake-early.service running",
        jobs,
    )
}

fn is_refused(boot: &Boot) -> Result<(), String> {
    let (result, seconds) = step(boot, "script guarded");
    let journal = boot.text("journal");
    let said = "docker.service is ordered after parbake-early.service";
    let at_once = result == "failed" && seconds < 20.0 && journal.contains(said);
    shown(
        at_once,
        said,
        &format!("{result} after {seconds} s\n{journal}"),
    )
}

/// systemd has thrown the start of one of the units in the circle away; which one is not always the same.
fn lacks_one_of(boot: &Boot, circle: &[&str]) -> Result<(), String> {
    let dropped = circle.iter().any(|unit| !boot.is_active(unit));
    let what = format!("unit of {circle:?} that did not start");
    shown(dropped, &what, &boot.text("states"))
}

fn runs_too_early(boot: &Boot) -> Result<(), String> {
    let journal = boot.text("journal");
    let failed = boot.json("boot.json")["early"] == "failed";
    let said = "no user-data of parbake arrived";
    shown(failed && journal.contains(said), said, &journal)
}

fn mounts_late(boot: &Boot) -> Result<(), String> {
    let (result, _) = step(boot, "script mount");
    let seen = boot.text("docker.mounts");
    let journal = boot.text("journal");
    let late = result == "passed" && !seen.is_empty() && !seen.contains("/var/lib/docker");
    shown(
        late,
        "docker without its mount",
        &format!("{result}\n{seen}\n{journal}"),
    )
}

fn is_sound(boot: &Boot) -> Result<(), String> {
    let all = [
        "multi-user.target",
        "cloud-final.service",
        "parbake-early.service",
        "docker.service",
        "ecs.service",
    ];
    let lacking: Vec<&str> = all
        .into_iter()
        .filter(|unit| !boot.is_active(unit))
        .collect();
    shown(
        lacking.is_empty(),
        &format!("{lacking:?}"),
        &boot.text("states"),
    )
}

fn shown(holds: bool, what: &str, found: &str) -> Result<(), String> {
    if holds {
        return Ok(());
    }
    Err(format!("no {what} in:\n{found}"))
}

fn scripts() -> PathBuf {
    package_root().join("tests/real/order")
}
