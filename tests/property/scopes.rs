//! Minimal boot and clean image: each leaf is where its scope says, and nowhere else.

use std::collections::{BTreeMap, BTreeSet};

use parbake::bundle::Bundle;
use parbake::reader::mime_python;
use proptest::prelude::*;

use super::marks;
use super::meaning::{Launch, Meaning};
use super::profile::{Profile, profile};
use super::toml_text::show;
use super::{compiled, config};

/// Where a leaf goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// A splitting unit of a step.
    Unit(String),
    /// cloud-config, which is user-data whatever its scope.
    CloudConfig,
    /// What is about the image itself.
    Image,
    /// Neither image nor user-data.
    Elsewhere,
}

/// The splitting unit of a leaf: a line, a drop-in, a stanza, or the whole document.
fn place(keys: &[String]) -> Place {
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let unit = |count: usize| Place::Unit(keys[..count.min(keys.len())].join("\u{1}"));
    match keys.as_slice() {
        ["ecs", "extra", ..] | ["packages", ..] | ["images", ..] => unit(3),
        ["docker", "gc", ..] | ["certificates" | "volumes", ..] => unit(2),
        ["docker", ..] | ["boot", ..] | ["proxy", ..] | ["swap", ..] | ["swarm", ..] => unit(1),
        ["host", "hostname"] => unit(2),
        ["units", _, "drop-ins", ..] => unit(4),
        [
            "ca-certificates" | "ecs" | "logrotate" | "files" | "users" | "hosts" | "sysctl"
            | "scripts" | "units",
            ..,
        ] => unit(2),
        ["cloud-config", ..] => Place::CloudConfig,
        ["image", ..] => Place::Image,
        _ => Place::Elsewhere,
    }
}

/// Splitting units that hold a late leaf.
fn late_units(meaning: &Meaning) -> BTreeSet<Place> {
    let paths = meaning.paths();
    let is_late = |keys: &&Vec<String>| {
        let is_phase = keys[0] == "scripts" && keys.last().is_some_and(|key| key == "phase");
        let says_boot = || {
            let mut states = meaning
                .launches
                .iter()
                .filter_map(|(_, launch)| launch.get(*keys));
            states.any(|leaf| leaf.value == "boot")
        };
        // Made of the host's own disks and its own chance.
        let is_hosts = ["certificates", "volumes", "swap"].contains(&keys[0].as_str())
            || keys.join(".") == "host.hostname";
        meaning.is_late(keys) || is_phase && says_boot() || is_hosts
    };
    paths
        .iter()
        .filter(is_late)
        .map(|keys| place(keys))
        .collect()
}

/// The marks of a launch's leaves by the places that they go to.
fn marks_by_place(launch: &Launch) -> BTreeMap<Place, BTreeSet<String>> {
    let mut found: BTreeMap<Place, BTreeSet<String>> = BTreeMap::new();
    for (keys, leaf) in launch {
        let text = format!("{} {}", keys.join(" "), leaf.value);
        found
            .entry(place(keys))
            .or_default()
            .extend(marks::of(&text));
    }
    found
}

/// The text of all files below a directory of the bundle. A component holds bake.sh once more, in base64, where anything may
/// look like a mark.
fn text_below(bundle: &Bundle, directory: &str) -> String {
    let below = bundle
        .files
        .iter()
        .filter(|(path, _)| path.starts_with(directory) && !path.ends_with("/component.yaml"));
    below
        .map(|(path, file)| format!("{path}\n{}\n", String::from_utf8_lossy(&file.bytes)))
        .collect()
}

/// Takes the comments away that say which line of the profile caused a step: `# KEY PATH (FILE:LINE)`.
fn without_places(text: &str) -> String {
    let is_place = |line: &&str| {
        let place = line
            .strip_prefix("# ")
            .and_then(|line| line.strip_suffix(')'));
        place
            .and_then(|place| place.rsplit_once(".toml:"))
            .is_some_and(|(_, line)| line.parse::<u32>().is_ok())
    };
    let lines: Vec<&str> = text.lines().filter(|line| !is_place(line)).collect();
    lines.join("\n")
}

/// The text of the parts that cloud-init sees.
pub(super) fn parts_text(bundle: &Bundle, launch: &str) -> String {
    let message = &bundle.files[&format!("launch/{launch}/user-data")].bytes;
    let parts = mime_python::read(message).expect("Python's parser reads the user-data");
    let text = parts
        .iter()
        .map(|part| String::from_utf8_lossy(&part.bytes).into_owned());
    text.collect()
}

/// The bake works in Docker's directory, even where a late leaf takes daemon.json to boot.
fn fixed_data_root(meaning: &Meaning, launch: &Launch) -> Vec<String> {
    let keys = ["docker", "daemon", "data-root"].map(str::to_owned);
    let leaf = launch.get(&keys[..]).filter(|_| !meaning.is_late(&keys));
    leaf.map(|leaf| marks::of(&leaf.value.to_string()))
        .unwrap_or_default()
}

/// Names the marks that are there for no reason, and those that are not there.
fn assert_same(what: &str, found: &BTreeSet<String>, wanted: &BTreeSet<String>, profile: &Profile) {
    let stray: Vec<_> = found.difference(wanted).collect();
    let lost: Vec<_> = wanted.difference(found).collect();
    assert!(
        stray.is_empty() && lost.is_empty(),
        "{what} holds {stray:?} and lacks {lost:?}\n{}",
        show(&profile.files)
    );
}

fn check(profile: &Profile) {
    let compiled = compiled(&profile.files);
    let bundle = compiled.bundle.expect("it compiles");
    let meaning = Meaning::of(&profile.tree);
    let late = late_units(&meaning);
    let bakes = profile.tree["image"]["strategy"] == "bake";
    let image = marks::of(&without_places(&text_below(&bundle, "image/")));
    let mut baked: BTreeSet<String> = BTreeSet::new();
    let mut of_image: BTreeSet<String> = BTreeSet::new();
    for (name, launch) in &meaning.launches {
        let mut wanted: BTreeSet<String> = BTreeSet::new();
        of_image.extend(fixed_data_root(&meaning, launch));
        for (place, marks) in marks_by_place(launch) {
            match &place {
                Place::Unit(_) if late.contains(&place) || !bakes => wanted.extend(marks),
                Place::Unit(_) => baked.extend(marks),
                Place::CloudConfig => wanted.extend(marks),
                Place::Image => of_image.extend(marks),
                Place::Elsewhere => {}
            }
        }
        let found: BTreeSet<String> = marks::of(&parts_text(&bundle, name)).into_iter().collect();
        assert_same(
            &format!("minimal boot: the user-data of {name}"),
            &found,
            &wanted,
            profile,
        );
    }
    let image: BTreeSet<String> = image
        .into_iter()
        .filter(|mark| !of_image.contains(mark))
        .collect();
    baked.retain(|mark| !of_image.contains(mark));
    assert_same("clean image: the image", &image, &baked, profile);
}

proptest! {
    #![proptest_config(config(32))]

    #[test]
    fn each_leaf_is_in_the_image_or_in_the_user_data_as_its_scope_says(profile in profile()) {
        check(&profile);
    }
}
