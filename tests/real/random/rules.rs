//! logrotate reads every rule.

use std::collections::BTreeSet;

use super::super::logrotate::read_all;
use super::super::reader::{Real, Suite};
use super::drawn;
use crate::support::Report;

pub(in super::super) fn run(real: &Real, report: &mut Report) {
    let mut rules = BTreeSet::new();
    for launch in drawn().drawn.iter().flat_map(|drawn| &drawn.launches) {
        let placed = launch.files.iter();
        let placed = placed.filter(|(path, _)| path.starts_with("/etc/logrotate.d/"));
        rules.extend(placed.map(|(_, text)| text.clone()));
    }
    let rules: Vec<String> = rules.into_iter().collect();
    report.says(&format!("{} different rules", rules.len()));
    for suite in [Suite::Bookworm, Suite::Trixie] {
        for (text, outcome) in rules.iter().zip(read_all(real, suite, &rules)) {
            report.takes(&format!("{text:?} under {}", suite.name()), outcome);
        }
    }
}
