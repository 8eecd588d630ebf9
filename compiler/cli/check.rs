//! `parbake check`: diagnostics only.

use crate::arguments::Check;
use crate::compilation::compile_all;
use crate::fix;
use crate::outcome::Outcome;

/// Compiles the profiles and keeps nothing but the diagnostics; after repairs, those that are left.
pub(crate) fn run(arguments: &Check) -> Outcome {
    let compile = || {
        let results = compile_all(&arguments.profiles, &arguments.compile);
        Outcome::from_compilations(results)
    };
    let found = compile();
    if !arguments.fix {
        return found;
    }
    let repairs = fix::apply(&found.compilations);
    let mut left = if repairs.is_empty() { found } else { compile() };
    for repair in repairs {
        left.take(repair);
    }
    left
}
