//! The profiles that are baked and booted.

use super::super::reader::Suite;

/// A profile that is baked and booted, and where.
pub(in super::super) struct Sample {
    pub(in super::super) suite: Suite,
    /// The directory of its profiles, below tests/real.
    pub(in super::super) folder: &'static str,
    /// The profile that is baked, and its twins without an image.
    pub(in super::super) twins: &'static [Twin],
    /// What an instance runs, below tests/real: the first is its driver.
    pub(in super::super) drivers: &'static [&'static str],
    /// Units of the profile that run, or wait for what they listen to.
    pub(in super::super) units: &'static [&'static str],
    /// What the boot writes: mode, owner, group and path as tree.py prints them, and the content.
    pub(in super::super) late: &'static [(&'static str, &'static str)],
    /// What is another after every boot of the profile, each a path and all below it.
    pub(in super::super) every_boot: &'static [&'static str],
}

/// A profile, and the launch of its bundle that is booted.
pub(in super::super) struct Twin {
    pub(in super::super) profile: &'static str,
    /// `NAME/launch/VARIANT`.
    pub(in super::super) launch: &'static str,
    /// What the baked host differs in by design, each a path and all below it.
    pub(in super::super) except: &'static [&'static str],
}

impl Twin {
    pub(super) fn bundle(&self) -> &'static str {
        self.launch.split('/').next().unwrap_or_default()
    }
}

/// samples/debian-12-docker.
pub(in super::super) const BOOKWORM: Sample = Sample {
    suite: Suite::Bookworm,
    folder: "golden",
    twins: &[
        Twin {
            profile: "profile.toml",
            launch: "golden/launch/default",
            except: &[],
        },
        Twin {
            profile: "none.toml",
            launch: "golden-none/launch/default",
            // The test's builder was logged in; of that only the directories stay.
            except: &["/root/.aws", "/root/.docker"],
        },
    ],
    drivers: &["golden/clone.sh"],
    units: &[
        "build-queue-agent.service",
        "build-scratch.timer",
        "parbake-docker-gc.timer",
        "docker.socket",
    ],
    late: &[
        (
            "f 644 root root /etc/build/queue.conf",
            "queue=general\nslots=8\n",
        ),
        (
            "f 640 build build /etc/build/host.conf",
            "name=ip-10-0-0-7.example.internal\naddress=10.0.0.7\ntype=t3.micro\n",
        ),
    ],
    every_boot: &[],
};

/// samples/debian-13-docker.
pub(in super::super) const TRIXIE: Sample = Sample {
    suite: Suite::Trixie,
    folder: "golden",
    twins: &[
        Twin {
            profile: "trixie.toml",
            launch: "golden-trixie/launch/default",
            except: &[],
        },
        Twin {
            profile: "trixie-none.toml",
            launch: "golden-trixie-none/launch/default",
            // Of parbake's gate, which strategy none has under /run.
            except: &["/etc/systemd/system/docker.service.d"],
        },
    ],
    drivers: &["golden/clone.sh"],
    units: &["docker.socket"],
    late: &[(
        "f 644 root root /etc/haproxy/zone.cfg",
        "# Made for eu-central-1a\nglobal\n    log stdout format raw local0\n",
    )],
    every_boot: &[],
};
