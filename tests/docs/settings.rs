//! Pages of settings: an entry for every row of the catalogues and every key of the language.

use parbake::catalog::docker::{FLAGS_ONLY, LOG_DRIVERS, LOG_OPTIONS, STORAGE_OPTIONS};
use parbake::catalog::{BASES, DAEMON_KEYS, DIRECTIVES, ECS_VARIABLES, IDENTITY_ITEMS};
use parbake::reference::{Reference, keys_of_the_language, lookup};

use super::page::Page;

fn found(word: &str) -> Reference {
    lookup(word).unwrap_or_else(|| panic!("no entry for {word}"))
}

/// A page with one entry for each name.
fn page(title: &str, words: &str, entries: &[(String, Reference)]) -> Page {
    let mut page = Page::new(title, words);
    page.contents(entries.iter().map(|(name, _)| name.as_str()));
    for (name, entry) in entries {
        page.entry(name, entry);
    }
    page
}

pub(super) fn ecs() -> String {
    let row = |key: &str| (key.to_owned(), found(&format!("ecs.{key}")));
    let entries: Vec<_> = ECS_VARIABLES
        .iter()
        .map(|row| row.field.key)
        .map(row)
        .collect();
    page(
        "Settings of the ECS agent",
        "The keys of `[ecs]`: each variable of the agent and of ecs-init, what it takes, what it is where it is left out, and what happens to a value that its reader does not like. A key is the variable's name without `ECS_`, in small letters, with dashes.",
        &entries,
    )
    .text
}

pub(super) fn docker() -> String {
    let mut entries = Vec::new();
    for row in DAEMON_KEYS {
        entries.push((
            row.field.key.to_owned(),
            found(&format!("docker.daemon.{}", row.field.key)),
        ));
    }
    for row in FLAGS_ONLY {
        entries.push((row.field.key.to_owned(), found(row.field.key)));
    }
    for row in LOG_DRIVERS {
        let entry = found(row.name);
        // The name of a driver may be that of something else; the driver is what is meant here.
        if entry.kind == "log driver of dockerd" {
            entries.push((format!("log-driver.{}", row.name), entry));
        }
    }
    let mut options: Vec<&str> = LOG_OPTIONS.iter().map(|row| row.field.key).collect();
    options.sort_unstable();
    options.dedup();
    for key in options {
        let path = format!("docker.daemon.log-opts.{key}");
        entries.push((format!("log-opts.{key}"), found(&path)));
    }
    for row in STORAGE_OPTIONS {
        entries.push((
            format!("storage-opts.{}", row.field.key),
            found(row.field.key),
        ));
    }
    page(
        "Settings of dockerd",
        "The keys of `[docker.daemon]` under dockerd's own names, then flags that are no settings, the log drivers with their options, and the options of storage drivers.",
        &entries,
    )
    .text
}

pub(super) fn logrotate() -> String {
    let row = |key: &str| (key.to_owned(), found(&format!("logrotate.NAME.{key}")));
    let entries: Vec<_> = DIRECTIVES
        .iter()
        .map(|row| row.field.key)
        .map(row)
        .collect();
    page(
        "Directives of logrotate",
        "The keys of `[logrotate.NAME]` under logrotate's own names. `true` writes the word, `false` its opposite where there is one.",
        &entries,
    )
    .text
}

pub(super) fn profile() -> String {
    // These have pages of their own.
    let elsewhere = ["ecs.", "docker.daemon.", "logrotate.NAME."];
    let extra = ["ecs.extra", "logrotate.NAME.paths"];
    let here = |key: &String| {
        !elsewhere.iter().any(|start| key.starts_with(start)) || extra.contains(&key.as_str())
    };
    let keys = keys_of_the_language().into_iter().filter(here);
    let entries: Vec<_> = keys.map(|key| (key.clone(), found(&key))).collect();
    let words = "Every key of a profile, section by section; `NAME` stands for a name of your choice. The keys of `[ecs]`, `[docker.daemon]` and `[logrotate.NAME]` are on pages of their own: [settings-ecs.md](settings-ecs.md), [settings-docker.md](settings-docker.md), [settings-logrotate.md](settings-logrotate.md). For the ideas behind it see [docs/profile.md](../profile.md).";
    page("The profile", words, &entries).text
}

pub(super) fn identity() -> String {
    let entries: Vec<_> = IDENTITY_ITEMS
        .iter()
        .map(|item| (item.id.to_owned(), found(item.id)))
        .collect();
    page(
        "Identity: what must not be in an image",
        "What bake.sh cleans up and audits, and what `image.keep` may name: the identity of a host, secrets, stale facts, and weight.",
        &entries,
    )
    .text
}

pub(super) fn bases() -> String {
    let entries: Vec<_> = BASES
        .iter()
        .map(|base| (base.name.to_owned(), found(base.name)))
        .collect();
    page(
        "Bases",
        "What is known of each base, fact by fact, with the day on which it was read. The first step of a bake asserts these facts on the builder and names the one that is wrong.",
        &entries,
    )
    .text
}
