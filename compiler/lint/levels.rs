//! `[lints]`: which level a finding has, and whether the settings themselves hold.

use super::{Finding, LINTS};
use crate::diagnostic::{Diagnostic, Report, Severity, codes};
use crate::host::{Host, Level, LintSetting};
use crate::lint::{Kind, Lint};
use crate::profile::keypath::KeyPath;

/// Gives a finding the weight that its level has; `None` where it is allowed.
pub(super) fn apply(host: &Host, lint: &Lint, finding: Finding) -> Option<Diagnostic> {
    let mut diagnostic = finding.diagnostic;
    diagnostic.severity = match level(host, lint, &finding.leaf) {
        Level::Allow => return None,
        Level::Warn => Severity::Warning,
        Level::Deny => Severity::Error,
    };
    Some(diagnostic)
}

/// The last setting that is for this lint and this place; the lint's own level where there is none.
fn level(host: &Host, lint: &Lint, leaf: &KeyPath) -> Level {
    let covers = |at: &[KeyPath]| at.is_empty() || at.iter().any(|path| leaf.is_within(path));
    let is_for = |setting: &&LintSetting| {
        lint.code.is_called(&setting.lint) && covers(&setting.at) && may(lint, setting)
    };
    let setting = host.lints.iter().rev().find(is_for);
    setting.map_or(lint.level, |setting| setting.level)
}

/// Says whether a setting may have its level: a security lint is turned down at a place and with a reason only.
fn may(lint: &Lint, setting: &LintSetting) -> bool {
    let is_stricter = setting.level >= lint.level;
    let is_excused = !setting.at.is_empty() && setting.reason.is_some();
    lint.kind == Kind::Ordinary || is_stricter || is_excused
}

/// Reports settings of lints that there are not, and of security lints that are turned down everywhere.
pub(super) fn check(host: &Host, report: &mut Report) {
    for setting in &host.lints {
        match Lint::find(&setting.lint) {
            None => report.push(unknown(setting)),
            Some(lint) if !may(lint, setting) => report.push(security(setting)),
            Some(_) => {}
        }
    }
}

fn unknown(setting: &LintSetting) -> Diagnostic {
    let known: Vec<&str> = LINTS.iter().map(|lint| lint.code.name).collect();
    let message = format!("there is no lint `{}`", setting.lint);
    let found = Diagnostic::error(codes::UNKNOWN_LINT, setting.span, message).label("unknown lint");
    found.did_you_mean(setting.span, &setting.lint, &known, str::to_owned)
}

fn security(setting: &LintSetting) -> Diagnostic {
    let message = format!("`{}` is a security lint", setting.lint);
    Diagnostic::error(codes::SECURITY_LINT, setting.span, message)
        .label("turned down without a place and a reason")
        .note("the lint keeps its level")
        .help(format!(
            "write `{} = {{ level = \"allow\", at = [\"key.path\"], reason = \"...\" }}`",
            setting.lint
        ))
}
