//! The second boot of a disk: as the same instance, with other user-data, and as another instance.

use std::fs;

use super::super::judge::{FIRST, SECOND, equal, holds, in_order, once, passes};
use super::super::machine::{Boot, INSTANCE, Start, read};
use super::super::same;
use super::{Bench, Trouble, began, failed_in};

/// Who else the disk may be.
const OTHER: &str = "i-0fedcba9876543210";

/// What a reboot writes, each a path and all below it; cloud-init's and systemd's own, and the report.
const WRITTEN: &[&str] = &[
    "/var/lib/cloud",
    "/var/lib/systemd",
    "/var/lib/parbake/instance/i-0123456789abcdef0/boot.json",
    "/var/lib/parbake/instance/i-0123456789abcdef0/running",
    "/var/tmp",
    "/etc/sudoers.d",
    "/etc/sudoers",
];

pub(super) fn all() -> Vec<Trouble> {
    vec![
        Trouble::new("a reboot changes nothing", reboot),
        Trouble::new("cloud-init runs everything again", again),
        Trouble::new("a stopped instance follows its new user-data", other_data),
        Trouble::new("a disk that becomes another instance", another),
        Trouble::new("an image that nobody sealed, on-skew stop", unsealed),
    ]
}

fn reboot(bench: &Bench) -> Result<(), String> {
    let (host, first) = bench.yard.boot(&bench.image, "again", "troubles/strict")?;
    passes(&first)?;
    equal(&first.json("boot.json")["signal"], &"success".into())?;
    let before = bench.yard.tree(&host, "again.first")?;
    let (host, second) = bench.yard.boot(&bench.image, "again", "troubles/strict")?;
    passes(&second)?;
    once(&host, &second)?;
    in_order(&second.steps(), &[FIRST, SECOND])?;
    equal(
        &read(&host, "var/log/booted-signals").into(),
        &"success\n".into(),
    )?;
    let after = bench.yard.tree(&host, "again.second")?;
    same::equal(&counted(&before), &counted(&after))
}

fn counted(tree: &[String]) -> Vec<String> {
    let is_written = |line: &String| {
        let path = line.splitn(5, ' ').nth(4).unwrap_or_default();
        let below = |rest: &str| rest.starts_with(['/', ' ']);
        WRITTEN
            .iter()
            .any(|written| path.strip_prefix(written).is_some_and(below))
    };
    let lines = tree.iter().filter(|line| !is_written(line));
    lines.cloned().collect()
}

/// `cloud-init clean` makes the next boot the first one of the instance for cloud-init, not for parbake.
fn again(bench: &Bench) -> Result<(), String> {
    let (host, first) = bench.yard.boot(&bench.image, "anew", "troubles/web")?;
    passes(&first)?;
    once(&host, &first)?;
    let before = bench.yard.tree(&host, "anew.first")?;
    for part in ["instance", "instances", "data", "sem"] {
        let path = host[0].join("var/lib/cloud").join(part);
        let removed = if path.is_symlink() {
            fs::remove_file(&path)
        } else {
            fs::remove_dir_all(&path)
        };
        removed.map_err(|why| format!("{}: {why}", path.display()))?;
    }
    let (host, second) = bench.yard.boot(&bench.image, "anew", "troubles/web")?;
    passes(&second)?;
    once(&host, &second)?;
    in_order(&second.steps(), &[FIRST, SECOND])?;
    let after = bench.yard.tree(&host, "anew.second")?;
    // It makes the host's SSH keys again, as it would anywhere.
    let ours = |tree: &[String]| {
        let lines = counted(tree).into_iter();
        lines
            .filter(|line| !line.contains(" /etc/ssh/ssh_host_"))
            .collect::<Vec<_>>()
    };
    same::equal(&ours(&before), &ours(&after))
}

/// cloud-init's NoCloud goes by its cache as long as the instance is the same; EC2's source reads user-data at each boot.
fn other_data(bench: &Bench) -> Result<(), String> {
    let (host, first) = bench.yard.boot(&bench.image, "follows", "troubles/web")?;
    passes(&first)?;
    let cache = format!("var/lib/cloud/instances/{INSTANCE}/obj.pkl");
    fs::remove_file(host[0].join(cache)).map_err(|why| why.to_string())?;
    let start = Start::of("troubles/other").edit("'script every'", "'script anew'");
    let (host, second) = bench
        .yard
        .start(&bench.image, "follows", &start)?
        .at_its_end()?;
    passes(&second)?;
    in_order(&second.steps(), &[FIRST, SECOND])?;
    holds(&read(&host, "etc/booted/tier.conf"), "tier=other")?;
    holds(
        &read(&host, "etc/ecs/ecs.config"),
        "ECS_CLUSTER=booted-other\n",
    )?;
    holds(
        &second.text("journal"),
        "'script every' is in user-data no more",
    )?;
    equal(&second.json("boot.json")["launch"], &"other".into())
}

fn another(bench: &Bench) -> Result<(), String> {
    let (host, first) = bench.yard.boot(&bench.image, "moved", "troubles/web")?;
    passes(&first)?;
    plant_checkpoint(&host[0]);
    let start = Start::of("troubles/web")
        .instance(OTHER)
        .value("local-ipv4", "10.0.0.8");
    let (host, second) = bench
        .yard
        .start(&bench.image, "moved", &start)?
        .at_its_end()?;
    passes(&second)?;
    in_order(&second.steps(), &[FIRST, FIRST])?;
    let foreign = format!("{INSTANCE}, the agent's checkpoint");
    equal(&second.json("boot.json")["foreign"], &foreign.into())?;
    holds(
        &second.text("journal"),
        "foreign-state: this disk has the state of another host",
    )?;
    holds(
        &read(&host, "etc/booted/host.conf"),
        &format!("id={OTHER}\naddress=10.0.0.8\n"),
    )?;
    holds(&read(&host, "etc/hosts"), "\n10.0.0.8 self.internal\n")?;
    let tree = bench.yard.tree(&host, "moved")?;
    for gone in [
        "/var/lib/ecs/data/agent.db",
        &format!("/parbake/instance/{INSTANCE}"),
    ] {
        if let Some(line) = tree.iter().find(|line| line.contains(gone)) {
            return Err(format!("is still there: {line}"));
        }
    }
    Ok(())
}

/// An agent ran on the host that the image was made of.
fn unsealed(bench: &Bench) -> Result<(), String> {
    let upper = bench.yard.path("unsealed");
    plant_checkpoint(&upper);
    let (_, boot) = bench
        .yard
        .boot(&bench.image, "unsealed", "troubles/strict")?;
    let report = boot.json("boot.json");
    failed_in(&report, "early", "foreign-state", "the agent's checkpoint")?;
    equal(&report["signal"], &"failure".into())?;
    down(&boot)
}

fn down(boot: &Boot) -> Result<(), String> {
    if began(boot, "docker") || began(boot, "ecs") {
        return Err(format!("{:?}", boot.steps()));
    }
    Ok(())
}

fn plant_checkpoint(upper: &std::path::Path) {
    let data = upper.join("var/lib/ecs/data");
    fs::create_dir_all(&data).unwrap();
    fs::write(data.join("agent.db"), "another host").unwrap();
}
