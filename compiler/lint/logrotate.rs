//! Lints of logrotate's rules.

mod create_without_effect;
mod date_not_sorted;
mod date_too_coarse;
mod delay_without_compress;
mod duplicate_log;
mod glob;
mod hourly_without_timer;
mod missing_olddir;
mod rotated_by_its_writer;
mod rotated_container_logs;
mod rule_without_criterion;
mod script_for_each_log;
mod skipped_logrotate_file;
mod time_and_size;
mod unreachable_log;

pub(in crate::lint) use hourly_without_timer::has_own_schedule;

use super::Lint;
use super::subject::Subject;
use crate::host::{LogrotateRule, RuleLine};

/// Every lint of logrotate, by id.
pub(super) const LINTS: &[&Lint] = &[
    &time_and_size::LINT,
    &rotated_container_logs::LINT,
    &rotated_by_its_writer::LINT,
    &duplicate_log::LINT,
    &rule_without_criterion::LINT,
    &date_too_coarse::LINT,
    &date_not_sorted::LINT,
    &create_without_effect::LINT,
    &delay_without_compress::LINT,
    &script_for_each_log::LINT,
    &missing_olddir::LINT,
    &skipped_logrotate_file::LINT,
    &unreachable_log::LINT,
    &hourly_without_timer::LINT,
];

/// Words that say when a log is rotated; the last of them counts.
///
/// Source: logrotate 3.21.0 `config.c`, `criterium`; logrotate -d run ("note: 'size' overrides previously specified 'daily'").
const CRITERIA: [&str; 6] = ["hourly", "daily", "weekly", "monthly", "yearly", "size"];

/// Lists the rules with their launch.
fn rules<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (usize, &'a LogrotateRule)> {
    let items = subject.host.logrotate.iter();
    items.flat_map(|item| {
        let states = item.states.iter().enumerate();
        states.filter_map(|(launch, state)| Some((launch, state.as_ref()?)))
    })
}

/// Finds the last line with a word, which is the one that counts.
fn line<'a>(rule: &'a LogrotateRule, word: &str) -> Option<&'a RuleLine> {
    rule.lines.iter().rev().find(|line| line.word == word)
}

/// Finds the line that says when a log is rotated.
fn criterion(rule: &LogrotateRule) -> Option<&RuleLine> {
    let mut lines = rule.lines.iter().rev();
    lines.find(|line| CRITERIA.contains(&line.word))
}
