//! `parbake check`: diagnostics only.

use parbake::Aim;

use crate::arguments::Check;
use crate::compilation::compile_all;
use crate::fix;
use crate::outcome::Outcome;

/// A repair may uncover another mistake with one; more rounds than this would be a circle.
const MOST_ROUNDS: usize = 8;

/// Compiles the profiles and keeps nothing but the diagnostics; after repairs, those that are left.
pub(crate) fn run(arguments: &Check) -> Outcome {
    let compile = || {
        let results = compile_all(&arguments.profiles, &arguments.compile, Aim::Diagnostics);
        Outcome::from_compilations(results)
    };
    let mut found = compile();
    if !arguments.fix {
        return found;
    }
    let mut repaired = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let repairs = fix::apply(&found.compilations);
        let is_stuck = repairs.iter().all(Result::is_err);
        let is_changed = repairs.iter().any(Result::is_ok);
        repaired.extend(repairs);
        if is_changed {
            found = compile();
        }
        if is_stuck {
            break;
        }
    }
    for repair in repaired {
        found.take(repair);
    }
    found
}
