//! Where a secret may land: only in a file of root's alone, and at the Engine's socket.

use crate::profile::keypath::KeyPath;

/// Whether a secret may stand at a key path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SecretPlace {
    /// It lands in a file that only its owner reads, or nowhere at all.
    Kept,
    /// Others would read it.
    Leaks(&'static Leak),
}

/// How a secret would leak from a section, and what to write instead.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Leak {
    /// The keys of the section; `*` is any one key.
    section: &'static [&'static str],
    /// What would happen to the value.
    pub(crate) why: &'static str,
    /// What to write.
    pub(crate) instead: &'static str,
}

/// What keeps a secret: `*` is any one key, and all below counts.
const KEPT: &[&[&str]] = &[
    &["vars"],
    &["ecs"],
    &["files", "*", "content"],
    &["swarm", "token"],
];

/// Sections that leak, whatever [`KEPT`] says; the first that fits counts.
///
/// Source: proc(5), `/proc/PID/environ`; systemd.exec(5), `Environment=` ("not suitable for passing secrets"); docker-info(1);
/// EC2 API reference, DescribeLaunchTemplateVersions; cloud-init 22.4 `cloudinit/stages.py` (user-data is kept below /var/lib/cloud).
#[rustfmt::skip]
const LEAKS: &[Leak] = &[
    Leak { section: &["ecs", "instance-attributes"], why: PUBLISHED, instead: PUBLISH_NOTHING },
    Leak { section: &["ecs", "container-instance-tags"], why: PUBLISHED, instead: PUBLISH_NOTHING },
    Leak { section: &["ecs", "agent-labels"],
        why: "`docker inspect` prints the labels of the agent's container",
        instead: PUBLISH_NOTHING },
    Leak { section: &["units"],
        why: "every user may read a unit, and `systemctl show` prints it",
        instead: "put the secret into a file under [files] and let the unit read that: `EnvironmentFile=/etc/app/env`" },
    Leak { section: &["scripts", "*", "env"],
        why: "a script's environment is handed on to all that it starts, and can be read under /proc",
        instead: "put the secret into a file under [files] and let the script read that" },
    Leak { section: &["host", "hostname"],
        why: "every process may ask for the host's name, and logs begin with it",
        instead: "give it a plain value, or a reference to the instance" },
    Leak { section: &["hosts"],
        why: "every process reads /etc/hosts",
        instead: "write the address, or `${instance.tag.NAME}`" },
    Leak { section: &["docker"],
        why: "every user may read dockerd's settings, and `docker info` prints them",
        instead: "give dockerd a plain value; a registry's password belongs to `ecs.engine-auth-data` or a file under [files]" },
    Leak { section: &["cloud-config"],
        why: "cloud-init takes the text as it is, and keeps it below /var/lib/cloud",
        instead: "put the secret into a file under [files]" },
    Leak { section: &["proxy"],
        why: "the proxy's address is in the environment of Docker and of every step",
        instead: "use a proxy that knows its clients by their address" },
    Leak { section: &["launch"],
        why: "everybody who may describe launch templates would read the value",
        instead: "give the launch template a plain value" },
    Leak { section: &["users"],
        why: "the user is made in the image, and its keys are no secret",
        instead: "write the public key" },
    Leak { section: &["images"],
        why: "the images are pulled before any host runs",
        instead: "log in with `images.login`, by the role of the builder or a credential helper" },
];

const PUBLISHED: &str = "the agent registers it with the cluster, where everybody who may describe container instances reads it";
const PUBLISH_NOTHING: &str = "give it a plain value, or a reference to the instance";

/// For what is decided before any host runs.
const EARLIER: Leak = Leak {
    section: &[],
    why: "it must be known before the host runs, and could be read in the image or in user-data",
    instead: "write a plain value; a secret can stand in `files.\"/path\".content`, in [ecs] and in `swarm.token`",
};

/// Says whether a secret may stand at a path, in the profile or in a variant of it.
pub(crate) fn secret_place(path: &KeyPath) -> SecretPlace {
    let keys = super::without_variant(path);
    let leak = LEAKS.iter().find(|leak| is_within(keys, leak.section));
    if leak.is_none() && KEPT.iter().any(|section| is_within(keys, section)) {
        return SecretPlace::Kept;
    }
    SecretPlace::Leaks(leak.unwrap_or(&EARLIER))
}

fn is_within(keys: &[String], section: &[&str]) -> bool {
    let mut pairs = section.iter().zip(keys);
    keys.len() >= section.len() && pairs.all(|(wanted, key)| *wanted == "*" || wanted == key)
}
