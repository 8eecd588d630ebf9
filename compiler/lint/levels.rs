//! `[lints]`: which level a finding has, and whether the settings themselves hold.

use std::collections::BTreeSet;

use super::{Finding, LINTS};
use crate::diagnostic::{Diagnostic, Report, Severity, codes};
use crate::host::{Level, LintSetting};
use crate::lint::{Kind, Lint};
use crate::profile::Profile;
use crate::profile::diags::{beside, toml_string};
use crate::profile::keypath::KeyPath;
use crate::source::Span;

/// The settings of a profile, and which of them had something to say.
pub(super) struct Levels<'a> {
    settings: &'a [LintSetting],
    /// Places of the settings (of each `at`, where there are some) that were for a finding.
    used: BTreeSet<Span>,
}

impl<'a> Levels<'a> {
    pub(super) fn new(settings: &'a [LintSetting]) -> Self {
        Self {
            settings,
            used: BTreeSet::new(),
        }
    }

    /// Gives a finding the weight that its level has; `None` where it is allowed.
    pub(super) fn apply(&mut self, lint: &Lint, finding: Finding) -> Option<Diagnostic> {
        let mut diagnostic = finding.diagnostic;
        diagnostic.severity = match self.level(lint, &finding.leaf) {
            Level::Allow => return None,
            Level::Warn => Severity::Warning,
            Level::Deny => Severity::Error,
        };
        Some(diagnostic)
    }

    /// The last setting that is for this lint and this place; the lint's own level where there is none.
    fn level(&mut self, lint: &Lint, leaf: &KeyPath) -> Level {
        let mut level = lint.level;
        for setting in self.settings {
            if !lint.code.is_called(&setting.lint) || !may(lint, setting) {
                continue;
            }
            let covering = setting.at.iter().filter(|path| leaf.is_within(&path.value));
            let places: Vec<Span> = covering.map(|path| path.span).collect();
            if setting.at.is_empty() || !places.is_empty() {
                level = setting.level;
                self.used.insert(setting.span);
                self.used.extend(places);
            }
        }
        level
    }

    /// Reports settings of lints that there are not, and of security lints that are turned down everywhere.
    pub(super) fn check(&self, profile: &Profile, report: &mut Report) {
        for setting in self.settings {
            match Lint::find(&setting.lint) {
                None => report.push(unknown(setting)),
                Some(lint) if !may(lint, setting) => report.push(security(setting)),
                Some(_) => {}
            }
            for path in &setting.at {
                if !profile.sets(&path.value) {
                    report.push(no_such_key(path.span, &path.value, profile));
                }
            }
        }
    }

    /// Reports what is allowed and does not occur, in the entry file: what a file says that others
    /// extend may be for them.
    pub(super) fn check_use(&self, profile: &Profile, report: &mut Report) {
        let allows = self.settings.iter().filter(|setting| {
            setting.level == Level::Allow
                && setting.span.file == profile.file
                && Lint::find(&setting.lint).is_some_and(|lint| may(lint, setting))
        });
        for setting in allows {
            let places = setting.at.iter();
            let places = places.filter(|path| profile.sets(&path.value));
            let spans: Vec<Span> = places.map(|path| path.span).collect();
            let all = if setting.at.is_empty() {
                vec![setting.span]
            } else {
                spans
            };
            for span in all.iter().filter(|span| !self.used.contains(span)) {
                report.push(unused(*span, &setting.lint));
            }
        }
    }
}

/// Says whether a setting may have its level: a security lint is turned down at a place and with a reason only.
fn may(lint: &Lint, setting: &LintSetting) -> bool {
    let is_stricter = setting.level >= lint.level;
    let is_excused = !setting.at.is_empty() && setting.reason.is_some();
    lint.kind == Kind::Ordinary || is_stricter || is_excused
}

fn unknown(setting: &LintSetting) -> Diagnostic {
    let known: Vec<&str> = LINTS.iter().map(|lint| lint.code.name).collect();
    let message = format!("there is no lint `{}`", setting.lint);
    Diagnostic::error(codes::UNKNOWN_LINT, setting.span, message)
        .label("unknown lint")
        .note("a level of a lint that does not exist would change nothing")
        .help("`parbake explain --list` lists them")
        .did_you_mean(setting.span, &setting.lint, &known, str::to_owned)
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

fn no_such_key(span: Span, path: &KeyPath, profile: &Profile) -> Diagnostic {
    let known = profile.root.paths();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let name = path.to_string();
    let message = format!("`at` names `{path}`, which the profile does not set");
    Diagnostic::warning(codes::LINT_PLACE, span, message)
        .label("no such key")
        .note("the level is for no finding")
        .help("write the key path that the finding names, such as `ecs.cluster` or `files.\"/etc/motd\".content`")
        .did_you_mean(span, &name, &beside(&name, &known), toml_string)
}

fn unused(span: Span, lint: &str) -> Diagnostic {
    let message = format!("`{lint}` is allowed and does not occur");
    Diagnostic::warning(codes::UNUSED_ALLOW, span, message)
        .label("nothing to allow here")
        .note("left in, it would hide the next one")
        .help("take it out")
}
