//! Same host: a baked image and its boot make the host that the whole plan at boot makes.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::profile::{Profile, profile};
use super::scopes::parts_text;
use super::steps::{Call, baked, booted};
use super::toml_text::show;
use super::{compiled, config};

/// A host as its steps leave it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Host {
    /// Files: mode, owner and group, content with references as written.
    files: BTreeMap<String, (String, String)>,
    /// Lines of /etc/hosts.
    hosts: BTreeSet<String>,
    /// ecs.config by variable.
    agent: BTreeMap<String, String>,
    /// What cloud-init is told of the host keys: by a file of the image, or by user-data.
    host_keys: String,
    /// Everything else that is done, each thing once.
    done: BTreeSet<String>,
}

/// The boot program, which an image has and a launch brings along.
const OWN_UNITS: &[&str] = &[
    "parbake-early.service",
    "parbake-late.service",
    "parbake-after-agent.service",
];
/// A step of a boot could not write it before cloud-init reads it.
const HOST_KEYS: &str = "/etc/cloud/cloud.cfg.d/95_parbake.cfg";
const OWN_FILES: &[&str] = &["/usr/lib/parbake/", "/etc/parbake/"];

/// Says whether a file is the boot program's: its library, its units, its gates.
fn is_own(path: &str) -> bool {
    let unit = path.strip_prefix("/etc/systemd/system/");
    unit.is_some_and(|unit| OWN_UNITS.contains(&unit))
        || path.ends_with(".d/10-parbake.conf")
        || OWN_FILES.iter().any(|own| path.starts_with(own))
}

impl Host {
    fn apply(&mut self, call: &Call) {
        let words: Vec<&str> = call.words.iter().map(String::as_str).collect();
        let input = call.input.clone().unwrap_or_default();
        if ["write_template", "write_ecs_config"].contains(&words[0]) {
            assert_resolvable(&input);
        }
        match words.as_slice() {
            ["write_file", "/etc/ecs/ecs.config", ..] => self.set_agent(&input),
            ["write_file", HOST_KEYS, ..] => self.host_keys = input,
            ["write_file" | "write_base64", path, rest @ ..] => {
                self.write(path, rest.join(" "), format!("{}: {input}", words[0]));
            }
            ["write_template", sink, path, rest @ ..] => {
                self.write(path, rest.join(" "), format!("{sink}: {input}"));
            }
            ["write_ecs_config", _, _] => self.set_agent(&input.replace("$${", "${")),
            ["hosts_block", ..] => self.hosts.extend(input.lines().map(str::to_owned)),
            ["install_packages", names @ ..] => {
                let each = names.iter().map(|name| format!("install_packages {name}"));
                self.done.extend(each);
            }
            ["pull_images", how @ ..] => {
                let each = input
                    .lines()
                    .map(|image| format!("pull_images {how:?} {image}"));
                self.done.extend(each);
            }
            ["enable_unit", unit] if OWN_UNITS.contains(unit) => {}
            // What belongs to one phase alone: no image starts a unit, no boot needs a dockerd of the bake or asks what the builder is.
            [
                "assert_services"
                | "start_docker_for_bake"
                | "start_unit"
                | "reload_systemd"
                | "apply_sysctl",
                ..,
            ] => {}
            _ => {
                self.done.insert(format!("{words:?} {input}"));
            }
        }
    }

    fn write(&mut self, path: &str, mode: String, content: String) {
        if !is_own(path) {
            self.files.insert(path.to_owned(), (mode, content));
        }
    }

    fn set_agent(&mut self, lines: &str) {
        for line in lines.lines() {
            let (name, value) = line.split_once('=').expect("a line is an assignment");
            self.agent.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// What the boot program would refuse: a reference to anything but the instance and its secrets.
fn assert_resolvable(text: &str) {
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${") {
        let is_literal = before.ends_with('$');
        let kinds = ["instance.", "ssm:", "secret:"];
        let is_known = kinds.iter().any(|kind| behind.starts_with(kind));
        assert!(is_literal || is_known, "{text}");
        rest = behind;
    }
}

/// The host of each launch under a strategy.
fn hosts(profile: &Profile, strategy: &str) -> Vec<(String, Host)> {
    let compiled = compiled(&profile.with_strategy(strategy).files);
    let bundle = compiled.bundle.expect("it compiles");
    let host = |launch: &String| {
        let mut host = Host::default();
        for call in baked(&bundle).iter().chain(&booted(&bundle, launch)) {
            host.apply(call);
        }
        host.host_keys += &key_of(&parts_text(&bundle, launch), "ssh_genkeytypes");
        (launch.clone(), host)
    };
    compiled.launches.iter().map(host).collect()
}

/// The lines of a top-level key; nothing where the document has none of it.
fn key_of(document: &str, key: &str) -> String {
    let mut lines = document.lines();
    let first = lines.find(|line| line.starts_with(&format!("{key}:")));
    let rest = lines.take_while(|line| line.starts_with(' '));
    let all = first.into_iter().chain(rest);
    all.map(|line| format!("{line}\n")).collect()
}

proptest! {
    #![proptest_config(config(16))]

    #[test]
    fn an_image_and_its_boot_are_the_host_that_one_boot_makes(profile in profile()) {
        let profile = profile.with_strategy("none");
        prop_assume!(profile.fits());
        let of_image = hosts(&profile, "bake");
        let of_launch = hosts(&profile, "none");
        for ((name, baked), (_, whole)) in of_image.iter().zip(&of_launch) {
            assert_eq!(baked, whole, "{name}\n{}", show(&profile.files));
        }
    }
}
