//! A host that fails at one thing after another, and joins when all are mended.

use serde_json::Value;

use super::super::golden::yard::{Machine, Yard};
use super::super::golden::{equal, passes};
use super::Outcome;
use super::secret::{in_places, is_silent};
use super::store::{self, DATA, same};
use crate::support::Program;

/// What the test does to it, the pass and the step that fail, what they say, and whether Docker may run.
struct Trouble {
    name: &'static str,
    pass: &'static str,
    step: &'static str,
    says: &'static str,
    docker: &'static str,
}

const TROUBLES: &[Trouble] = &[
    Trouble {
        name: "foreign",
        pass: "early",
        step: "volume /data",
        says: "nvme1n1 has the label 'photos', not 'docker'; nothing was changed on it",
        docker: "inactive\n",
    },
    Trouble {
        name: "denied",
        pass: "early",
        step: "file /etc/build/registry.json",
        says: "${secret:farm/registry}: AccessDeniedException; this host's role must allow secretsmanager:GetSecretValue on it",
        docker: "inactive\n",
    },
    Trouble {
        name: "spoiled",
        pass: "late",
        step: "swarm",
        says: "dockerd refuses: ",
        docker: "active\n",
    },
];

/// # Errors
/// What was said, where it did not come to its end.
pub(super) fn findings(
    yard: &Yard,
    image: &Machine,
    canaries: &[String],
) -> Result<Outcome, String> {
    let volume = store::volume(yard, "foreign")?;
    let made = Program::new("mkfs.ext4").args(["-q", "-L", "photos"]);
    made.arg(volume.path()).run()?.output()?;
    let bytes = Program::new("sha256sum").arg(volume.path()).run()?.text();
    let bytes = bytes.split(' ').next().unwrap_or_default().to_owned();
    store::attach(yard, "troubled", &[(DATA, &volume)], canaries)?;
    std::fs::write(yard.path("troubled.work/troubled"), "").map_err(|why| why.to_string())?;
    let machine = yard.instance("troubled", "i-0123456789abcdef5", image)?;
    let mut outcome = Outcome::default();
    for trouble in TROUBLES {
        outcome.takes.push((trouble.name, fails(&machine, trouble)));
        let mended = Trouble {
            name: "mended",
            ..*trouble
        };
        outcome
            .refuses
            .push((trouble.name, fails(&machine, &mended)));
    }
    let after = machine.text("foreign.bytes");
    outcome.takes.extend([
        (
            "somebody's file system keeps every byte",
            same(after.trim_end_matches("  -\n"), &bytes),
        ),
        ("mended, it passes", passes(&machine, yard)),
        (
            "and is a member",
            same(&machine.text("mended.swarm"), "active\n"),
        ),
        (
            "with its secrets in their files",
            in_places(&machine.text("places"), 3),
        ),
        ("no reason shows a value", is_silent(&machine, canaries)),
    ]);
    Ok(outcome)
}

/// The pass has failed by the step and the reason, and the host is down, as far as it was up before.
fn fails(machine: &Machine, trouble: &Trouble) -> Result<(), String> {
    let name = trouble.name;
    let report = machine.json(&format!("{name}.json"))?;
    equal(&report[trouble.pass], &Value::from("failed"))?;
    same(&machine.text(&format!("{name}.docker")), trouble.docker)?;
    let joined = machine.text(&format!("{name}.swarm"));
    let status = machine.text(&format!("{name}.status"));
    equal(&report["failed"]["step"], &Value::from(trouble.step))?;
    let reason = report["failed"]["reason"].as_str().unwrap_or_default();
    let told = format!("{}: {}", trouble.step, trouble.says);
    if reason.starts_with(trouble.says) && status.contains(&told) && !joined.starts_with("active") {
        return Ok(());
    }
    Err(format!("{report}\n{status}{joined}"))
}
