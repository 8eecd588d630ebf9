//! The catalogue of identity as rows of bake.sh: what the clean-up does on this base after this bake, and what the audit looks for.

use crate::artifact::Workshop;
use crate::catalog::identity::{
    Cleaner, IDENTITY_ITEMS, IdentityAction, IdentityItem, Left, Weight,
};
use crate::format::lines::Lines;
use crate::format::shell;
use crate::host::Host;
use crate::host::item::Item;
use crate::host::leaf::Cause;

/// Makes the tables IDENTITY and CLEANERS.
pub(super) fn rows(workshop: &Workshop<'_>) -> Lines<Cause> {
    let host = workshop.host;
    let mut lines = Lines::new();
    let mut cleaners: Vec<(&str, Cause)> = Vec::new();
    lines.push_plain("");
    lines.push_plain("IDENTITY=(");
    for item in IDENTITY_ITEMS {
        if item.action == IdentityAction::Keep {
            continue;
        }
        let made = made_by(item, workshop).filter(|_| is_of_base(item, host));
        let cause = made.unwrap_or(&host.base_cause);
        for pattern in item.patterns(data_root(host), pid_file(host)) {
            let row = row(item, made.is_some(), &pattern);
            lines.push(format!("  {}", shell::word(&row)), cause.clone());
        }
        let word = item.cleaner.map(cleaner).filter(|_| made.is_some());
        if let Some(word) = word.filter(|word| cleaners.iter().all(|(known, _)| known != word)) {
            cleaners.push((word, cause.clone()));
        }
    }
    lines.push_plain(")");
    let words: Vec<&str> = cleaners.iter().map(|(word, _)| *word).collect();
    let cause = cleaners
        .first()
        .map_or(&host.base_cause, |(_, cause)| cause);
    lines.push(format!("CLEANERS=({})", words.join(" ")), cause.clone());
    lines
}

/// The leaf behind the first effect of this bake that makes an item.
fn made_by<'w>(item: &IdentityItem, workshop: &Workshop<'w>) -> Option<&'w Cause> {
    let mut made = item
        .after
        .iter()
        .filter_map(|effect| workshop.plan.effects.get(effect));
    made.next()
}

/// Says whether the programs of the base make the item at all.
fn is_of_base(item: &IdentityItem, host: &Host) -> bool {
    let manager = host.base.os.package_manager.value;
    let docker = host.base.docker.version.value;
    (item.managers.is_empty() || item.managers.contains(&manager))
        && item.docker_since.is_none_or(|since| since <= docker)
        && item.docker_until.is_none_or(|until| docker < until)
}

/// `PHASE ACTION LEVEL LEFT ITEM PATTERN [LINE]`.
fn row(item: &IdentityItem, is_made: bool, pattern: &str) -> String {
    let (phase, action) = match (item.is_cleaned(), is_made) {
        (true, true) => (phase(item), action(item.action)),
        (true, false) => (phase(item), "-"),
        (false, _) => ("-", "-"),
    };
    let words = [
        phase,
        action,
        level(item.level),
        left(item.left),
        item.id,
        pattern,
    ];
    let mut row = words.join(" ");
    if !item.lines.is_empty() {
        row.push(' ');
        row.push_str(&expression(item.lines));
    }
    row
}

/// The step of the clean-up that an item belongs to.
fn phase(item: &IdentityItem) -> &'static str {
    match item.order {
        ..=30 => "state",
        31..=85 => "logs",
        _ => "machine-id",
    }
}

const fn action(action: IdentityAction) -> &'static str {
    match action {
        IdentityAction::Delete => "delete",
        IdentityAction::Truncate => "truncate",
        IdentityAction::EmptyLogs => "empty-logs",
        IdentityAction::Empty => "empty",
        IdentityAction::Link => "link",
        IdentityAction::Strip => "strip",
        IdentityAction::Keep | IdentityAction::Check => "-",
    }
}

const fn level(level: Weight) -> &'static str {
    match level {
        Weight::Error => "error",
        Weight::Warning => "warning",
        Weight::Note => "note",
    }
}

const fn left(left: Left) -> &'static str {
    match left {
        Left::Files => "files",
        Left::Unlisted => "unlisted",
        Left::Filled => "filled",
        Left::OwnFile => "own-file",
        Left::NotEmpty => "not-empty",
        Left::Password => "password",
        Left::Hosts => "hosts",
        Left::Lines => "lines",
    }
}

const fn cleaner(cleaner: Cleaner) -> &'static str {
    match cleaner {
        Cleaner::Docker => "docker",
        Cleaner::CloudInit => "cloud-init",
        Cleaner::Packages => "packages",
    }
}

/// The lines as one regular expression of the shell; a comment holds nothing.
fn expression(lines: &[&str]) -> String {
    let line = |line: &&str| match line.strip_prefix('^') {
        Some(start) => format!("^[[:space:]]*{start}"),
        None => format!("^[^#]*{line}"),
    };
    let lines: Vec<String> = lines.iter().map(line).collect();
    lines.join("|")
}

/// What `parbake verify` must know of the host and cannot see: lines of the image's manifest.
pub(super) fn settings(host: &Host) -> Lines<Cause> {
    let mut lines = Lines::new();
    lines.push(
        format!("data-root {}", data_root(host)),
        host.base_cause.clone(),
    );
    if let Some(path) = pid_file(host) {
        lines.push(format!("pid-file {path}"), host.base_cause.clone());
    }
    for item in &host.image.keep {
        let cause = Cause {
            span: item.span,
            leaf: "image.keep".into(),
        };
        lines.push(format!("keep {}", item.value), cause);
    }
    lines
}

/// Where Docker keeps what must be cleaned.
pub(super) fn data_root(host: &Host) -> &str {
    setting(host, "data-root").unwrap_or(host.base.docker.data_root.value)
}

/// Where dockerd writes its process id, where the profile says so.
fn pid_file(host: &Host) -> Option<&str> {
    setting(host, "pidfile")
}

/// A setting that dockerd of the builder has: one late setting takes all of them to boot.
fn setting<'h>(host: &'h Host, key: &str) -> Option<&'h str> {
    let mut settings = host.docker.settings.iter();
    if !settings.clone().all(Item::is_fixed) {
        return None;
    }
    let setting = settings.find(|item| item.name.text == key)?;
    setting.first()?.value.as_str()
}
