//! The reference of single words: that every word has an entry, and how entries look.

use parbake::catalog::docker::{LOG_DRIVERS, LOG_OPTIONS, STORAGE_DRIVERS, STORAGE_OPTIONS};
use parbake::catalog::{BASES, DAEMON_KEYS, DIRECTIVES, ECS_VARIABLES, IDENTITY_ITEMS};
use parbake::reference::{Reference, lookup, suggest};
use parbake::source::MemoryWorld;
use parbake::{Aim, Options, compile};

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
    let drivers = drivers.chain(STORAGE_DRIVERS.iter().map(|row| row.name));
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

/// What the example of a word shows and still warns about, each with the reason.
const WARNED: &[(&str, &str, &str)] = &[
    (
        "ecs.engine-auth-type",
        "L0018",
        "the credentials themselves are a secret",
    ),
    ("ecs.enable-gpu-support", "L0015", "no base for GPUs yet"),
    (
        "docker.daemon.debug",
        "L0068",
        "switching it on is what it is for",
    ),
    (
        "docker.daemon.insecure-registries",
        "L0069",
        "naming one is what it is for",
    ),
    (
        "docker.daemon.iptables",
        "L0067",
        "switching them off is what it is for",
    ),
    (
        "docker.daemon.log-opts.fluentd-async-connect",
        "L0064",
        "the old name of fluentd-async",
    ),
    ("docker.daemon.log-opts.fluentd-tag", "P0418", GONE),
    ("docker.daemon.log-opts.gelf-tag", "P0418", GONE),
    ("docker.daemon.log-opts.syslog-tag", "P0418", GONE),
    (
        "logrotate.app.hourly",
        "L0094",
        "the timer is another setting",
    ),
    (
        "logrotate.app.olddir",
        "L0091",
        "`createolddir` is another setting",
    ),
    (
        "logrotate.app.delaycompress",
        "L0089",
        "`compress` is another setting",
    ),
];

const GONE: &str = "gone from the Docker of every base";

#[test]
fn every_example_compiles_on_a_base_that_knows_the_word() {
    let agent = ECS_VARIABLES
        .iter()
        .map(|row| format!("ecs.{}", row.field.key));
    let daemon = DAEMON_KEYS
        .iter()
        .map(|row| format!("docker.daemon.{}", row.field.key));
    let options = LOG_OPTIONS
        .iter()
        .map(|row| format!("docker.daemon.log-opts.{}", row.field.key));
    let storage = STORAGE_OPTIONS.iter().map(|row| row.field.key.to_owned());
    let rules = DIRECTIVES
        .iter()
        .map(|row| format!("logrotate.app.{}", row.field.key));
    let words = agent
        .chain(daemon)
        .chain(options)
        .chain(storage)
        .chain(rules);
    let mut wrong = Vec::new();
    let mut shown = 0;
    for word in words {
        let example = found(&word).example;
        if example.is_empty() {
            continue;
        }
        shown += 1;
        if let Some(told) = told(&word, &example).filter(|told| !told.is_empty()) {
            wrong.push(format!("{word}: {example}{told:#?}"));
        }
    }
    assert!(shown > 300, "{shown} examples");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is said of an example on the first base that has nothing to say, or on the last one that knows the word: one that does not,
/// or that passes it as a flag already, says nothing about the example.
fn told(word: &str, example: &str) -> Option<Vec<String>> {
    let foreign = |found: &String| found.starts_with("P0408") || found.starts_with("P0409");
    let mut told = None;
    for base in BASES {
        let found = findings(word, example, base.name);
        if !found.iter().any(foreign) {
            let is_clean = found.is_empty();
            told = Some(found);
            if is_clean {
                break;
            }
        }
    }
    told
}

/// What a profile of the example says on a base, as far as it is about the example.
fn findings(word: &str, example: &str, base: &str) -> Vec<String> {
    let mut profile =
        format!("edition = \"2026\"\nname = \"x\"\nhost.base = \"{base}\"\n{example}");
    match word.split_once('.') {
        Some(("logrotate", _)) => profile.push_str("paths = [\"/var/log/app.log\"]\n"),
        Some(("ecs", _)) if !example.contains("cluster =") => {
            profile.push_str("cluster = \"web\"\n");
        }
        _ => {}
    }
    if base.ends_with("-ecs") && !example.contains("[ecs]") {
        profile.push_str("[ecs]\ncluster = \"web\"\n");
    }
    if !example.contains("[docker.daemon]") {
        profile.push_str("[docker.daemon]\n");
    }
    // The words of one setting are shown, not all that a good host has.
    let elsewhere = ["L0001", "L0004", "L0085", "P0404", "P0103"];
    let files = [("profile.toml".to_owned(), profile.into_bytes())];
    let world = MemoryWorld(files.into_iter().collect());
    let options = Options {
        aim: Aim::Diagnostics,
        ..Options::default()
    };
    let compiled = compile(&world, "profile.toml", &options);
    let found = compiled.diagnostics.iter().filter(|found| {
        let is_warned = WARNED
            .iter()
            .any(|(known, code, _)| *known == word && *code == found.code.id);
        !is_warned && !elsewhere.contains(&found.code.id)
    });
    found
        .map(|found| format!("{} {}", found.code.id, found.message))
        .collect()
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
