//! Environment files: three readers take what is written alike.

use std::collections::BTreeMap;

use parbake::format::Unwritable;
use parbake::format::env_file::{Variable, common_value, encode, encode_quoted, quoted_value};
use parbake::reader::systemd_env::{Reading, Systemd};
use parbake::reader::{docker_env_file, ecs_init, systemd_env};
use proptest::prelude::*;

fn variables(pairs: &BTreeMap<String, String>) -> Vec<Variable<usize>> {
    pairs
        .iter()
        .enumerate()
        .map(|(number, (name, value))| Variable {
            name: name.clone(),
            value: value.clone(),
            cause: Some(number),
        })
        .collect()
}

fn systemd(text: &str, version: Systemd) -> BTreeMap<String, String> {
    match systemd_env::read(text.as_bytes(), version) {
        Reading::Read(environment) => {
            assert_eq!(environment.dropped, Vec::<String>::new());
            environment.variables
        }
        Reading::Ignored => panic!("systemd ignores {text:?}"),
    }
}

#[test]
fn json_values_are_written_as_they_are() {
    let variable = Variable {
        name: "ECS_AVAILABLE_LOGGING_DRIVERS".to_owned(),
        value: r#"["json-file","awslogs"]"#.to_owned(),
        cause: Some("line 3"),
    };
    let lines = encode(&[variable]).unwrap();
    assert_eq!(
        lines.lines,
        [(
            r#"ECS_AVAILABLE_LOGGING_DRIVERS=["json-file","awslogs"]"#.to_owned(),
            Some("line 3")
        )]
    );
}

#[test]
fn what_the_readers_would_change_is_refused() {
    for (value, reason) in [
        ("a\nb", Unwritable::LineBreak),
        ("a\rb", Unwritable::LineBreak),
        ("a\0b", Unwritable::Control(0)),
        ("a\tb", Unwritable::Control(9)),
        (" a", Unwritable::OuterBlank),
        ("a\u{a0}", Unwritable::OuterBlank),
        ("a\\b", Unwritable::Backslash),
        ("\"a\"", Unwritable::Quote),
        ("'a'", Unwritable::Quote),
        ("\u{fdd0}", Unwritable::NonCharacter(0xfdd0)),
        ("a\u{1ffff}", Unwritable::NonCharacter(0x1_ffff)),
    ] {
        assert_eq!(common_value(value), Err(reason), "{value:?}");
    }
    assert_eq!(quoted_value("$X"), Err(Unwritable::Expansion));
    assert_eq!(quoted_value("a\"b"), Err(Unwritable::Quote));
}

#[test]
fn names_are_checked_and_unique() {
    let variable = |name: &str| Variable::<()> {
        name: name.to_owned(),
        value: String::new(),
        cause: None,
    };
    for name in ["", "1A", "A B", "A-B", "export A", "é"] {
        let refused = encode(&[variable(name)]).unwrap_err();
        assert_eq!(refused.reason, Unwritable::Name, "{name:?}");
    }
    let refused = encode(&[variable("A"), variable("A")]).unwrap_err();
    assert_eq!(refused.to_string(), "`A` is given twice");
}

fn any_pairs() -> impl Strategy<Value = BTreeMap<String, String>> {
    let value = prop_oneof![
        "[ -~é]{0,30}",
        "\\PC{0,20}",
        "[=#;\"'{}\\[\\],:$` a\u{a0}\u{feff}]{0,12}"
    ];
    proptest::collection::btree_map("[A-Z_][A-Z0-9_]{0,8}", value, 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]
    #[test]
    fn every_reader_takes_the_common_form_alike(pairs in any_pairs()) {
        let pairs: BTreeMap<String, String> =
            pairs.into_iter().filter(|(_, value)| common_value(value).is_ok()).collect();
        let lines = encode(&variables(&pairs)).unwrap();
        prop_assert!(lines.lines.iter().all(|(_, cause)| cause.is_some()));
        let text = lines.text();
        prop_assert_eq!(&systemd(&text, Systemd::Before254), &pairs);
        prop_assert_eq!(&systemd(&text, Systemd::From254), &pairs);
        prop_assert_eq!(ecs_init::read(text.as_bytes()), ecs_init::Reading::Read(pairs.clone()));
        let docker = docker_env_file::read(text.as_bytes()).unwrap();
        prop_assert_eq!(&docker.variables, &pairs);
        prop_assert!(docker.inherited.is_empty());
    }

    #[test]
    fn systemd_takes_the_quoted_form_as_meant(pairs in any_pairs()) {
        let pairs: BTreeMap<String, String> =
            pairs.into_iter().filter(|(_, value)| quoted_value(value).is_ok()).collect();
        let text = encode_quoted(&variables(&pairs)).unwrap().text();
        prop_assert_eq!(systemd(&text, Systemd::Before254), pairs);
    }

    /// A value that is refused is refused with a cause: some reader would change it. (A blank of another
    /// script in front would arrive, but is refused as well.)
    #[test]
    fn nothing_is_refused_without_need(value in "[ -~é]([ -~é\u{a0}\u{3000}]{0,10})") {
        if common_value(&value).is_err() {
            let text = format!("A={value}\n");
            let expected = BTreeMap::from([("A".to_owned(), value.clone())]);
            let same = systemd(&text, Systemd::Before254) == expected
                && ecs_init::read(text.as_bytes()) == ecs_init::Reading::Read(expected);
            prop_assert!(!same, "{:?} would have arrived", value);
        }
    }
}
