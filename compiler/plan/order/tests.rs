//! The proof holds for every base, and a fault in a fact pack is found and named.

use super::Graph;
use super::ours::{self, BOOTHOOK, Pass};
use crate::catalog::base::{BASES, Base, Ordering, base};
use crate::host::Role;

fn passes(base: &Base) -> [Pass; 3] {
    [ours::early(base), ours::late(base), ours::after_agent(base)]
}

fn faults(base: &Base, role: Role, passes: &[Pass]) -> Vec<String> {
    let graph = Graph::of_base(base, role, passes);
    let faults = graph.faults(base, role).into_iter();
    faults.map(|fault| fault.says).collect()
}

/// A fact pack with other words in some rows.
fn with(name: &str, change: impl Fn(&mut Ordering)) -> Base {
    let mut pack = *base(name).unwrap();
    let mut rows = pack.orderings.to_vec();
    rows.iter_mut().for_each(change);
    pack.orderings = rows.leak();
    pack
}

#[test]
fn every_base_boots_in_an_order_without_a_fault() {
    for pack in BASES {
        let all = passes(pack);
        assert_eq!(faults(pack, Role::Ecs, &all), [""; 0], "{}", pack.name);
        let [early, late, _] = all;
        let faults = faults(pack, Role::Docker, &[early, late]);
        assert_eq!(faults, [""; 0], "{}", pack.name);
    }
}

#[test]
fn a_circle_through_multi_user_is_found() {
    let pack = with("debian-12", |row| {
        if row.unit == "ecs.service" {
            row.rules.value.after = &["docker.service", "cloud-final.service"];
        }
    });
    let found = faults(&pack, Role::Ecs, &passes(&pack));
    assert_eq!(
        found,
        [
            "multi-user.target before cloud-final.service before ecs.service before multi-user.target"
        ]
    );
}

#[test]
fn a_network_stage_that_is_the_last_one_is_found() {
    let mut pack = *base("debian-12").unwrap();
    pack.cloud_init.network_unit.value = "cloud-final.service";
    let found = faults(&pack, Role::Ecs, &passes(&pack));
    let through = |says: &String| {
        says.contains("multi-user.target before cloud-final.service before parbake-early.service")
    };
    assert!(found.iter().any(through), "{found:?}");
}

#[test]
fn file_systems_that_are_mounted_late_are_found() {
    let pack = with("debian-12", |row| match row.unit {
        "sysinit.target" => row.rules.value.after = &[],
        "containerd.service" => row.rules.value.after = &["network.target"],
        _ => {}
    });
    assert_eq!(
        faults(&pack, Role::Ecs, &passes(&pack)),
        [
            "nothing orders docker.service after local-fs.target (file systems are mounted before Docker uses them)"
        ]
    );
}

#[test]
fn a_first_pass_that_does_not_wait_for_its_data_is_found() {
    let pack = base("al2023").unwrap();
    let [mut early, late, after_agent] = passes(pack);
    early.after.retain(|unit| unit.ends_with(".target"));
    let found = faults(pack, Role::Ecs, &[early, late, after_agent]);
    assert_eq!(
        found,
        [
            "nothing orders parbake-early.service after boothook (the launch's data is written before it is read)"
        ]
    );
}

#[test]
fn docker_before_the_first_pass_is_found() {
    let pack = with("debian-12", |row| {
        if row.unit == "docker.service" {
            row.rules.value.before = &["parbake-early.service"];
        }
    });
    let found = faults(&pack, Role::Docker, &passes(&pack)[..2]);
    let circle = "docker.service before parbake-early.service before docker.service";
    assert!(found.contains(&circle.to_owned()), "{found:?}");
}

#[test]
fn a_chain_says_who_waits_for_whom() {
    for (name, chain) in [
        (
            "debian-12",
            "boothook -> waits for docker.service -> is ordered after network-online.target -> is ordered after cloud-init.service -> runs boothook",
        ),
        (
            "debian-13",
            "boothook -> waits for docker.service -> is ordered after network-online.target -> is ordered after cloud-init-network.service -> runs boothook",
        ),
    ] {
        let pack = base(name).unwrap();
        let graph = Graph::of_base(pack, Role::Ecs, &passes(pack));
        assert_eq!(
            graph.self_wait(BOOTHOOK, "docker.service").as_deref(),
            Some(chain)
        );
        assert_eq!(graph.self_wait(BOOTHOOK, "network.target"), None);
    }
}
