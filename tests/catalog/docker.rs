//! The tables of dockerd's settings agree with each other.

use parbake::catalog::docker::{
    DAEMON_KEYS, FlagForm, IGNORED_FLAG_NAMES, LOG_DRIVERS, LOG_OPTIONS, STORAGE_DRIVERS,
    STORAGE_OPTIONS, daemon_key, log_driver, log_option, storage_driver,
};
use parbake::catalog::types::Type;
use parbake::catalog::version::{Known, Lifetime, Version};

#[test]
fn a_flag_form_fits_its_type() {
    for row in DAEMON_KEYS {
        let Some(flag) = row.flag else { continue };
        let map = matches!(row.field.ty, Type::Map { .. });
        let list = matches!(row.field.ty, Type::List { .. });
        let fits = match flag.form {
            FlagForm::Switch => row.field.ty == Type::Bool,
            FlagForm::Value => !map && !list && row.field.ty != Type::Bool,
            FlagForm::List | FlagForm::AddressPools => list,
            FlagForm::CommaPairs => row.field.ty == Type::Any,
            FlagForm::Pairs | FlagForm::Ulimits | FlagForm::Runtimes | FlagForm::NetworkOptions => {
                map
            }
        };
        assert!(
            fits,
            "`{}`: {:?} as {:?}",
            row.field.key, row.field.ty, flag.form
        );
        assert!(flag.name.starts_with("--"), "`{}`", flag.name);
    }
}

#[test]
fn a_name_ignored_in_the_file_is_no_key_and_names_one() {
    for row in IGNORED_FLAG_NAMES {
        assert_eq!(daemon_key(row.name), None, "`{}`", row.name);
        if let Some(instead) = row.instead {
            let key = daemon_key(instead).expect("the key that works");
            assert_eq!(key.flag.expect("its flag").name, format!("--{}", row.name));
        }
    }
}

#[test]
fn options_belong_to_drivers() {
    for row in LOG_OPTIONS {
        assert!(
            row.driver == "*" || log_driver(row.driver).is_some(),
            "`{}`",
            row.driver
        );
    }
    for row in STORAGE_OPTIONS {
        assert!(storage_driver(row.driver).is_some(), "`{}`", row.driver);
    }
    assert!(log_option("json-file", "max-size").is_some());
    assert!(log_option("json-file", "mode").is_some_and(|row| row.driver == "*"));
    assert!(log_option("json-file", "awslogs-group").is_none());
}

#[test]
fn lifetimes_run_forward() {
    let rows = (DAEMON_KEYS
        .iter()
        .map(|row| (row.field.key, row.lifetime())))
    .chain(
        DAEMON_KEYS
            .iter()
            .filter_map(|row| row.flag.map(|flag| (flag.name, flag.lifetime()))),
    )
    .chain(LOG_DRIVERS.iter().map(|row| (row.name, row.lifetime())))
    .chain(
        LOG_OPTIONS
            .iter()
            .map(|row| (row.field.key, row.lifetime())),
    )
    .chain(STORAGE_DRIVERS.iter().map(|row| (row.name, row.lifetime())));
    for (name, life) in rows {
        assert!(
            life.removed
                .is_none_or(|removed| life.since < Some(removed)),
            "`{name}`"
        );
    }
}

#[test]
fn versions_compare_by_number() {
    let of = |text| Version::parse(text).expect(text);
    assert!(of("29.2") < of("29.10.1") && of("1.10") < of("17.03.1"));
    assert_eq!(of("25.0.16").to_string(), "25.0.16");
    for bad in ["", "a", "1.", "+1", "1.2.3.4", "1.-2", "99999999999"] {
        assert_eq!(Version::parse(bad), None, "`{bad}`");
    }
    let life = Lifetime {
        since: Some(of("23")),
        removed: Some(of("26")),
    };
    assert_eq!(life.at(of("20.10.24")), Known::NotBefore(of("23")));
    assert_eq!(life.at(of("25.0.16")), Known::Yes);
    assert_eq!(life.at(of("26.0.0")), Known::NotSince(of("26")));
}
