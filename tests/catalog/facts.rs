//! Each fact of a base has a source and a day, in the text of the packs themselves.

use parbake::catalog::base::{AwsWay, BASES, Base, Fact, Role, base};
use parbake::catalog::version::Version;

/// Fails where a fact lacks its source or its day.
fn fact(of: &str, source: &str, read: &str) {
    assert!(!source.trim().is_empty(), "{of}: a fact without a source");
    let day = read.len() == 10 && read.is_ascii() && read.matches('-').count() == 2;
    assert!(day, "{of}: `{read}` is no day");
}

#[test]
fn each_fact_has_a_source_and_a_day() {
    let mut seen = 0;
    for pack in BASES {
        // Every fact of a pack is printed by its `Debug`, so that no list of fields can be forgotten.
        let text = format!("{pack:?}");
        for part in text.split("source: \"").skip(1) {
            let (source, rest) = part
                .split_once("\", read: \"")
                .expect("a fact ends with its day");
            let (read, _) = rest.split_once('"').expect("a day ends");
            fact(pack.name, source, read);
            seen += 1;
        }
    }
    assert!(seen > 350, "{seen} facts were seen");
}

#[test]
fn a_belief_says_so() {
    let sure = Fact {
        value: (),
        source: "systemd.unit(5)",
        read: "2026-11-20",
    };
    let unsure = Fact {
        value: (),
        source: "not verified: general knowledge",
        read: "2026-11-20",
    };
    assert!(sure.is_verified() && !unsure.is_verified());
}

#[test]
fn the_network_stage_is_the_one_of_the_version() {
    for (name, unit) in [
        ("al2023-ecs", "cloud-init.service"),
        ("debian-12", "cloud-init.service"),
        ("debian-13", "cloud-init-network.service"),
        ("ubuntu-24.04", "cloud-init.service"),
    ] {
        let pack = base(name).expect("a base");
        assert_eq!(pack.cloud_init.network_unit.value, unit, "{name}");
    }
}

#[test]
fn each_base_asks_aws_in_its_own_way() {
    let ways: Vec<(&str, Option<AwsWay>)> = BASES
        .iter()
        .map(|base| (base.name, base.aws_way()))
        .collect();
    let by_curl = Some(AwsWay::Curl);
    assert_eq!(
        ways,
        [
            ("al2-ecs", by_curl),
            ("al2023", by_curl),
            ("al2023-ecs", by_curl),
            ("debian-12", by_curl),
            ("debian-13", by_curl),
            // Its curl signs only some headers.
            ("ubuntu-22.04", Some(AwsWay::CommandLine)),
            ("ubuntu-24.04", by_curl),
        ]
    );
}

#[test]
fn a_base_with_an_old_curl_and_no_command_line_asks_nothing() {
    let noble = base("ubuntu-24.04").expect("a base");
    assert!(
        noble
            .package(Role::AwsCli)
            .is_some_and(|cli| cli.name.value.is_none()),
        "its package manager has no command line"
    );
    let mut old: Base = *noble;
    old.tools.curl.value = Version::new(7, 85, 0);
    assert_eq!(old.aws_way(), None);
}
