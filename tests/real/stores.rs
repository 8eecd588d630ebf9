//! Keys and disks: the step functions as a bundle has them, with the real openssl, mkfs, mount and swapon of Debian.

use std::fs;
use std::path::{Path, PathBuf};

use super::reader::{Real, Suite};
use crate::support::{Program, Report, bundles, package_root};

/// openssl of three releases reads what the host made, and refuses what is not its own.
pub(super) fn certificates(real: &Real, report: &mut Report) {
    for suite in Suite::ALL {
        let work = work("certificates.sh");
        let inside = real.inside(suite, work.path());
        run(suite.name(), inside, "certificates.sh", report);
    }
}

/// Loop devices under the root of Debian 12, with the tools of file systems laid over it.
pub(super) fn volumes(real: &Real, report: &mut Report) {
    let work = work("volumes.sh");
    let tools = real.path("disks");
    let over: [&Path; 1] = [&tools];
    let inside = real.inside_slowly(Suite::Bookworm, work.path(), &over);
    run("bookworm", inside, "volumes.sh", report);
}

/// Runs a script; each line `ok WHAT` is a finding.
fn run(name: &str, inside: Program, script: &str, report: &mut Report) {
    let inside = inside.args([
        "bash",
        &format!("/mnt/{script}"),
        "/mnt/lib.sh",
        "/mnt/boothook.sh",
    ]);
    let outcome = inside.run().and_then(|ran| ran.output());
    let said = outcome
        .as_ref()
        .map(|said| String::from_utf8_lossy(said).into_owned());
    let mut found = 0;
    for line in said.as_deref().unwrap_or_default().lines() {
        if let Some(what) = line.strip_prefix("ok ") {
            report.takes(&format!("{name}: {what}"), Ok(()));
            report.says(&format!("{name}: {what}"));
            found += 1;
        }
    }
    let whole = match outcome {
        Ok(_) if found == 0 => Err("says nothing".to_owned()),
        Ok(_) => Ok(()),
        Err(why) => Err(why),
    };
    report.takes(&format!("{name}: {script} to its end"), whole);
}

/// A directory with the script, and with library and boothook of the sample that has keys and disks.
fn work(script: &str) -> tempfile::TempDir {
    let work = tempfile::tempdir().unwrap();
    let sample = bundles()
        .into_iter()
        .find(|bundle| bundle.name == "al2-ecs-legacy")
        .expect("the sample is there");
    let (_, launch) = sample.launches().swap_remove(0);
    let files: [(PathBuf, &str); 3] = [
        (sample.rootfs().join("usr/lib/parbake/lib.sh"), "lib.sh"),
        (launch.join("parts/boothook.sh"), "boothook.sh"),
        (
            package_root().join("tests/real/stores").join(script),
            script,
        ),
    ];
    for (from, to) in files {
        fs::copy(from, work.path().join(to)).unwrap();
    }
    work
}
