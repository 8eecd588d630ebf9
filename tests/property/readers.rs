//! Read back: what the real readers make of each output is what the profile says.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use parbake::bundle::Bundle;
use parbake::catalog::ecs::{Encoding, ecs_variable};
use parbake::reader::systemd_env::{self, Systemd};
use parbake::reader::{cloud_init, ecs_init, hosts, logrotate, mime_go, mime_python, sysctl};
use proptest::prelude::*;
use serde_json::Value;

use super::meaning::Meaning;
use super::profile::{Profile, profile};
use super::steps::{Call, baked, booted};
use super::{compiled, config};

/// The text that a variable of ecs.config has, in the agent's own encoding.
fn agent_text(key: &str, value: &Value) -> String {
    let plain = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    let encoding = ecs_variable(key).map_or(Encoding::Plain, |variable| variable.encoding);
    match (encoding, value) {
        (Encoding::Csv, Value::Array(items)) => {
            items.iter().map(plain).collect::<Vec<_>>().join(",")
        }
        (Encoding::Csv | Encoding::Bool | Encoding::Plain | Encoding::Json, value) => plain(value),
    }
}

/// Both readers of ecs.config see each variable with the profile's value.
fn check_agent(bundle: &Bundle, launch: &str, tree: &Value) {
    let Some(section) = tree.get("ecs").and_then(Value::as_object) else {
        return;
    };
    let bytes = &bundle.files[&format!("launch/{launch}/ecs.config")].bytes;
    let systemd_env::Reading::Read(by_systemd) = systemd_env::read(bytes, Systemd::Before254)
    else {
        panic!("systemd ignores the file");
    };
    let ecs_init::Reading::Read(by_ecs_init) = ecs_init::read(bytes) else {
        panic!("ecs-init's container is refused");
    };
    assert!(by_systemd.dropped.is_empty(), "{:?}", by_systemd.dropped);
    assert_eq!(by_systemd.variables, by_ecs_init, "the two readers agree");
    let mut wanted: BTreeMap<String, Value> = BTreeMap::new();
    for (key, value) in section.iter().filter(|(key, _)| *key != "extra") {
        let name = ecs_variable(key).expect("it is in the catalogue").name;
        wanted.insert(name.to_owned(), same_json(&agent_text(key, value)));
    }
    for (name, value) in section
        .get("extra")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        wanted.insert(name.clone(), same_json(&agent_text(name, value)));
    }
    if let Some(proxy) = tree.get("proxy").and_then(Value::as_object) {
        for (key, name) in [("http", "HTTP_PROXY"), ("https", "HTTPS_PROXY")] {
            wanted.extend(proxy.get(key).map(|url| (name.to_owned(), url.clone())));
        }
        // The profile's own hosts stand behind those that are always there.
        let direct = by_ecs_init["NO_PROXY"].as_str();
        assert!(direct.starts_with("169.254.169.254,"), "{direct}");
        let own = proxy.get("no-proxy").and_then(Value::as_array);
        for host in own.into_iter().flatten().filter_map(Value::as_str) {
            assert!(direct.split(',').any(|one| one == host), "{host}: {direct}");
        }
        wanted.insert("NO_PROXY".to_owned(), same_json(direct));
    }
    let found = by_ecs_init
        .iter()
        .map(|(name, text)| (name.clone(), same_json(text)));
    assert_eq!(found.collect::<BTreeMap<_, _>>(), wanted);
}

/// JSON is compared by what it says; any other text as it is.
fn same_json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

/// What a step writes to a path, references as they were meant.
fn written(calls: &[Call], path: &str) -> Option<String> {
    calls.iter().rev().find_map(|call| {
        let input = call.input.as_deref().unwrap_or_default();
        match call
            .words
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .as_slice()
        {
            ["write_file", to, ..] if *to == path => Some(input.to_owned()),
            ["write_template", _, to, ..] if *to == path => Some(input.replace("$${", "${")),
            _ => None,
        }
    })
}

/// dockerd, logrotate, systemd-sysctl and glibc read what the profile says.
fn check_files(calls: &[Call], tree: &Value) {
    let docker = tree.get("docker").cloned().unwrap_or_default();
    let mut daemon = docker.get("daemon").cloned().unwrap_or_default();
    for (key, value) in docker
        .get("daemon-extra")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        daemon[key.as_str()] = value.clone();
    }
    if daemon.as_object().is_some_and(|keys| !keys.is_empty()) {
        let text = written(calls, "/etc/docker/daemon.json").expect("daemon.json is written");
        let read: Value = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(read, daemon, "daemon.json");
    }
    for (name, rule) in tree
        .get("logrotate")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let path = format!("/etc/logrotate.d/parbake-{name}");
        check_rule(&written(calls, &path).expect("the rule is written"), rule);
    }
    let mut kernel = BTreeMap::new();
    for path in [
        "/etc/sysctl.d/60-parbake.conf",
        "/etc/sysctl.d/61-parbake-launch.conf",
    ] {
        let (settings, passed_over) = sysctl::read(&written(calls, path).unwrap_or_default());
        assert!(passed_over.is_empty(), "{passed_over:?}");
        kernel.extend(
            settings
                .into_iter()
                .map(|setting| (setting.key, setting.value)),
        );
    }
    let wanted = tree
        .get("sysctl")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let wanted = wanted.map(|(key, value)| (key.replace('.', "/"), Some(agent_text("", value))));
    assert_eq!(kernel, wanted.collect(), "sysctl");
    check_hosts(calls, tree);
}

fn check_rule(text: &str, rule: &Value) {
    let read = logrotate::read(text).expect("logrotate takes the file");
    assert!(read.unknown.is_empty(), "{:?}", read.unknown);
    let [stanza] = read.stanzas.as_slice() else {
        panic!("one stanza: {text}");
    };
    assert_eq!(Value::from(stanza.paths.clone()), rule["paths"]);
    for (word, value) in rule.as_object().into_iter().flatten() {
        let is_there = stanza
            .directives
            .iter()
            .any(|directive| directive.word == *word)
            || stanza.scripts.iter().any(|(script, _)| script == word);
        assert_eq!(
            is_there,
            word != "paths" && value != false,
            "{word}: {text}"
        );
    }
}

fn check_hosts(calls: &[Call], tree: &Value) {
    let blocks = calls.iter().filter(|call| call.words[0] == "hosts_block");
    // The address that only the host knows stands for itself.
    let text: String = blocks.filter_map(|call| call.input.clone()).collect();
    let text = text.replace("${instance.private-ip}", "192.0.2.1");
    let read = hosts::read(&text)
        .into_iter()
        .map(|entry| (entry.names, entry.address.to_string()));
    let wanted = tree
        .get("hosts")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let wanted = wanted.map(|(name, address)| {
        let address = agent_text("", address).replace("${instance.private-ip}", "192.0.2.1");
        (vec![name.clone()], address)
    });
    assert_eq!(
        read.collect::<BTreeMap<_, _>>(),
        wanted.collect(),
        "/etc/hosts: {text}"
    );
}

/// Python and Go see the same parts, and each cloud-init handles each as what it is.
fn check_message(bundle: &Bundle, launch: &str) {
    let message = &bundle.files[&format!("launch/{launch}/user-data")].bytes;
    let parts = mime_python::read(message).expect("Python reads it");
    assert_eq!(
        mime_go::read(message),
        Ok(parts.clone()),
        "Go reads the same"
    );
    for part in &parts {
        let name = part.filename.as_deref().expect("each part has a name");
        let planned = &bundle.files[&format!("launch/{launch}/parts/{name}")].bytes;
        assert_eq!(part.bytes, *planned, "{name} as planned");
        let wanted = if name == "boothook.sh" {
            "text/cloud-boothook"
        } else {
            "text/cloud-config"
        };
        for version in [
            cloud_init::Version(19, 3),
            cloud_init::Version(22, 2),
            cloud_init::Version(25, 1),
        ] {
            let seen = cloud_init::effective_type(&part.content_type, &part.bytes, version);
            assert_eq!(seen, wanted, "{name} for {version:?}");
        }
    }
}

/// bash takes every script; a few profiles are enough, since each runs bash some times.
fn check_shell(bundle: &Bundle) {
    static DONE: AtomicUsize = AtomicUsize::new(0);
    if DONE.fetch_add(1, Ordering::Relaxed) > 6 {
        return;
    }
    let is_script = |path: &str| path.ends_with(".sh") || path.ends_with("/runner");
    for (path, file) in bundle.files.iter().filter(|(path, _)| is_script(path)) {
        let mut bash = Command::new("bash")
            .arg("-n")
            .stdin(Stdio::piped())
            .spawn()
            .expect("bash is installed");
        let mut input = bash.stdin.take().expect("it was piped");
        input.write_all(&file.bytes).expect("bash reads to the end");
        drop(input);
        assert!(bash.wait().expect("bash ends").success(), "{path}");
    }
}

/// Holds what the models of the readers make of a bundle against what its profile says.
pub(super) fn read_back(profile: &Profile, bundle: &Bundle) {
    let meaning = Meaning::of(&profile.tree);
    for ((launch, _), tree) in meaning.launches.iter().zip(&meaning.trees) {
        let mut calls = baked(bundle);
        calls.extend(booted(bundle, launch));
        check_agent(bundle, launch, tree);
        check_files(&calls, tree);
        check_message(bundle, launch);
    }
}

fn check(profile: &Profile) {
    let bundle = compiled(&profile.files).bundle.expect("it compiles");
    read_back(profile, &bundle);
    check_shell(&bundle);
}

proptest! {
    #![proptest_config(config(16))]

    #[test]
    fn each_reader_sees_what_the_profile_says(profile in profile()) {
        check(&profile);
    }
}
