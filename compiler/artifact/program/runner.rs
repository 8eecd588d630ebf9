//! The runner and its library, as a host of these settings has them.

use std::collections::BTreeSet;

use super::called::called;
use super::{Home, fit, way_to_aws, words};
use crate::host::{Boot, Host, OnFailure};
use crate::template::{
    Library, RUNNER, RUNNER_DEGRADED, RUNNER_ENDING, RUNNER_SIGNAL, RUNNER_SKEW,
};

/// The parts of the runner that only some hosts have.
pub(super) struct Runner {
    parts: Vec<&'static str>,
    needs: BTreeSet<Library>,
    /// What it is told to call, beside what stands in the parts.
    told: String,
}

impl Runner {
    /// Those that any launch calls.
    pub(super) fn of(home: Home, host: &Host) -> Self {
        let boots = &host.boot;
        let mut parts = vec![RUNNER];
        let mut needs = BTreeSet::from([Library::Core, Library::Instance]);
        if home == Home::Image {
            parts.push(RUNNER_SKEW);
        }
        let joins = |boot: &Boot| boot.on_failure == OnFailure::Continue;
        if boots.iter().any(joins) {
            parts.push(RUNNER_DEGRADED);
            needs.insert(Library::Files);
        }
        if boots.iter().any(|boot| boot.signal.is_some()) {
            parts.push(RUNNER_SIGNAL);
        }
        if boots.iter().any(Boot::is_told_to_aws) {
            needs.extend(for_signals(host));
        }
        parts.push(RUNNER_ENDING);
        let told = boots.iter().map(|boot| words(boot).signal + "\n");
        Self {
            parts,
            needs,
            told: told.collect(),
        }
    }

    pub(super) fn text(&self, home: Home) -> String {
        fit(&self.parts.concat(), home)
    }

    /// The library closed under its own needs, in the order of its files; in user-data only what the steps and the runner call.
    pub(super) fn library(&self, library: &BTreeSet<Library>, home: Home, steps: &str) -> String {
        let asked = library | &self.needs;
        let mut all = asked.clone();
        for file in asked {
            all.extend(file.needs());
        }
        let files = Library::ALL.iter().filter(|file| all.contains(file));
        let text: String = files.map(|file| file.text()).collect();
        if home == Home::Image {
            return fit(&text, home);
        }
        let callers = format!("{}{}{steps}", self.parts.concat(), self.told);
        fit(&called(&text, &callers), home)
    }
}

/// What tells AWS how a boot has ended, in the way of the host's base.
fn for_signals(host: &Host) -> impl Iterator<Item = Library> {
    [Library::Signals].into_iter().chain(way_to_aws(host))
}
