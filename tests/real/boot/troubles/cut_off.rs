//! The machine killed at points of its first boot, and booted again: the end is that of a boot that nobody disturbed.

use super::super::judge::{ecs_config, late_files, passes};
use super::super::machine::{Boot, INSTANCE, Start};
use super::{Bench, Trouble};

/// When: a command of bash on the machine's disk.
const POINTS: &[(&str, &str)] = &[
    ("systemd has begun", "[[ -s etc/machine-id ]]"),
    (
        "cloud-init knows the instance",
        "[[ -s var/lib/cloud/data/instance-id ]]",
    ),
    ("the runner has begun", "[[ -d $kept ]]"),
    ("the disk is its own", "[[ -e $kept/mine ]]"),
    (
        "ecs.config is written",
        "grep -q ECS_CLUSTER etc/ecs/ecs.config",
    ),
    (
        "the first script runs",
        "grep -q -x 'script first' $kept/running",
    ),
    (
        "the first script is noted",
        "[[ -e $kept/passed/script%20first ]]",
    ),
    ("docker has started", "grep -q docker var/log/booted-steps"),
    (
        "the second script runs",
        "grep -q -x 'script second' $kept/running",
    ),
    (
        "the second script is noted",
        "[[ -e $kept/passed/script%20second ]]",
    ),
    ("the agent has started", "grep -q ecs var/log/booted-steps"),
];

pub(super) fn all() -> Vec<Trouble> {
    let points = POINTS.iter().enumerate();
    let trouble = |(at, (when, condition)): (usize, &(&'static str, &'static str))| {
        let condition = *condition;
        Trouble::new(format!("killed when {when}"), move |bench: &Bench| {
            survives(bench, &format!("killed-{at}"), condition)
        })
    };
    points.map(trouble).collect()
}

fn survives(bench: &Bench, name: &str, condition: &str) -> Result<(), String> {
    let condition = format!("kept=var/lib/parbake/instance/{INSTANCE}\n{condition}\n");
    let start = Start::of("troubles/web").killed_when(&condition);
    let killed = bench.yard.start(&bench.image, name, &start)?;
    if killed.at_its_end().is_ok() {
        return Err("it came to its end before it was killed".to_owned());
    }
    let (host, boot) = bench.yard.boot(&bench.image, name, "troubles/web")?;
    passes(&boot)?;
    let tree = bench.yard.tree(&host, name)?;
    ecs_config(&bench.yard, "troubles", &host, &boot)?;
    late_files(&host, &tree)?;
    nothing_left(&tree)?;
    ["first", "second eu-central-1", "third"]
        .iter()
        .try_for_each(|script| once(&boot, script))
}

/// A script ran once, or twice where the kill has met it.
fn once(boot: &Boot, script: &str) -> Result<(), String> {
    let runs = boot.steps().iter().filter(|step| *step == script).count();
    let name = script.split(' ').next().unwrap_or_default();
    let met = boot.json("boot.json")["interrupted"] == format!("script {name}");
    if runs == 1 || runs == 2 && met {
        return Ok(());
    }
    Err(format!("{script} ran {runs} times: {:?}", boot.steps()))
}

fn nothing_left(tree: &[String]) -> Result<(), String> {
    let half = |line: &&String| {
        let path = line.splitn(5, ' ').nth(4).unwrap_or_default();
        let path = path.split(' ').next().unwrap_or_default();
        path.contains("/.parbake.")
            || path.starts_with("/var/lib/parbake") && path.ends_with(".new")
            || path.starts_with("/var/lib/parbake/scripts/")
    };
    match tree.iter().find(half) {
        Some(line) => Err(format!("left behind: {line}")),
        None => Ok(()),
    }
}
