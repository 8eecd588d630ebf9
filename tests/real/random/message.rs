//! Every user-data is read by Go, and by the three cloud-inits with their schemas.

use std::fs;
use std::path::Path;

use super::super::cloud_init::{Launch, judge, read_all};
use super::super::go_mime;
use super::super::reader::{Real, Suite};
use super::drawn;
use crate::support::Report;

/// Launches of one process.
const BATCH: usize = 250;

pub(in super::super) fn run(real: &Real, report: &mut Report) {
    let home = tempfile::tempdir().unwrap();
    let launches = write(home.path());
    report.says(&format!("{} user-data", launches.len()));
    go_mime::judge_all(real, report, &launches);
    for batch in launches.chunks(BATCH) {
        for suite in Suite::ALL {
            let seen = match read_all(real, suite, batch) {
                Ok(seen) => seen,
                Err(why) => return report.takes(suite.name(), Err(why)),
            };
            for (at, launch) in batch.iter().enumerate() {
                judge(report, suite, launch, &seen[format!("{at}")]);
            }
        }
    }
}

fn write(home: &Path) -> Vec<Launch> {
    let mut launches = Vec::new();
    for (at, drawn) in drawn().drawn.iter().enumerate() {
        for launch in &drawn.launches {
            let dir = home.join(format!("{at}-{}", launch.name));
            let prefix = format!("launch/{}/", launch.name);
            for (path, file) in &drawn.bundle.files {
                let Some(rest) = path.strip_prefix(&prefix) else {
                    continue;
                };
                let path = dir.join(rest);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, &file.bytes).unwrap();
            }
            launches.push(Launch { dir, bad: false });
        }
    }
    launches
}
