//! The reference of single words: that every word has an entry, and how entries look.

use parbake::catalog::docker::{LOG_DRIVERS, LOG_OPTIONS, STORAGE_OPTIONS};
use parbake::catalog::{BASES, DAEMON_KEYS, DIRECTIVES, ECS_VARIABLES, IDENTITY_ITEMS};
use parbake::reference::{Reference, lookup, suggest};

use crate::schema::{mistakes, validator};
use crate::support::Workspace;

fn found(word: &str) -> Reference {
    lookup(word).unwrap_or_else(|| panic!("no entry for {word}"))
}

#[test]
fn every_row_of_the_catalogues_is_found_by_each_of_its_names() {
    for row in ECS_VARIABLES {
        let path = format!("ecs.{}", row.field.key);
        assert_eq!(found(row.name).key, path);
        assert_eq!(found(&path).title, row.name);
        let by_key = found(row.field.key);
        assert!(by_key.key == path || by_key.also.contains(&path), "{path}");
    }
    for row in DAEMON_KEYS {
        let path = format!("docker.daemon.{}", row.field.key);
        assert_eq!(found(&path).title, row.field.key);
        let by_key = found(row.field.key);
        assert!(by_key.key == path || by_key.also.contains(&path), "{path}");
        if let Some(flag) = row.flag {
            assert_eq!(found(flag.name).kind, "key of daemon.json", "{}", flag.name);
        }
    }
    for row in DIRECTIVES {
        let path = format!("logrotate.NAME.{}", row.field.key);
        assert_eq!(found(&path).title, row.field.key);
        for word in [Some(row.field.key), row.off].into_iter().flatten() {
            let by_word = found(word);
            assert!(
                by_word.key == path || by_word.also.contains(&path),
                "{word}"
            );
        }
    }
}

#[test]
fn every_other_word_is_found() {
    let options = LOG_OPTIONS.iter().map(|row| row.field.key);
    let storage = STORAGE_OPTIONS.iter().map(|row| row.field.key);
    let drivers = LOG_DRIVERS.iter().map(|row| row.name);
    let bases = BASES.iter().map(|row| row.name);
    let items = IDENTITY_ITEMS.iter().map(|row| row.id);
    for word in options
        .chain(storage)
        .chain(drivers)
        .chain(bases)
        .chain(items)
    {
        found(word);
    }
}

#[test]
fn a_base_shows_every_fact_of_its_pack() {
    for base in BASES {
        let path = format!(
            "{}/schemas/bases/{}.toml",
            env!("CARGO_MANIFEST_DIR"),
            base.name
        );
        let dates = std::fs::read_to_string(path)
            .unwrap()
            .matches("read = \"")
            .count();
        // A package's name and whether the image has it are two facts and one row.
        let facts = found(base.name).facts.len() + base.packages.len();
        assert_eq!(facts, dates, "{}", base.name);
    }
}

#[test]
fn a_key_path_is_found_wherever_it_stands() {
    for path in [
        "name",
        "ecs",
        "host.base",
        "files",
        "files.\"/etc/motd\"",
        "files.\"/etc/motd\".mode",
        "image.strategy",
        "scripts.x.env.A",
        "lints.x.level",
        "variants.prod",
        "boot.on-failure.command",
    ] {
        assert_eq!(found(path).key, path);
    }
    assert_eq!(found("variants.prod.ecs.cluster").key, "ecs.cluster");
    assert_eq!(found("variants.prod.host.role").key, "host.role");
    for word in [
        "",
        ".",
        "ecs.",
        "ecs.nope",
        "files.\"/x",
        "--",
        "\0",
        "ecs.cluster.x",
    ] {
        assert_eq!(lookup(word), None, "{word:?}");
    }
}

#[test]
fn every_example_is_a_valid_profile() {
    let validator = validator();
    let names = ECS_VARIABLES
        .iter()
        .map(|row| format!("ecs.{}", row.field.key));
    let keys = DAEMON_KEYS
        .iter()
        .map(|row| format!("docker.daemon.{}", row.field.key));
    let words = DIRECTIVES
        .iter()
        .map(|row| format!("logrotate.x.{}", row.field.key));
    let options = LOG_OPTIONS
        .iter()
        .map(|row| format!("docker.daemon.log-opts.{}", row.field.key));
    let storage = STORAGE_OPTIONS.iter().map(|row| row.field.key.to_owned());
    let rest = [
        "host",
        "launch",
        "ecs",
        "host.base",
        "vars",
        "sysctl",
        "users.me",
        "lints",
        "boot.on-failure",
        "image.keep",
    ];
    let rest = rest
        .into_iter()
        .chain(BASES.iter().map(|row| row.name))
        .map(str::to_owned);
    for word in names
        .chain(keys)
        .chain(words)
        .chain(options)
        .chain(storage)
        .chain(rest)
    {
        let example = found(&word).example;
        let mistakes = mistakes(&validator, &example);
        assert!(mistakes.is_empty(), "{word}\n{example}\n{mistakes:#?}");
    }
}

#[test]
fn a_word_that_is_nearly_known_is_suggested() {
    for (word, meant) in [
        ("reserved-memroy", "reserved-memory"),
        ("ECS_RESERVED_MEMROY", "ECS_RESERVED_MEMORY"),
        ("--log-opts", "--log-opt"),
        ("strategy", "image.strategy"),
        ("nocompres", "nocompress"),
        ("al2023-esc", "al2023-ecs"),
    ] {
        assert_eq!(
            suggest(word).first().map(String::as_str),
            Some(meant),
            "{word}"
        );
    }
    assert!(suggest("zzzzqqq").is_empty());
}

fn explain(arguments: &[&str]) -> String {
    let run = Workspace::new().run([&["explain"], arguments].concat());
    assert_eq!(
        (run.status, run.stderr.as_str()),
        (Some(0), ""),
        "{arguments:?}"
    );
    run.stdout
}

#[test]
fn entries_for_people() {
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("variable", explain(&["ECS_RESERVED_MEMORY"]));
        insta::assert_snapshot!("daemon_key", explain(&["log-opts"]));
        insta::assert_snapshot!("flag", explain(&["--default-ulimit"]));
        insta::assert_snapshot!("log_option", explain(&["awslogs-group"]));
        insta::assert_snapshot!("directive", explain(&["nocompress"]));
        insta::assert_snapshot!("key", explain(&["files.\"/etc/motd\".mode"]));
        insta::assert_snapshot!("base", explain(&["debian-12"]));
    });
}

#[test]
fn an_entry_for_programs() {
    let text = explain(&["--format", "json", "ecs.cluster"]);
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("json", text);
    });
}

#[test]
fn an_unknown_word_names_what_is_near() {
    let run = Workspace::new().run(["explain", "ECS_CLUSTR"]);
    assert_eq!(run.status, Some(2));
    assert!(
        run.stderr.contains("did you mean one of `ECS_CLUSTER`"),
        "{run:?}"
    );
}
