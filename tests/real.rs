//! The real readers read what parbake writes.
//!
//! Two levels. `cargo test` alone runs what needs no foreign program and says by name what it left out. `tests/full`
//! brings the readers, sets PARBAKE_FULL and PARBAKE_REAL, and then every check below runs: first on small inputs of
//! its own, good ones it must take and bad ones it must refuse, then on every committed bundle.

mod aws;
mod bash42;
mod boot;
mod cloud_init;
mod dockerd;
mod env_file;
mod feeds;
mod go_mime;
mod golden;
mod graphviz;
mod group;
mod identity;
mod logrotate;
mod members;
mod mime_rule;
mod mutants;
mod order;
mod packed;
mod random;
mod reader;
mod scripts;
mod secrets;
mod signals;
mod stores;
mod sums;
mod swarm;
mod taplo;
mod terraform;
mod units;

use std::fmt::Write as _;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use crate::support::Report;
use reader::Real;

/// One reader, with everything that it reads.
struct Check {
    /// What reads what; the quick level names it as left out.
    name: &'static str,
    run: fn(&Real, &mut Report),
}

/// The full level. A new reader is one line here and one file beside this one. The slow ones come first.
const CHECKS: &[Check] = &[
    Check {
        name: "a Debian 12 whose boots go wrong",
        run: boot::troubles::run,
    },
    Check {
        name: "a baked Debian 12 boots: systemd 252, cloud-init 22.4.2 and the boot program",
        run: boot::run,
    },
    Check {
        name: "faults of order are refused, and forced through a Debian 12 hangs or misorders by them",
        run: order::run,
    },
    Check {
        name: "a baked Debian 12 keeps nothing of its builder: every rule of the clean-up, every step killed, every command failing",
        run: identity::run,
    },
    Check {
        name: "a live Debian 12 and a live Debian 13, with a real Docker and a registry, bake images that boot",
        run: golden::run,
    },
    Check {
        name: "a live Debian 12 joins a swarm, with secrets, a key, a disk and swap",
        run: members::run,
    },
    Check {
        name: "e2fsprogs 1.47, xfsprogs 6.1 and the kernel take the disks: formatted once, refused untouched, cut off at every length",
        run: stores::volumes,
    },
    Check {
        name: "openssl 1.1.1, 3.0 and 3.5 make and read the keys, certificates and requests",
        run: stores::certificates,
    },
    Check {
        name: "systemd 247, 252 and 257, booted, read ecs.config as an EnvironmentFile",
        run: env_file::run,
    },
    Check {
        name: "random profiles: the library's models of the readers",
        run: random::models,
    },
    Check {
        name: "random profiles: dockerd 26.1 validates daemon.json",
        run: random::daemon,
    },
    Check {
        name: "random profiles: shellcheck, bash and dash read the scripts",
        run: random::shells,
    },
    Check {
        name: "random profiles: cloud-init and Go read the user-data",
        run: random::message,
    },
    Check {
        name: "random profiles: booted systemds read ecs.config",
        run: random::agent,
    },
    Check {
        name: "random profiles: logrotate 3.21 and 3.22 read the rules",
        run: random::rules,
    },
    Check {
        name: "random profiles: systemd-analyze verifies the units",
        run: random::units,
    },
    Check {
        name: "mutants: logrotate 3.21",
        run: mutants::rules,
    },
    Check {
        name: "mutants: dockerd 26.1",
        run: mutants::daemon,
    },
    Check {
        name: "mutants: booted systemds and their EnvironmentFile",
        run: mutants::environment,
    },
    Check {
        name: "mutants: cloud-init and Python's mail parser",
        run: mutants::cloud_init,
    },
    Check {
        name: "mutants: Go's mail parser",
        run: mutants::go,
    },
    Check {
        name: "mutants: a POSIX shell and its words",
        run: mutants::shell,
    },
    Check {
        name: "mutants: glibc and /etc/hosts",
        run: mutants::hosts,
    },
    Check {
        name: "mutants: systemd-sysctl",
        run: mutants::sysctl,
    },
    Check {
        name: "mutants: systemd-analyze and its units",
        run: mutants::units,
    },
    Check {
        name: "cloud-init 20.4.1, 22.4.2 and 25.1.4 read the user-data",
        run: cloud_init::run,
    },
    Check {
        name: "botocore and moto take launch-template.json",
        run: aws::run,
    },
    Check {
        name: "moto, by the curl of Debian 12, gives the boot program its secrets, and takes every policy",
        run: secrets::run,
    },
    Check {
        name: "botocore takes the boot program's signals, by the curl of Debian 12 and by the AWS command line",
        run: signals::run,
    },
    Check {
        name: "dockerd 20.10 joins a swarm",
        run: swarm::run,
    },
    Check {
        name: "Packer 1.6.6 and Ansible bake a Debian 12 over ssh",
        run: packed::run,
    },
    Check {
        name: "Packer 1.6.6, Ansible and cfn-lint take the feeds",
        run: feeds::run,
    },
    Check {
        name: "shellcheck, bash and dash read the scripts",
        run: scripts::run,
    },
    Check {
        name: "systemd-analyze verifies the units",
        run: units::run,
    },
    Check {
        name: "Go reads the user-data",
        run: go_mime::run,
    },
    Check {
        name: "dockerd 26.1 validates daemon.json and the flags",
        run: dockerd::run,
    },
    Check {
        name: "logrotate 3.21 and 3.22 read the rules",
        run: logrotate::run,
    },
    Check {
        name: "Graphviz 2.42 reads the order of a boot",
        run: graphviz::run,
    },
    Check {
        name: "taplo checks the profiles against the schema",
        run: taplo::run,
    },
    Check {
        name: "sha256sum checks the bundles",
        run: sums::run,
    },
    Check {
        name: "Terraform tests samples/terraform",
        run: terraform::run,
    },
];

/// The full level, or at the quick level the list of what it would have run.
///
/// One test and not one for each reader: the harness knows no "skipped", and a reader that did not run must not be
/// counted as passed. The counts are in the report that `tests/full` prints.
#[test]
fn real_readers() {
    let Some(real) = Real::from_environment() else {
        return say(&left_out());
    };
    let reports = run_all(&real, &chosen());
    let text: String = reports.iter().map(|(_, text)| text.as_str()).collect();
    std::fs::write(real.report(), &text).unwrap();
    let failed = reports.iter().filter(|(failed, _)| *failed).count();
    assert_eq!(failed, 0, "checks failed:\n{text}");
}

fn left_out() -> String {
    let mut text = String::from("left out at the quick level (tests/full runs them):\n");
    for check in CHECKS {
        let _ = writeln!(text, "  {}", check.name);
    }
    text
}

/// Writes past the harness, which keeps the output of a passing test to itself.
fn say(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// The checks to run: all of them, or those whose name holds PARBAKE_ONLY.
///
/// # Panics
/// Where no name holds it: a run of no check would pass.
fn chosen() -> Vec<&'static Check> {
    let only = std::env::var("PARBAKE_ONLY").unwrap_or_default();
    let chosen = named(&only);
    let names: Vec<&str> = CHECKS.iter().map(|check| check.name).collect();
    assert!(
        !chosen.is_empty(),
        "no check has {only:?} in its name, as PARBAKE_ONLY asks:\n{}",
        names.join("\n")
    );
    chosen
}

fn named(part: &str) -> Vec<&'static Check> {
    let checks = CHECKS.iter();
    checks.filter(|check| check.name.contains(part)).collect()
}

#[test]
fn a_part_of_a_name_chooses_checks() {
    assert_eq!(named("").len(), CHECKS.len());
    assert_eq!(named("mutants: Go's mail parser").len(), 1);
    assert_eq!(named("mutant: ").len(), 0);
}

/// Runs the checks two at a time; each report stands at its check's place.
fn run_all(real: &Real, checks: &[&Check]) -> Vec<(bool, String)> {
    let next = AtomicUsize::new(0);
    let mut done: Vec<(usize, bool, String)> = std::thread::scope(|scope| {
        let worker = || {
            let mut mine = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::SeqCst);
                let Some(check) = checks.get(at) else {
                    return mine;
                };
                let (failed, text) = run_one(real, check);
                mine.push((at, failed, text));
            }
        };
        let workers = [scope.spawn(worker), scope.spawn(worker)];
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    done.sort();
    done.into_iter()
        .map(|(_, failed, text)| (failed, text))
        .collect()
}

fn run_one(real: &Real, check: &Check) -> (bool, String) {
    let started = Instant::now();
    let mut report = Report::default();
    let panicked = catch_unwind(AssertUnwindSafe(|| (check.run)(real, &mut report))).is_err();
    if panicked {
        report.takes("the check itself", Err("panicked, see above".to_owned()));
    }
    say(&format!(
        "{} ({} s)\n",
        check.name,
        started.elapsed().as_secs()
    ));
    (report.has_failed(), report.render(check.name))
}
