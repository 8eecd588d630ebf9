//! Two hosts, held against each other by all that can differ: kind, mode, owner, path and content.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// What the two strategies place differently by design, and what is another at each boot; each is a path and all below it.
const EXCEPT: &[&str] = &[
    // The program, its units and its gates: in the image, or under /run.
    "/usr/lib/parbake",
    "/etc/parbake",
    "/etc/systemd/system/parbake-early.service",
    "/etc/systemd/system/parbake-late.service",
    "/etc/systemd/system/parbake-after-agent.service",
    "/etc/systemd/system/multi-user.target.wants/parbake-early.service",
    "/etc/systemd/system/multi-user.target.wants/parbake-late.service",
    "/etc/systemd/system/multi-user.target.wants/parbake-after-agent.service",
    "/etc/systemd/system/docker.service.d/10-parbake.conf",
    "/etc/systemd/system/docker.socket.d",
    "/etc/systemd/system/ecs.service.d",
    // Which steps passed, and when: the image's steps are no steps of the boot.
    "/var/lib/parbake/instance/i-0123456789abcdef0/boot.json",
    "/var/lib/parbake/instance/i-0123456789abcdef0/passed",
    "/var/lib/parbake/instance/i-0123456789abcdef0/steps",
    // The user-data itself, and cloud-init's times.
    "/var/lib/cloud",
    // What cloud-init is told in the image; user-data says it where there is none.
    "/etc/cloud/cloud.cfg.d/95_parbake.cfg",
    // Identity, made at the first boot.
    "/etc/machine-id",
    "/etc/ssh/ssh_host_ecdsa_key",
    "/etc/ssh/ssh_host_ecdsa_key.pub",
    "/etc/ssh/ssh_host_ed25519_key",
    "/etc/ssh/ssh_host_ed25519_key.pub",
    // Copies of the last but one state.
    "/etc/passwd-",
    "/etc/group-",
    "/etc/shadow-",
    "/etc/gshadow-",
    // cloud-init notes the time in both.
    "/etc/sudoers",
    "/etc/sudoers.d",
    // apt makes its own directory again.
    "/var/lib/apt/lists",
    // systemd's names of private directories are random.
    "/var/tmp",
];

/// The digest as sha256sum prints it.
pub(in super::super) fn digest(content: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(content) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Two trees of one host.
///
/// # Errors
/// The lines that only one of them has.
pub(in super::super) fn equal(one: &[String], other: &[String]) -> Result<(), String> {
    let (one, other): (BTreeSet<_>, BTreeSet<_>) = (one.iter().collect(), other.iter().collect());
    let mut text = String::new();
    for line in one.difference(&other) {
        let _ = write!(text, "\n    only the first: {line}");
    }
    for line in other.difference(&one) {
        let _ = write!(text, "\n    only the second: {line}");
    }
    if text.is_empty() && one.len() > 100 {
        return Ok(());
    }
    Err(format!(
        "of {} and {} entries:{text}",
        one.len(),
        other.len()
    ))
}

/// A baked and booted host, and one that user-data alone has built.
///
/// # Errors
/// What differs and is no exception, neither here nor in `more`.
pub(in super::super) fn hosts(
    baked: &[String],
    bare: &[String],
    more: &[&str],
) -> Result<(), String> {
    but(baked, bare, &[EXCEPT, more].concat())
}

/// Two trees, but for some paths and what is below them.
///
/// # Errors
/// What differs and is no exception.
pub(in super::super) fn but(
    one: &[String],
    other: &[String],
    except: &[&str],
) -> Result<(), String> {
    let those = |tree: &[String]| -> Vec<String> {
        let counted = tree.iter().filter(|line| !is_exception(line, except));
        counted.cloned().collect()
    };
    equal(&those(one), &those(other))
}

fn is_exception(line: &str, except: &[&str]) -> bool {
    let path = line.splitn(5, ' ').nth(4).unwrap_or_default();
    except.iter().any(|except| {
        path.strip_prefix(except)
            .is_some_and(|rest| rest.starts_with(['/', ' ']))
    })
}

#[test]
fn an_exception_is_a_path_and_what_is_below_it() {
    let is_exception = |line| is_exception(line, EXCEPT);
    assert!(is_exception("f 644 root root /etc/machine-id 00"));
    assert!(is_exception("d 755 root root /var/lib/cloud/data "));
    assert!(!is_exception("d 755 root root /var/lib/clouds "));
    assert!(!is_exception("f 644 root root /etc/hosts 00"));
}
