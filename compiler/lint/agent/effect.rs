//! Settings that another one switches off: the table's rows, and what looks for them.

use super::Finding;
use super::subject::{Set, Subject};
use crate::host::leaf::Cause;
use crate::lint::Lint;

/// Settings that do nothing in some case.
pub(super) struct Row {
    /// The settings, by their keys in `[ecs]`.
    pub(super) keys: &'static [&'static str],
    /// When they do nothing.
    pub(super) off: Off,
    /// What the agent does then.
    pub(super) note: &'static str,
}

/// When a setting does nothing.
pub(super) enum Off {
    /// A flag has this value.
    When(&'static str, bool),
    /// A flag is not true.
    Without(&'static str),
    /// A word is another one than this, its default.
    OtherThan(&'static str, &'static str),
    /// Another setting is there.
    Beside(&'static str),
    /// Another setting, such as this, is not there.
    Unset(&'static str, &'static str),
}

/// Finds what the rows say, launch by launch: one finding for a row, at the first of its settings.
pub(super) fn findings(
    lint: &'static Lint,
    rows: &'static [Row],
    subject: &Subject<'_>,
) -> Vec<Finding> {
    let launches = 0..subject.host.count();
    let of_launch = |launch| {
        let found = move |row: &'static Row| finding(lint, row, subject, launch);
        rows.iter().filter_map(found)
    };
    launches.flat_map(of_launch).collect()
}

fn finding(
    lint: &'static Lint,
    row: &'static Row,
    subject: &Subject<'_>,
    launch: usize,
) -> Option<Finding> {
    let switch = switch(row, subject, launch)?;
    let given = row.keys.iter().filter_map(|key| {
        let set = subject.ecs_at(key, launch)?;
        // A flag that is false asks for nothing.
        (!set.is(false)).then_some((*key, set))
    });
    let given: Vec<(&str, Set<'_>)> = given.collect();
    let (_, first) = given.first()?;
    let names: Vec<String> = given.iter().map(|(key, _)| format!("`{key}`")).collect();
    let verb = if names.len() == 1 { "has" } else { "have" };
    let message = format!("{} {verb} no effect", names.join(", "));
    let found = lint.at(&place(first), message).note(row.note);
    Some(match switch {
        Switch::At(set) => found
            .label("nothing comes of this")
            .related(set.cause().span, "because of this")
            .help("drop one of the two"),
        Switch::Missing(key) => found
            .label(format!("without `{key} = true`"))
            .help(format!("add `{key} = true`, or leave it out")),
        Switch::Unset(key, value) => found
            .label(format!("without `{key}`"))
            .help(format!("add `{key} = {value}`, or leave it out")),
    })
}

/// The value; for a list the key, since each element has a place of its own.
fn place(set: &Set<'_>) -> Cause {
    match set.node.as_list() {
        Some(_) => set.key_cause(),
        None => set.cause(),
    }
}

/// What switches the settings of a row off.
enum Switch<'a> {
    /// A setting of the profile.
    At(Set<'a>),
    /// A flag that is not true.
    Missing(&'static str),
    /// A setting that is not there, and a value for it.
    Unset(&'static str, &'static str),
}

fn switch<'a>(row: &Row, subject: &Subject<'a>, launch: usize) -> Option<Switch<'a>> {
    match row.off {
        Off::When(key, value) => {
            let set = subject.ecs_at(key, launch).filter(|set| set.is(value));
            set.map(Switch::At)
        }
        Off::Without(key) => match subject.ecs_at(key, launch) {
            None => Some(Switch::Missing(key)),
            Some(set) if set.is(false) => Some(Switch::At(set)),
            Some(_) => None,
        },
        Off::OtherThan(key, word) => {
            let set = subject.ecs_at(key, launch);
            let other = set.filter(|set| set.as_str().is_some_and(|given| given != word));
            other.map(Switch::At)
        }
        Off::Beside(key) => subject.ecs_at(key, launch).map(Switch::At),
        Off::Unset(key, value) => {
            let is_set = subject.ecs_at(key, launch).is_some();
            (!is_set).then_some(Switch::Unset(key, value))
        }
    }
}
