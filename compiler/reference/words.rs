//! Words for what the catalogues say in types.

use crate::catalog::docker::CheckedAt;
use crate::catalog::ecs::{EcsVariable, OnBad, Platform, Reader, Via};
use crate::catalog::version::Lifetime;
use crate::catalog::{Field, Grammar, ListKind, Type};
use crate::grammar;
use crate::reader::go;

/// Says what a value of a type is, with its range and its unit.
pub(crate) fn kind(ty: &Type, unit: &str) -> String {
    match ty {
        Type::Bool => "`true` or `false`".to_owned(),
        Type::Integer { min, max } => {
            format!("whole number{}", with_unit(integers(*min, *max), unit))
        }
        Type::Float { min, max } => format!("number{}", with_unit(numbers(*min, *max), unit)),
        Type::Text(grammar) => expected(*grammar).to_owned(),
        Type::Multiline => "text, many lines if need be".to_owned(),
        Type::Verbatim => "text, many lines if need be, taken verbatim".to_owned(),
        Type::Enum(words) => quoted(words),
        Type::Duration { min, max } => format!(
            "Go duration such as `90s` or `1h30m`{}",
            durations(*min, *max)
        ),
        Type::List { of, kind } => list(of, *kind, unit),
        Type::Map { key, of } => format!(
            "table; each key is {}; each value is {}",
            expected(*key),
            self::kind(of, unit)
        ),
        Type::Table(fields) => table(fields),
        Type::OneOf(types) => {
            let types: Vec<_> = types.iter().map(|ty| self::kind(ty, unit)).collect();
            types.join("; or ")
        }
        Type::Any => "any value".to_owned(),
    }
}

/// Returns what a grammar wants.
pub(crate) fn expected(grammar: Grammar) -> &'static str {
    // NUL fits no grammar, so this is always the error.
    grammar::check(grammar, "\0").map_or_else(|expected| expected.what, |()| "text")
}

fn list(of: &Type, kind: ListKind, unit: &str) -> String {
    let how = match kind {
        ListKind::Set => "set, merged element by element",
        ListKind::Sequence => "list, replaced whole",
    };
    format!("{how}; each is {}", self::kind(of, unit))
}

/// Names the keys of a small table; those of a large one are listed elsewhere.
fn table(fields: &[Field]) -> String {
    const FEW: usize = 6;
    if fields.len() > FEW {
        return "table".to_owned();
    }
    let keys: Vec<_> = fields
        .iter()
        .map(|field| format!("`{}`", field.key))
        .collect();
    format!("table of {}", keys.join(", "))
}

fn quoted(words: &[&str]) -> String {
    let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

fn with_unit(range: String, unit: &str) -> String {
    if unit.is_empty() {
        return range;
    }
    format!("{range} ({unit})")
}

fn range(low: Option<String>, high: Option<String>) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!(", {low} to {high}"),
        (Some(low), None) => format!(", {low} or more"),
        (None, Some(high)) => format!(", {high} or less"),
        (None, None) => String::new(),
    }
}

fn integers(min: i64, max: i64) -> String {
    let text = |bound: i64, open: i64| (bound != open).then(|| bound.to_string());
    range(text(min, i64::MIN), text(max, i64::MAX))
}

fn numbers(min: f64, max: f64) -> String {
    range(
        (min > f64::MIN).then(|| min.to_string()),
        (max < f64::MAX).then(|| max.to_string()),
    )
}

fn durations(min: i64, max: i64) -> String {
    let text = |bound: i64, open: i64| (bound != open).then(|| go::format_duration(bound));
    range(text(min, i64::MIN), text(max, i64::MAX))
}

/// Says in a sentence what happens to a bad value of a variable.
pub(crate) fn on_bad(variable: &EcsVariable) -> String {
    let what = match variable.on_bad {
        OnBad::SilentDefault => "the default, without a word",
        OnBad::WarnDefault => "the default and a warning",
        OnBad::WarnMinimum => "the smallest value and a warning",
        OnBad::WarnClamp => "the nearest bound and a warning",
        OnBad::Fatal => "the reader exits and is restarted for ever",
        OnBad::Mixed => "it depends on the mistake",
        OnBad::Unchecked => "taken as it is",
        OnBad::CrashLater => "taken, and a panic later",
        OnBad::LogBroken => "the log file is lost",
        OnBad::Ignored => "nobody reads it",
    };
    match variable.on_bad_note {
        "" => format!("A bad value: {what}."),
        note => format!("A bad value: {what} ({note})."),
    }
}

/// Says who acts on a variable and on what way it gets there.
pub(crate) fn read_by(variable: &EcsVariable) -> String {
    let names: Vec<_> = variable
        .read_by
        .iter()
        .map(|reader| match reader {
            Reader::Agent => "the agent",
            Reader::EcsInit => "ecs-init",
        })
        .collect();
    let way = match variable.via {
        Via::SystemdEnv => "through systemd's EnvironmentFile= (quotes removed, backslashes eaten)",
        Via::ContainerEnv => "through ecs-init's own splitter (quotes and backslashes kept)",
        Via::Both => {
            "through systemd's EnvironmentFile= and ecs-init's own splitter, which must agree"
        }
        Via::OwnReader => "through ecs-init's own splitter, for itself",
        Via::Nobody => "by nobody",
    };
    let place = match variable.platform {
        Platform::Both | Platform::Linux => "",
        Platform::Windows => "; Windows only",
        Platform::External => "; outside EC2 only",
    };
    format!("{} {way}{place}", names.join(" and "))
        .trim_start()
        .to_owned()
}

/// Says in a sentence what refuses a bad value of a daemon key.
pub(crate) const fn checked_at(at: CheckedAt) -> &'static str {
    match at {
        CheckedAt::File => "A bad value: refused by `dockerd --validate` and by a starting daemon.",
        CheckedAt::Start => "A bad value: passes `dockerd --validate` and stops a starting daemon.",
        CheckedAt::Container => "A bad value: dockerd runs and every container fails.",
        CheckedAt::None => "A bad value: nobody ever notices.",
        CheckedAt::Any => "Every value of the type is good.",
    }
}

/// Says which versions of a program know a name, where that is recorded.
pub(crate) fn lifetime(program: &str, lifetime: Lifetime) -> Option<String> {
    match (lifetime.since, lifetime.removed) {
        (Some(since), Some(removed)) => Some(format!(
            "Known to {program} from {since} on, until {removed} dropped it."
        )),
        (Some(since), None) => Some(format!("Known to {program} from {since} on.")),
        (None, Some(removed)) => Some(format!("Known to {program} until {removed} dropped it.")),
        (None, None) => None,
    }
}
