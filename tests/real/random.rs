//! Random valid profiles at the real readers: no refusal, no warning, and the values come back.
//!
//! PARBAKE_SEED draws other profiles, PARBAKE_PROFILES another number. The draw is made once for all the checks.

mod agent;
mod daemon;
mod message;
mod rules;
mod shells;
mod units;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use parbake::catalog::docker::DAEMON_KEYS;
use parbake::catalog::ecs::ECS_VARIABLES;
use parbake::catalog::logrotate::DIRECTIVES;

use super::reader::Real;
use crate::property::drawn::{Draw, draw, keys_set};
use crate::support::Report;

pub(super) use agent::run as agent;
pub(super) use daemon::run as daemon;
pub(super) use message::run as message;
pub(super) use rules::run as rules;
pub(super) use shells::run as shells;
pub(super) use units::run as units;

/// The least number of profiles of a run.
const LEAST: usize = 2000;

/// A number of the environment.
pub(super) fn setting(name: &str, default: u64) -> u64 {
    let given = std::env::var(name).ok();
    given.map_or(default, |text| text.parse().expect("a number"))
}

/// The seed of all random inputs of this level.
pub(super) fn seed() -> u64 {
    setting("PARBAKE_SEED", 2026)
}

/// The profiles, drawn by the first who asks, in two threads.
fn drawn() -> &'static Draw {
    static DRAWN: OnceLock<Draw> = OnceLock::new();
    DRAWN.get_or_init(|| {
        let count = usize::try_from(setting("PARBAKE_PROFILES", LEAST as u64)).unwrap();
        std::thread::scope(|scope| {
            let half = |at: u64| scope.spawn(move || draw(seed() * 2 + at, count.div_ceil(2)));
            let [first, second] = [half(0), half(1)];
            let mut all = first.join().unwrap();
            let more = second.join().unwrap();
            all.drawn.extend(more.drawn);
            for (code, times) in more.refused {
                *all.refused.entry(code).or_default() += times;
            }
            all
        })
    })
}

/// The library's own models read every output, and all keys of the catalogues have had their turn.
pub(super) fn models(_: &Real, report: &mut Report) {
    let draw = drawn();
    report.says(&format!(
        "{} profiles drawn with PARBAKE_SEED={}; the compiler refused {} more, by code {:?}",
        draw.drawn.len(),
        seed(),
        draw.refused.values().sum::<usize>(),
        draw.refused
    ));
    let enough = draw.drawn.len() >= LEAST || std::env::var_os("PARBAKE_PROFILES").is_some();
    report.takes(
        "the number of profiles",
        enough.then_some(()).ok_or("too few".to_owned()),
    );
    for drawn in &draw.drawn {
        let wrong = drawn.wrong.clone();
        report.takes(&drawn.shown, wrong.map_or(Ok(()), Err));
    }
    covers(
        report,
        "docker.daemon",
        DAEMON_KEYS.iter().map(|row| row.field.key),
    );
    covers(report, "ecs", ECS_VARIABLES.iter().map(|row| row.field.key));
    let words = DIRECTIVES.iter().map(|row| row.field.key);
    let rules = keys(|shown| {
        let of_rule = |name: String| keys_set(shown, &format!("logrotate.{name}"));
        keys_set(shown, "logrotate")
            .into_iter()
            .flat_map(of_rule)
            .collect()
    });
    says_missing(report, "logrotate", &rules, words);
}

fn keys(of: impl Fn(&str) -> Vec<String>) -> BTreeSet<String> {
    let all = drawn().drawn.iter();
    all.flat_map(|drawn| of(&drawn.shown)).collect()
}

fn covers(report: &mut Report, section: &str, all: impl Iterator<Item = &'static str>) {
    let set = keys(|shown| keys_set(shown, section));
    says_missing(report, section, &set, all);
}

/// Most keys must be there; which are not is said: those that no profile may set, or not on any base.
fn says_missing(
    report: &mut Report,
    section: &str,
    set: &BTreeSet<String>,
    all: impl Iterator<Item = &'static str>,
) {
    let all: Vec<&str> = all.collect();
    let missing: Vec<&&str> = all.iter().filter(|key| !set.contains(**key)).collect();
    report.says(&format!(
        "{section}: {} keys, never set: {missing:?}",
        all.len()
    ));
    let most = missing.len() * 3 < all.len();
    report.takes(section, most.then_some(()).ok_or("too few keys".to_owned()));
}
