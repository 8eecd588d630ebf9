//! Secrets, the key and the swarm: who has them, and that nobody else does.

use super::super::golden::find;
use super::super::golden::lives::{Lives, differs};
use super::super::golden::yard::Machine;
use super::Outcome;
use super::store::same;

/// Files that hold a secret: the two that the profile places, and each that was fetched, in memory until the next boot.
const PLACED: &[&str] = &[
    "400 build build /etc/build/agent.conf",
    "600 root root /etc/build/registry.json",
];
const FETCHED: &str = "600 root root /run/parbake/secrets/";

/// Each name once: the registry's secret serves three references.
const ASKED: &str = "/farm/queue 200\n/farm/swarm/worker 200\nfarm/registry 200\n";

pub(super) fn findings(lives: &Lives, asked: &str, canaries: &[String]) -> Outcome {
    membership(lives, asked)
        .join(keys(lives))
        .join(secrets(lives, canaries))
}

fn membership(lives: &Lives, asked: &str) -> Outcome {
    let Lives { first, second, .. } = lives;
    let nodes = first.text("nodes");
    Outcome {
        takes: vec![
            ("each secret is asked for once", asked_once(asked)),
            ("the host is a worker", is_worker(first, &nodes)),
            ("the same one after a reboot", is_worker(second, &nodes)),
        ],
        refuses: vec![
            (
                "one question too many",
                asked_once(&format!("{asked}/farm/queue 200\n")),
            ),
            ("a host that is no member", is_worker(first, "")),
        ],
    }
}

fn keys(lives: &Lives) -> Outcome {
    let Lives {
        first,
        second,
        other,
    } = lives;
    let (key, certificate) = (first.text("key.pub"), first.text("cert"));
    Outcome {
        takes: vec![
            (
                "key, certificate and request are one another's",
                fits(first, &key),
            ),
            (
                "they name the host",
                names(&certificate, "i-0123456789abcdef1"),
            ),
            ("the next boot keeps them", fits(second, &key)),
            (
                "another instance makes its own",
                differs(&key, &other.text("key.pub"))
                    .and(fits(other, &other.text("key.pub")))
                    .and(names(&other.text("cert"), "i-0123456789abcdef9")),
            ),
        ],
        refuses: vec![
            ("somebody else's key", fits(first, &other.text("key.pub"))),
            (
                "somebody else's name",
                names(&certificate, "i-0123456789abcdef9"),
            ),
        ],
    }
}

fn secrets(lives: &Lives, canaries: &[String]) -> Outcome {
    let Lives {
        first,
        second,
        other,
    } = lives;
    let mut outcome = Outcome::default();
    // The token is asked for where the host is no member yet.
    for (machine, fetched) in [(first, 3), (second, 2), (other, 3)] {
        outcome.takes.extend([
            (
                "the secrets are in their files",
                in_places(&machine.text("places"), fetched),
            ),
            (
                "and in nothing that the host said",
                is_silent(machine, canaries),
            ),
            ("nor in any process's words", looked_at(machine)),
        ]);
    }
    let leaked = first.text("places") + "644 root root /var/log/cloud-init.log\n";
    let said = ["changed member of the swarm".to_owned()];
    outcome.refuses.extend([
        ("a secret in a log", in_places(&leaked, 3)),
        ("a secret in no file", in_places("", 3)),
        ("a secret too many", in_places(&first.text("places"), 2)),
        ("a secret in the journal", is_silent(first, &said)),
    ]);
    outcome
}

fn asked_once(asked: &str) -> Result<(), String> {
    let mut lines: Vec<&str> = asked.lines().collect();
    lines.sort_unstable();
    same(&(lines.join("\n") + "\n"), ASKED)
}

/// By what dockerd says of itself, and the manager of it.
fn is_worker(machine: &Machine, nodes: &str) -> Result<(), String> {
    let member = machine.text("member");
    let (id, state) = member.trim().split_once(' ').unwrap_or_default();
    let line = format!("{id} Ready Active ");
    if state == "active false" && nodes.lines().any(|node| node == line) {
        return Ok(());
    }
    Err(format!("{member}{nodes}"))
}

/// Mode and owner of the key, and the public key that the three files have.
fn fits(machine: &Machine, key: &str) -> Result<(), String> {
    for name in ["key.pub", "cert.pub", "request.pub"] {
        same(&machine.text(name), key).map_err(|why| format!("{name}: {why}"))?;
    }
    same(&machine.text("key.mode"), "600 root root\n")?;
    same(&machine.text("verified"), "/etc/build/tls/cert.pem: OK\n")
}

fn names(certificate: &str, id: &str) -> Result<(), String> {
    let parts = [
        &format!("subject=CN={id},O=Build farm\n"),
        "DNS:ip-10-0-0-7.example.internal, IP Address:10.0.0.7",
    ];
    if parts.iter().all(|part| certificate.contains(part)) {
        return Ok(());
    }
    Err(certificate.to_owned())
}

/// The files of the host that hold a secret are the expected ones, with their modes.
pub(super) fn in_places(places: &str, fetched: usize) -> Result<(), String> {
    let lines: Vec<&str> = places.lines().collect();
    let (placed, rest) = lines.split_at(PLACED.len().min(lines.len()));
    let all_fetched = rest.iter().all(|line| line.starts_with(FETCHED));
    if placed == PLACED && rest.len() == fetched && all_fetched {
        return Ok(());
    }
    Err(places.to_owned())
}

/// Journal, status, boot.json, the words of processes, what every program printed: none says a secret.
pub(super) fn is_silent(machine: &Machine, canaries: &[String]) -> Result<(), String> {
    for canary in canaries {
        let found = find(&machine.out, canary)?;
        if !found.is_empty() || canary.len() < 20 {
            return Err(format!("{canary} is in {found}"));
        }
    }
    Ok(())
}

/// Arguments and environments were collected while the secrets were asked for.
fn looked_at(machine: &Machine) -> Result<(), String> {
    let words = machine.text("words");
    let seen = |start: &str| words.lines().any(|line| line.starts_with(start));
    if seen("--max-time") && seen("INVOCATION_ID=") {
        return Ok(());
    }
    Err("no curl was seen".to_owned())
}
