//! Two verdicts on each mutant, and what their differences come to.

use std::collections::BTreeMap;

use crate::support::Report;

/// What a reader makes of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// It complains: why.
    Refused(String),
    /// It takes this from it; nothing where only the verdict is compared.
    Taken(String),
}

impl Reading {
    /// A verdict alone.
    pub(super) fn of(outcome: Result<(), String>) -> Self {
        match outcome {
            Ok(()) => Self::Taken(String::new()),
            Err(why) => Self::Refused(why),
        }
    }

    /// A verdict with what was read.
    pub(super) fn with(outcome: Result<String, String>) -> Self {
        match outcome {
            Ok(read) => Self::Taken(read),
            Err(why) => Self::Refused(why),
        }
    }
}

/// One mutant with what both say.
pub(super) struct Trial {
    pub(super) mutant: Vec<u8>,
    /// What the real reader made of the text before it was mutated.
    pub(super) before: Reading,
    pub(super) real: Reading,
    pub(super) model: Reading,
}

impl Trial {
    fn shown(&self) -> String {
        format!(
            "{:?}: the reader {:?}, the model {:?}",
            String::from_utf8_lossy(&self.mutant),
            self.real,
            self.model
        )
    }
}

/// A false accept that is understood.
pub(super) struct Class {
    /// Why the model cannot or need not see it.
    pub(super) reason: &'static str,
    pub(super) covers: fn(&Trial) -> bool,
}

/// Counts, and fails for each false accept that no class explains.
pub(super) fn hold(report: &mut Report, trials: &[Trial], classes: &[Class]) {
    let mut refused = 0;
    let mut rejects = Vec::new();
    let mut explained: BTreeMap<&str, usize> = BTreeMap::new();
    let mut accepts = 0;
    for trial in trials {
        if trial.real != trial.before {
            refused += 1;
        }
        match (&trial.real, &trial.model) {
            (Reading::Refused(_), Reading::Refused(_)) => report.takes("", Ok(())),
            (Reading::Taken(real), Reading::Taken(model)) if real == model => {
                report.takes("", Ok(()));
            }
            (Reading::Taken(_), Reading::Refused(_)) => {
                report.takes("", Ok(()));
                rejects.push(trial);
            }
            (Reading::Refused(_) | Reading::Taken(_), Reading::Taken(_)) => {
                accepts += 1;
                match classes.iter().find(|class| (class.covers)(trial)) {
                    Some(class) => *explained.entry(class.reason).or_default() += 1,
                    None => report.takes(&trial.shown(), Err("false accept".to_owned())),
                }
            }
        }
    }
    report.says(&format!(
        "{} mutants, {refused} refused or read otherwise by the reader, {accepts} false accepts, {} false rejects",
        trials.len(),
        rejects.len()
    ));
    for (reason, times) in explained {
        report.says(&format!("{times} false accepts: {reason}"));
    }
    for trial in rejects.iter().take(3) {
        report.says(&format!("false reject: {}", trial.shown()));
    }
    let enough = refused * 10 >= trials.len() * 3;
    report.takes(
        "the share of mutants that the reader refuses",
        enough
            .then_some(())
            .ok_or(format!("{refused} of {}", trials.len())),
    );
}
