//! The disk: formatted once, found by its serial, kept with what is on it; Docker's data and the swap that lie on it.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::golden::lives::Lives;
use super::super::golden::yard::{Machine, Yard};
use super::Outcome;

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

/// A new volume.
pub(super) fn volume(yard: &Yard, name: &str) -> Result<PathBuf, String> {
    let path = yard.path(format!("{name}.img"));
    let file = fs::File::create(&path).map_err(|why| why.to_string())?;
    file.set_len(SIZE).map_err(|why| why.to_string())?;
    Ok(path)
}

/// Gives a machine that is to be booted its volumes, in the order of the kernel's numbers, and what it looks for.
pub(super) fn attach(
    yard: &Yard,
    name: &str,
    volumes: &[(&str, &Path)],
    canaries: &[String],
) -> Result<(), String> {
    let work = yard.path(format!("{name}.work"));
    let mut disks = String::new();
    fs::create_dir(&work).map_err(|why| why.to_string())?;
    for (number, (serial, path)) in (1..).zip(volumes) {
        let image = format!("{serial}.img");
        disks += &format!("nvme{number}n1 {serial} {image}\n");
        fs::hard_link(path, work.join(image)).map_err(|why| why.to_string())?;
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
    let uuid = |machine: &Machine| field(machine, 3);
    Outcome {
        takes: vec![
            (
                "by the journal: disk, swap, key, secrets, Docker, swarm",
                in_order(first, ORDER),
            ),
            (
                "a first boot formats the disk",
                is_mounted(first, "stat: cannot"),
            ),
            ("the next one keeps it", is_mounted(second, "/data/kept")),
            (
                "another instance keeps it, too",
                is_mounted(other, "/data/kept"),
            ),
            (
                "it is the same file system",
                same(&uuid(first), &uuid(second)).and(same(&uuid(first), &uuid(other))),
            ),
            (
                "found by its serial where the kernel numbers it anew, and the other is left blank",
                same(&field(second, 6), "0"),
            ),
        ],
        refuses: vec![
            ("another order", in_order(first, &backwards)),
            ("a disk that is new", is_mounted(first, "/data/kept")),
            ("a disk with something on it", same(&field(first, 6), "0")),
        ],
    }
}

fn field(machine: &Machine, line: usize) -> String {
    let text = machine.text("disk");
    text.lines().nth(line).unwrap_or_default().to_owned()
}

/// `kept` is what stat says of the file that the first boot leaves.
fn is_mounted(machine: &Machine, kept: &str) -> Result<(), String> {
    let said = machine.text("disk");
    let lines: Vec<&str> = said.lines().collect();
    let [file, mount, "docker", uuid, "/data/docker", swap, _] = lines[..] else {
        return Err(said);
    };
    let words: Vec<&str> = mount.split_whitespace().collect();
    let is_mount = words.starts_with(&["/data", "ext4"]) && mount.contains("noatime");
    // The kernel counts in KiB, without the first page.
    let is_swap = swap == "/data/swapfile 16372";
    if file.starts_with(kept) && is_mount && is_swap && uuid.len() == 36 {
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
