//! The sample debian-12-swarm, baked on a live host and booted: a worker of a real swarm, with secrets, a key, Docker's data on a disk
//! of its own, and swap on it.
//!
//! The hosts are those of golden.rs. They live in the network of a cloud: a manager of the swarm, and moto in the place of Systems
//! Manager and Secrets Manager, at their names and by TLS. tests/real/members/profile.toml says what is left out of the sample.

mod cloud;
mod secret;
mod store;
mod troubled;

use std::fs;

use super::golden::lives::{ID, Lives, alike};
use super::golden::sample::{Sample, Twin};
use super::golden::yard::{Machine, Yard};
use super::golden::{Findings, passes};
use super::reader::{Real, Suite};
use crate::support::Report;
use cloud::{AGENT, Cloud, REGISTRY};
use store::{BLANK, DATA};

const MEMBERS: Sample = Sample {
    suite: Suite::Bookworm,
    folder: "members",
    twins: &[
        Twin {
            profile: "profile.toml",
            launch: "members/launch/worker",
            except: &[],
        },
        Twin {
            profile: "none.toml",
            launch: "members-none/launch/worker",
            except: &[
                // Not in this twin, for which user-data has no room: disk, swap and key.
                "/data",
                "/etc/build/tls",
                "/etc/systemd/system/containerd.service.d",
                // And parbake's gate, which strategy none has under /run.
                "/etc/systemd/system/docker.service.d",
            ],
        },
        Twin {
            profile: "none-disk.toml",
            launch: "members-none-disk/launch/default",
            except: &[
                // Not in this twin, for which user-data has no room: secrets and swarm.
                "/etc/build/registry.json",
                "/etc/build/agent.conf",
                // Made on each host anew.
                "/etc/build/tls",
                // Docker's own names and times, and the identity of swap.
                "/data/docker",
                "/data/swapfile",
                "/data/swap",
            ],
        },
    ],
    drivers: &[
        "members/member.sh",
        "golden/clone.sh",
        "members/troubles.sh",
    ],
    units: &["docker.socket"],
    late: &[
        ("f 600 root root /etc/build/registry.json", REGISTRY),
        ("f 400 build build /etc/build/agent.conf", AGENT),
    ],
    // Docker's data, and pages that the kernel may have put there.
    every_boot: &["/data/docker", "/data/swapfile"],
};

/// What must hold, and what must not.
#[derive(Default)]
struct Outcome {
    takes: Findings,
    refuses: Findings,
}

impl Outcome {
    fn join(mut self, other: Self) -> Self {
        self.takes.extend(other.takes);
        self.refuses.extend(other.refuses);
        self
    }
}

pub(super) fn run(real: &Real, report: &mut Report) {
    match boots(real) {
        Ok(outcome) => {
            for (name, outcome) in outcome.takes {
                report.takes(name, outcome);
            }
            for (name, outcome) in outcome.refuses {
                report.refuses(name, outcome);
            }
        }
        Err(why) => report.takes("the bake and the boots", Err(why)),
    }
}

fn boots(real: &Real) -> Result<Outcome, String> {
    let yard = Yard::new(real, &MEMBERS)?;
    let services = services(real, &yard)?;
    let certificate = services.find("-----BEGIN CERTIFICATE").unwrap_or_default();
    let authority = format!("authority={}", &services[certificate..]);
    yard.build("bundles", &["--var", &authority])?;
    let (farm, bare) = std::thread::scope(|scope| {
        let farm = scope.spawn(|| farm(real, &yard, &services));
        let bare = scope.spawn(|| bare(real, &yard, &services));
        (farm.join().unwrap(), bare.join().unwrap())
    });
    let (first, outcome) = farm?;
    Ok(outcome.join(same_host(&yard, &first, &bare?)))
}

/// Key and certificate of the services, in one file.
fn services(real: &Real, yard: &Yard) -> Result<String, String> {
    let work = yard.path("services");
    fs::create_dir(&work).map_err(|why| why.to_string())?;
    let names = "subjectAltName=DNS:ssm.eu-central-1.amazonaws.com,DNS:secretsmanager.eu-central-1.amazonaws.com";
    let made = real
        .inside(Suite::Bookworm, &work)
        .args(["openssl", "req", "-x509", "-newkey", "ec", "-nodes"])
        .args(["-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2"])
        .args(["-subj", "/CN=services", "-addext", names])
        .args(["-keyout", "/mnt/key", "-out", "/mnt/certificate"])
        .run()?;
    made.output()?;
    let read = |name| fs::read_to_string(work.join(name)).map_err(|why| why.to_string());
    Ok(read("key")? + &read("certificate")?)
}

/// The image, the lives of one instance, and one that runs into everything.
fn farm(real: &Real, yard: &Yard, services: &str) -> Result<(Machine, Outcome), String> {
    let cloud = Cloud::start(real, yard, "cloud", services)?;
    let image = yard.bake_once()?;
    let yard = yard.within(cloud.network()?);
    let canaries = cloud.canaries();
    let volume = store::volume(&yard, "data")?;
    store::attach(&yard, "one", &[(DATA, &volume)], &canaries)?;
    let first = yard.instance("one", ID, &image)?;
    let asked = cloud.asked();
    // A volume that came later is numbered before it.
    let other = store::volume(&yard, "blank")?;
    let both = [(BLANK, &other), (DATA, &volume)];
    store::attach(&yard, "again", &both, &canaries)?;
    store::attach(&yard, "other", &[(DATA, &volume)], &canaries)?;
    let lives = Lives::of(&yard, &image, first)?;
    let mut outcome = Outcome {
        takes: lives.findings(&yard),
        refuses: Vec::new(),
    };
    outcome = outcome
        .join(secret::findings(&lives, &asked, &canaries))
        .join(store::findings(&lives))
        .join(troubled::findings(&yard, &image, &canaries)?);
    Ok((lives.first, outcome))
}

/// The hosts that user-data alone builds: the one with the secrets, the one with the disk.
fn bare(real: &Real, yard: &Yard, services: &str) -> Result<[Machine; 2], String> {
    let cloud = Cloud::start(real, yard, "cloud-bare", services)?;
    let yard = yard.within(cloud.network()?);
    let canaries = cloud.canaries();
    let volume = store::volume(&yard, "bare-data")?;
    store::attach(&yard, "bare-disk", &[(DATA, &volume)], &canaries)?;
    store::attach(&yard, "bare", &[], &canaries)?;
    let secrets = yard.bare("bare", ID, 1)?;
    let disk = yard.bare("bare-disk", ID, 2)?;
    Ok([secrets, disk])
}

/// Both twins are the host that was baked, and each exception excuses something.
fn same_host(yard: &Yard, first: &Machine, bare: &[Machine; 2]) -> Outcome {
    let mut outcome = Outcome::default();
    for (twin, bare) in MEMBERS.twins.iter().skip(1).zip(bare) {
        outcome.takes.extend([
            ("without an image a boot passes", passes(bare, yard)),
            (
                "baked and booted is the host that strategy none builds",
                alike(first, bare, twin.except),
            ),
        ]);
        for path in twin.except {
            let others = twin.except.iter().filter(|other| *other != path);
            let others: Vec<&str> = others.copied().collect();
            outcome.refuses.push((path, alike(first, bare, &others)));
        }
    }
    outcome
}
