//! The lives of a host: its first boot, a second one, another instance on the same disk; and the host that user-data alone builds.

use serde_json::Value;

use super::super::boot::same;
use super::yard::{Machine, Yard};
use super::{Findings, equal, passes};

/// The instance that is booted twice, and the one that its disk becomes.
pub(in super::super) const ID: &str = "i-0123456789abcdef1";
const OTHER: &str = "i-0123456789abcdef9";

/// What a host without an image differs in besides; each is a path and all below it.
const BUILT_ELSEWHERE: &[&str] = &[
    // Docker names its directories at random and keeps times; images are compared by their digests.
    "/var/lib/docker",
    "/var/lib/containerd",
    // Its key is made when dockerd first starts, on every host anew.
    "/etc/docker/key.json",
    // A link to the machine-id where the clean-up made it one, a copy of it where the package did.
    "/var/lib/dbus/machine-id",
    // The steps that passed: those of the image are no steps of the boot.
    "/var/lib/parbake/instance",
    // Copies of the last but one state, as shadow's tools leave them.
    "/etc/subuid-",
    "/etc/subgid-",
    // What these services measure on the way.
    "/var/lib/chrony",
    "/var/lib/systemd",
];

/// What is another after every boot.
const EVERY_BOOT: &[&str] = &[
    "/var/lib/docker",
    "/var/lib/containerd",
    // The report, which has times.
    "/var/lib/parbake/instance/i-0123456789abcdef1/boot.json",
    "/var/lib/cloud",
    // Its seed for the next boot, and the times of the timers.
    "/var/lib/systemd",
    "/var/lib/chrony",
    // systemd's names of private directories are random.
    "/var/tmp",
];

/// A host after its first boot, after the next one, and as another instance.
pub(in super::super) struct Lives {
    pub(in super::super) first: Machine,
    pub(in super::super) second: Machine,
    pub(in super::super) other: Machine,
}

impl Lives {
    /// Boots the disk of `first` twice more.
    ///
    /// # Errors
    /// What was said, where a machine did not come to its end.
    pub(in super::super) fn of(
        yard: &Yard,
        image: &Machine,
        first: Machine,
    ) -> Result<Self, String> {
        let second = yard.again("again", ID, &first, image)?;
        let other = yard.again("other", OTHER, &second, image)?;
        Ok(Self {
            first,
            second,
            other,
        })
    }

    /// What each life came to.
    pub(in super::super) fn findings(&self, yard: &Yard) -> Findings {
        let Self {
            first,
            second,
            other,
        } = self;
        let every_boot = [EVERY_BOOT, yard.sample.every_boot].concat();
        vec![
            ("a first boot passes", passes(first, yard)),
            (
                "the steps are those of the plan, in its order",
                in_order(yard, first),
            ),
            (
                "cloud-init, the early pass, docker, the late pass",
                in_time(first),
            ),
            ("what is baked and late is there", is_there(yard, first)),
            ("status says so", ends_in(first, "status ended with 0\n")),
            ("a second boot passes", passes(second, yard)),
            (
                "a second boot repeats no per-instance step",
                results(second, "kept"),
            ),
            (
                "a second boot changes nothing",
                same::but(&lines(first), &lines(second), &every_boot),
            ),
            ("another instance on its disk passes", passes(other, yard)),
            (
                "another instance runs its per-instance steps",
                results(other, "passed"),
            ),
            (
                "another instance has keys of its own",
                differs(
                    &first.text("ssh_host_ed25519_key.pub"),
                    &other.text("ssh_host_ed25519_key.pub"),
                ),
            ),
        ]
    }
}

/// A host that user-data alone builds, held against the one that was baked and booted once. `except` is the twin's, or a part of it.
pub(in super::super) fn alike(
    baked: &Machine,
    bare: &Machine,
    except: &[&str],
) -> Result<(), String> {
    let except = [BUILT_ELSEWHERE, except].concat();
    same::hosts(&lines(baked), &lines(bare), &except)
}

fn lines(machine: &Machine) -> Vec<String> {
    machine.text("tree").lines().map(str::to_owned).collect()
}

/// The names in boot.json are the boot's steps of `parbake plan`.
fn in_order(yard: &Yard, machine: &Machine) -> Result<(), String> {
    let plan = yard.plan()?;
    let names = |order: &str| -> Vec<Value> {
        let steps = plan["outputs"].as_array().into_iter().flatten();
        let ours = steps.filter(|step| step["phase"] == "boot" && step["order"] == order);
        ours.map(|step| step["step"].clone()).collect()
    };
    let expected = ["before-docker", "after-docker"].map(names).concat();
    let report = machine.json("boot.json")?;
    let steps = report["steps"].as_array().into_iter().flatten();
    let found: Vec<Value> = steps.map(|step| step["name"].clone()).collect();
    equal(&Value::from(found), &Value::from(expected))
}

/// By the clock of systemd: nothing before what it needs.
fn in_time(machine: &Machine) -> Result<(), String> {
    let clocks = machine.text("clocks");
    let at = |name: &str| -> Option<u64> {
        let line = clocks.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().parse().ok()
    };
    let order = ["cloud-init ", "parbake-early ", "docker ", "parbake-late "];
    let times: Option<Vec<u64>> = order.iter().map(|name| at(name)).collect();
    match times {
        Some(times) if times.is_sorted() && times.first() > Some(&0) => Ok(()),
        Some(_) | None => Err(clocks),
    }
}

/// Each file of image/rootfs by its content, each late file by mode, owner and content.
fn is_there(yard: &Yard, machine: &Machine) -> Result<(), String> {
    let tree = lines(machine);
    for (path, digest) in yard.rootfs() {
        let end = format!(" {path} {digest}");
        if !tree.iter().any(|line| line.ends_with(&end)) {
            return Err(format!("{path} is absent or has another content"));
        }
    }
    for (entry, content) in yard.sample.late {
        let line = format!("{entry} {}", same::digest(content.as_bytes()));
        if !tree.contains(&line) {
            return Err(format!("no '{line}'"));
        }
    }
    Ok(())
}

/// What the per-instance steps of a boot came to.
fn results(machine: &Machine, expected: &str) -> Result<(), String> {
    let report = machine.json("boot.json")?;
    let steps = report["steps"].as_array().into_iter().flatten();
    let ours = steps.filter(|step| step["every"] == "instance");
    let other: Vec<&Value> = ours.filter(|step| step["result"] != expected).collect();
    if other.is_empty() {
        return Ok(());
    }
    Err(format!("{other:?}"))
}

fn ends_in(machine: &Machine, end: &str) -> Result<(), String> {
    let status = machine.text("status");
    if status.ends_with(end) {
        return Ok(());
    }
    Err(status)
}

pub(in super::super) fn differs(one: &str, other: &str) -> Result<(), String> {
    if !one.is_empty() && !other.is_empty() && one != other {
        return Ok(());
    }
    Err(format!("{one:?} and {other:?}"))
}
