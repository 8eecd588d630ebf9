//! A fixed leaf runs at boot because it shares its splitting unit with a late one.

use super::Finding;
use super::subject::Subject;
use crate::host::item::Item;
use crate::host::leaf::{Cause, Reason, Scope};
use crate::host::{FileState, LogrotateRule, Strategy};

lint! {
    /// A fixed value runs at boot because it shares its splitting unit with a late one.
    ///
    /// daemon.json is one document: one late key takes all the others along, and dockerd waits for the boot to write it. A
    /// rule of logrotate is one stanza, and a file goes with its mode and owner: a mode that differs between variants puts the
    /// whole content into user-data.
    ///
    /// Bad: `log-level` differing between variants beside ten fixed settings. Good: one value for every launch, or the
    /// late value somewhere else, so that the rest can be baked.
    "L0003" "needless-boot-step" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let host = subject.host;
    if host.image.strategy == Strategy::None {
        return Vec::new();
    }
    let mut found: Vec<Finding> = daemon(subject).into_iter().collect();
    found.extend(host.files.iter().filter_map(file));
    found.extend(host.logrotate.iter().filter_map(|item| rule(subject, item)));
    found
}

fn daemon(subject: &Subject<'_>) -> Option<Finding> {
    let settings = subject.host.docker.settings.iter();
    let (fixed, late): (Vec<_>, Vec<_>) = settings.partition(|item| item.is_fixed());
    let first = late.first().filter(|_| !fixed.is_empty())?;
    let names = fixed.iter().map(|item| item.name.text.as_str());
    let taken = Taken {
        message: format!(
            "`{}` takes all of dockerd's settings to boot",
            first.name.text
        ),
        names: names.collect(),
        unit: "daemon.json is one document",
    };
    Some(taken.by(first))
}

/// A file whose content is fixed, and its mode or owner is not.
fn file(item: &Item<FileState>) -> Option<Finding> {
    let first = item.first()?;
    let is_same =
        |state: &Option<FileState>| state.as_ref().is_some_and(|state| state.body == first.body);
    let key = item.deciding.leaf.rsplit('.').next()?;
    let is_late = matches!(key, "mode" | "owner" | "group")
        && item.deciding.reason != Reason::Late
        && item.deciding.scope == Scope::Launch;
    if !is_late || first.body.needs_host() || !item.states.iter().all(is_same) {
        return None;
    }
    let taken = Taken {
        message: format!("`{key}` takes the file `{}` to boot", item.name.text),
        names: vec!["content"],
        unit: "a file is written with its mode and owner",
    };
    Some(taken.by(item))
}

/// A rule in which one directive differs between variants and others do not.
fn rule(subject: &Subject<'_>, item: &Item<LogrotateRule>) -> Option<Finding> {
    if !matches!(item.deciding.reason, Reason::Differs(..)) {
        return None;
    }
    let states: Option<Vec<&LogrotateRule>> = item.states.iter().map(Option::as_ref).collect();
    let states = states?;
    let (first, others) = states.split_first()?;
    let word = item.deciding.leaf.rsplit('.').next()?;
    let same = |line: &&crate::host::RuleLine| {
        let has = |other: &LogrotateRule| {
            let mut lines = other.lines.iter();
            lines.any(|known| known.word == line.word && known.argument == line.argument)
        };
        // What a variable gives may be of launch scope.
        let is_written = !subject.sources.text(line.cause.span).contains("${");
        is_written && others.iter().all(|other| has(other))
    };
    let names: Vec<&str> = first
        .lines
        .iter()
        .filter(same)
        .map(|line| line.word)
        .collect();
    if names.is_empty() {
        return None;
    }
    let taken = Taken {
        message: format!("`{word}` takes the rule `{}` to boot", item.name.text),
        names,
        unit: "a rule of logrotate is one stanza",
    };
    Some(taken.by(item))
}

/// What a late leaf takes along.
struct Taken<'a> {
    message: String,
    names: Vec<&'a str>,
    unit: &'static str,
}

impl Taken<'_> {
    fn by<T>(self, late: &Item<T>) -> Finding {
        let deciding = &late.deciding;
        let cause = Cause {
            span: deciding.span.unwrap_or(late.name.span),
            leaf: deciding.leaf.clone(),
        };
        let why = if deciding.scope == Scope::Host {
            "only the host knows it"
        } else {
            "it is known at launch only"
        };
        let names: Vec<String> = self.names.iter().map(|name| format!("`{name}`")).collect();
        let note = format!(
            "{} could be in the image, and travel{} along because {}",
            names.join(", "),
            if names.len() == 1 { "s" } else { "" },
            self.unit
        );
        let found = LINT.at(&cause, self.message).label(why).note(note);
        found.help("give it one value for every launch, or allow the lint")
    }
}
