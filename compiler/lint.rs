//! Lints: what compiles and would still surprise. One file each, one line in [`LINTS`].
//!
//! Reads the host and the plan. `[lints]` sets the level of each, for all places or for some.

mod default_cluster;
mod end_of_life_base;
mod log_without_limit;
mod needless_boot_step;

use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::host::leaf::Cause;
use crate::host::{Host, Level};
use crate::plan::Plan;
use crate::profile::keypath::KeyPath;

/// What a lint has found: the diagnostic as a warning, and the leaf that it is about.
pub(crate) struct Finding {
    diagnostic: Diagnostic,
    leaf: KeyPath,
}

impl Finding {
    fn new(diagnostic: Diagnostic, cause: &Cause) -> Self {
        Self {
            diagnostic,
            leaf: KeyPath::parse(&cause.leaf).unwrap_or_default(),
        }
    }
}

/// A lint looks at the host and its plan.
type Lint = fn(&Host, &Plan) -> Vec<Finding>;

const LINTS: &[Lint] = &[
    default_cluster::check,
    end_of_life_base::check,
    log_without_limit::check,
    needless_boot_step::check,
];

/// Runs every lint and takes the findings in at the levels that the profile asks for.
pub(crate) fn run(host: &Host, plan: &Plan, report: &mut Report) {
    for lint in LINTS {
        for mut finding in lint(host, plan) {
            finding.diagnostic.severity = match level(host, &finding) {
                Level::Allow => continue,
                Level::Warn => Severity::Warning,
                Level::Deny => Severity::Error,
            };
            report.push(finding.diagnostic);
        }
    }
}

/// The last setting that is for this lint and this place; a warning where there is none.
fn level(host: &Host, finding: &Finding) -> Level {
    let code = finding.diagnostic.code;
    let names = |lint: &str| lint == code.name || lint.eq_ignore_ascii_case(code.id);
    let covers =
        |at: &[KeyPath]| at.is_empty() || at.iter().any(|path| finding.leaf.is_within(path));
    let setting = host
        .lints
        .iter()
        .rev()
        .find(|setting| names(&setting.lint) && covers(&setting.at));
    setting.map_or(Level::Warn, |setting| setting.level)
}
