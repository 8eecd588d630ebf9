//! Boots that go wrong, each on a copy of one baked Debian 12: what fails, what is cut off, whose disk it is.

mod cut_off;
mod faults;
mod metadata;
mod owners;

use std::collections::VecDeque;
use std::sync::Mutex;

use serde_json::Value;

use super::super::reader::Real;
use super::judge::{equal, holds};
use super::machine::{Boot, Layers, Started, Yard, read};
use super::scripts;
use crate::support::Report;

/// How many machines run at a time.
const AT_A_TIME: usize = 2;

/// What one trouble comes to.
type Outcome = Result<(), String>;

/// One thing to find out, on the baked image.
struct Trouble {
    name: String,
    prove: Box<dyn Fn(&Bench) -> Outcome + Send>,
}

impl Trouble {
    fn new(name: impl Into<String>, prove: impl Fn(&Bench) -> Outcome + Send + 'static) -> Self {
        Self {
            name: name.into(),
            prove: Box::new(prove),
        }
    }
}

/// What the machines are made of.
struct Bench {
    yard: Yard,
    image: Layers,
}

pub(in super::super) fn run(real: &Real, report: &mut Report) {
    let bench = match bake(real) {
        Ok(bench) => bench,
        Err(why) => return report.takes("the bake", Err(why)),
    };
    let mut troubles = faults::all(&bench);
    troubles.extend(metadata::all());
    troubles.extend(cut_off::all());
    troubles.extend(owners::all());
    if let Ok(parts) = std::env::var("PARBAKE_TROUBLE") {
        let named = |trouble: &Trouble| parts.split(',').any(|part| trouble.name.contains(part));
        troubles.retain(named);
    }
    for (name, outcome) in prove(&bench, troubles) {
        report.takes(&name, outcome);
    }
    report.refuses(
        "another step than the one that failed",
        failed_in(&serde_json::json!({"failed": null}), "early", "x", "y"),
    );
}

fn bake(real: &Real) -> Result<Bench, String> {
    let (yard, host) = Yard::of(real, &scripts(), &["troubles.toml"], "troubles")?;
    let (image, _) = yard.inside(&host, "image", "bake.sh")?;
    Ok(Bench { yard, image })
}

/// Some at a time, in order.
fn prove(bench: &Bench, troubles: Vec<Trouble>) -> Vec<(String, Outcome)> {
    let queue = Mutex::new(VecDeque::from(troubles));
    let found = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                loop {
                    let Some(trouble) = queue.lock().unwrap().pop_front() else {
                        return;
                    };
                    let outcome = (trouble.prove)(bench);
                    found.lock().unwrap().push((trouble.name, outcome));
                }
            });
        }
    });
    found.into_inner().unwrap()
}

/// The report of the instance, as it is kept on its disk.
fn kept(started: &Started, instance: &str) -> Value {
    let path = format!("var/lib/parbake/instance/{instance}/boot.json");
    serde_json::from_str(&read(&started.host, &path)).unwrap_or(Value::Null)
}

/// The report names the pass and the step that failed, and why.
fn failed_in(report: &Value, pass: &str, step: &str, reason: &str) -> Result<(), String> {
    let failed = &report["failed"];
    equal(&failed["pass"], &pass.into())
        .and_then(|()| equal(&failed["step"], &step.into()))
        .and_then(|()| holds(failed["reason"].as_str().unwrap_or_default(), reason))
        .map_err(|why| format!("{why}\n{report}"))
}

/// Whether a stand-in or a script began in any boot of the machine.
fn began(boot: &Boot, what: &str) -> bool {
    boot.steps().iter().any(|step| step == what)
}
