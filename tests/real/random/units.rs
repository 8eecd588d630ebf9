//! systemd-analyze verifies every unit: the profile's own many at a time under other names, parbake's each tree once.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::super::reader::{Real, Suite};
use super::super::units::verify;
use super::drawn;
use crate::property::drawn::Outputs;
use crate::support::Report;

const HOME: &str = "/etc/systemd/system/";

/// Profiles whose units stand in one tree.
const BATCH: usize = 250;

type Tree = BTreeMap<String, String>;

pub(in super::super) fn run(real: &Real, report: &mut Report) {
    let mut own: BTreeSet<(bool, Tree)> = BTreeSet::new();
    let mut tried = 0;
    for (number, batch) in drawn().drawn.chunks(BATCH).enumerate() {
        let mut tree = Tree::new();
        for (at, drawn) in batch.iter().enumerate() {
            for launch in &drawn.launches {
                let (theirs, ours) = split(launch);
                let renamed = theirs
                    .into_iter()
                    .map(|(path, text)| (format!("p{at}{}-{path}", launch.name), text));
                tree.extend(renamed);
                // Debian 13's cloud-init has a unit of another name.
                own.insert((drawn.base == "debian-13", ours));
            }
        }
        tried += tree.len();
        let suite = [Suite::Bookworm, Suite::Trixie][number % 2];
        report.takes(
            &format!("units of batch {number}"),
            verified(real, suite, &tree),
        );
    }
    report.says(&format!(
        "{tried} units and drop-ins of profiles, {} trees of parbake's own",
        own.len()
    ));
    for (is_trixie, tree) in &own {
        let suite = if *is_trixie {
            Suite::Trixie
        } else {
            Suite::Bookworm
        };
        report.takes(&format!("{:?}", tree.keys()), verified(real, suite, tree));
    }
}

/// The units that the profile brings, and parbake's.
fn split(launch: &Outputs) -> (Tree, Tree) {
    let units = launch.files.iter().filter_map(|(path, text)| {
        let name = path.strip_prefix(HOME)?;
        Some((name.to_owned(), text.clone()))
    });
    units.partition(|(name, _)| name.starts_with("mk"))
}

fn verified(real: &Real, suite: Suite, tree: &Tree) -> Result<(), String> {
    let home = tempfile::tempdir().unwrap();
    let units = home.path().join(&HOME[1..]);
    fs::create_dir_all(&units).unwrap();
    for (name, text) in tree {
        write(&units.join(name), text);
    }
    if tree.is_empty() {
        return Ok(());
    }
    verify(real, suite, home.path())
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
