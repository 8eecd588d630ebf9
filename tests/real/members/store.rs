//! The disk: formatted once, found by its serial, kept with what is on it; Docker's data and the swap that lie on it.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::golden::lives::{ID, Lives};
use super::super::golden::yard::{Machine, Yard};
use super::Outcome;
use crate::support::{Program, package_root};

/// Serials of the volume that the profile means and of one that came later.
pub(super) const DATA: &str = "vol0a0000000000000a1";
pub(super) const BLANK: &str = "vol0b0000000000000b2";

/// Bytes of a volume.
const SIZE: u64 = 192 << 20;

/// What the host says when each step is done, in the order of the boot.
const ORDER: &[&str] = &[
    "changed volume /data",
    "changed swap /data/swapfile",
    "changed certificate docker",
    "changed file /etc/build/agent.conf",
    "Started docker.service",
    "changed member of the swarm",
];

/// A volume, as the file that a machine makes a disk of.
pub(super) struct Volume {
    path: PathBuf,
}

impl Volume {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Volume {
    /// A machine that was killed leaves swap on, which is the kernel's and no machine's.
    fn drop(&mut self) {
        let _ = Program::new("unshare")
            .args(["--mount", "--", "bash"])
            .arg(package_root().join("tests/real/members/free.sh"))
            .arg(&self.path)
            .run();
    }
}

/// A new volume.
pub(super) fn volume(yard: &Yard, name: &str) -> Result<Volume, String> {
    let path = yard.path(format!("{name}.img"));
    let file = fs::File::create(&path).map_err(|why| why.to_string())?;
    file.set_len(SIZE).map_err(|why| why.to_string())?;
    Ok(Volume { path })
}

/// Gives a machine that is to be booted its volumes, in the order of the kernel's numbers, and what it looks for.
pub(super) fn attach(
    yard: &Yard,
    name: &str,
    volumes: &[(&str, &Volume)],
    canaries: &[String],
) -> Result<(), String> {
    let work = yard.path(format!("{name}.work"));
    let mut disks = String::new();
    fs::create_dir(&work).map_err(|why| why.to_string())?;
    for (number, (serial, volume)) in (1..).zip(volumes) {
        let image = format!("{serial}.img");
        disks += &format!("nvme{number}n1 {serial} {image}\n");
        fs::hard_link(volume.path(), work.join(image)).map_err(|why| why.to_string())?;
    }
    let canaries = canaries.join("\n");
    for (file, text) in [("disks", disks), ("canaries", canaries)] {
        fs::write(work.join(file), text).map_err(|why| why.to_string())?;
    }
    Ok(())
}

pub(super) fn findings(lives: &Lives) -> Outcome {
    let Lives {
        first,
        second,
        other,
    } = lives;
    let backwards: Vec<&str> = ORDER.iter().copied().rev().collect();
    let uuid = |machine: &Machine| field(machine, 2);
    Outcome {
        takes: vec![
            (
                "by the journal: disk, swap, key, secrets, Docker, swarm",
                in_order(first, ORDER),
            ),
            ("a first boot formats the disk", is_new(first)),
            ("the next one keeps what is on it", keeps(second)),
            ("another instance keeps it, too", keeps(other)),
            ("Docker's data and swap lie on it", is_used(first)),
            ("the next boot uses it so", is_used(second)),
            ("another instance does, too", is_used(other)),
            (
                "it is the same file system",
                same(&uuid(first), &uuid(second)).and(same(&uuid(first), &uuid(other))),
            ),
            (
                "found by its serial where the kernel numbers it anew, and the other is left blank",
                same(&field(second, 5), "0"),
            ),
        ],
        refuses: vec![
            ("another order", in_order(first, &backwards)),
            ("a disk that is not new", is_new(second)),
            ("a disk that is new", keeps(first)),
            ("a disk with something on it", same(&field(first, 5), "0")),
        ],
    }
}

fn field(machine: &Machine, line: usize) -> String {
    let text = machine.text("disk");
    text.lines().nth(line).unwrap_or_default().to_owned()
}

/// Nothing was left on it before.
fn is_new(machine: &Machine) -> Result<(), String> {
    same(
        &machine.text("kept"),
        "cat: /data/kept: No such file or directory\n",
    )
}

/// What the first boot left is there.
fn keeps(machine: &Machine) -> Result<(), String> {
    same(&machine.text("kept"), &format!("{ID}\n"))
}

fn is_used(machine: &Machine) -> Result<(), String> {
    let said = machine.text("disk");
    let lines: Vec<&str> = said.lines().collect();
    let [mount, "docker", uuid, "/data/docker", swap, _] = lines[..] else {
        return Err(said);
    };
    let words: Vec<&str> = mount.split_whitespace().collect();
    let is_mount = words.starts_with(&["/data", "ext4"]) && mount.contains("noatime");
    // The kernel counts in KiB, without the first page.
    let is_swap = swap == "/data/swapfile 16372";
    if is_mount && is_swap && uuid.len() == 36 {
        return Ok(());
    }
    Err(said)
}

fn in_order(machine: &Machine, order: &[&str]) -> Result<(), String> {
    let journal = machine.text("journal");
    let mut rest = journal.as_str();
    for words in order {
        let Some((_, after)) = rest.split_once(words) else {
            return Err(format!("'{words}' does not follow: {journal}"));
        };
        rest = after;
    }
    Ok(())
}

pub(super) fn same(found: &str, expected: &str) -> Result<(), String> {
    if found == expected && !found.is_empty() {
        return Ok(());
    }
    Err(format!("expected '{expected}', found '{found}'"))
}
