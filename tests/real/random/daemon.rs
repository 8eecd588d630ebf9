//! dockerd validates every daemon.json with the flags of its base.

use std::collections::BTreeSet;

use super::super::dockerd::{flags_of_base, is_of_the_host, known_keys, validate_all};
use super::super::reader::Real;
use super::drawn;
use crate::support::Report;

pub(in super::super) fn run(real: &Real, report: &mut Report) {
    let mut items = BTreeSet::new();
    for drawn in &drawn().drawn {
        let flags = flags_of_base(&drawn.base);
        for launch in &drawn.launches {
            if let Some(text) = launch.files.get("/etc/docker/daemon.json") {
                items.insert((known_keys(text), flags.clone()));
            }
        }
    }
    let items: Vec<_> = items.into_iter().collect();
    report.says(&format!("{} different daemon.json", items.len()));
    let mut of_the_host = 0;
    for ((text, flags), outcome) in items.iter().zip(validate_all(real, &items)) {
        if outcome.as_ref().is_err_and(|said| is_of_the_host(said)) {
            of_the_host += 1;
            continue;
        }
        report.takes(&format!("{text} with {flags:?}"), outcome);
    }
    report.says(&format!(
        "{of_the_host} not judged: certificates, programs and kernel features that the root lacks"
    ));
    let few = of_the_host * 4 < items.len();
    report.takes(
        "what was judged",
        few.then_some(()).ok_or("too little".to_owned()),
    );
}
