//! One file, three readers. Measured on systemd 252, ecs-init 1.105.1 and the Docker CLI 28.2.2.

use std::collections::BTreeMap;

use parbake::reader::docker_env_file::{self, Refused};
use parbake::reader::ecs_init;
use parbake::reader::systemd_env::{self, Environment, Reading, Systemd};

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn systemd(text: &str, version: Systemd) -> Environment {
    match systemd_env::read(text.as_bytes(), version) {
        Reading::Read(environment) => environment,
        Reading::Ignored => panic!("{text:?} is ignored"),
    }
}

/// The text, what systemd 252 makes of it, what ecs-init makes of it.
type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [(&'a str, &'a str)]);

const ROWS: &[Row<'_>] = &[
    ("A=\"x\"\n", &[("A", "x")], &[("A", "\"x\"")]),
    ("A='x'\n", &[("A", "x")], &[("A", "'x'")]),
    (
        "A=[\"json-file\",\"awslogs\"]\n",
        &[("A", "[\"json-file\",\"awslogs\"]")],
        &[("A", "[\"json-file\",\"awslogs\"]")],
    ),
    (
        "A={\"k\":\"v\"}\n",
        &[("A", "{\"k\":\"v\"}")],
        &[("A", "{\"k\":\"v\"}")],
    ),
    ("A=x # note\n", &[("A", "x # note")], &[("A", "x # note")]),
    ("# note\n; note\nA=x\n", &[("A", "x")], &[("A", "x")]),
    ("# a=b\nA=x\n", &[("A", "x")], &[("# a", "b"), ("A", "x")]),
    ("\nnothing\nA=x", &[("A", "x")], &[("A", "x")]),
    ("A = x\n", &[("A", "x")], &[("A ", " x")]),
    ("export A=x\n", &[], &[("export A", "x")]),
    ("  A=x\n", &[("A", "x")], &[("A", "x")]),
    ("A=x \t\r\n", &[("A", "x")], &[("A", "x")]),
    ("A=x\nA=y\n", &[("A", "y")], &[("A", "y")]),
    ("A=a\\b\n", &[("A", "ab")], &[("A", "a\\b")]),
    (
        "A={\"a\":\"b\\\"c\"}\n",
        &[("A", "{\"a\":\"b\"c\"}")],
        &[("A", "{\"a\":\"b\\\"c\"}")],
    ),
    (
        "A=x\\\nB=y\n",
        &[("A", "xB=y")],
        &[("A", "x\\"), ("B", "y")],
    ),
    (
        "# note \\\nA=x\nB=y\n",
        &[("B", "y")],
        &[("A", "x"), ("B", "y")],
    ),
    (
        "A=\"x\nB=y\n",
        &[("A", "x\nB=y\n")],
        &[("A", "\"x"), ("B", "y")],
    ),
    ("A='x\ny'\n", &[("A", "x\ny")], &[("A", "'x")]),
    (
        "A=$X $(cmd)\n",
        &[("A", "$X $(cmd)")],
        &[("A", "$X $(cmd)")],
    ),
    ("A=é\n", &[("A", "é")], &[("A", "é")]),
    (
        "\u{feff}A=x\nB=y\n",
        &[("B", "y")],
        &[("\u{feff}A", "x"), ("B", "y")],
    ),
    ("A=\"a\" \"b\"\n", &[("A", "ab")], &[("A", "\"a\" \"b\"")]),
    (
        "A=\"a\\x\\$\\\"\"\n",
        &[("A", "a\\x$\"")],
        &[("A", "\"a\\x\\$\\\"\"")],
    ),
    ("A=\n", &[("A", "")], &[("A", "")]),
    ("1A=x\nA-B=y\n", &[], &[("1A", "x"), ("A-B", "y")]),
];

#[test]
fn systemd_and_ecs_init_disagree_as_measured() {
    for (text, by_systemd, by_ecs_init) in ROWS {
        let environment = systemd(text, Systemd::Before254);
        assert_eq!(environment.variables, map(by_systemd), "systemd: {text:?}");
        let read = ecs_init::read(text.as_bytes());
        assert_eq!(
            read,
            ecs_init::Reading::Read(map(by_ecs_init)),
            "ecs-init: {text:?}"
        );
    }
}

/// Fixed in systemd 254.
#[test]
fn a_comment_ends_with_its_line_from_254_on() {
    let environment = systemd("# note \\\nA=x\n", Systemd::From254);
    assert_eq!(environment.variables, map(&[("A", "x")]));
}

#[test]
fn one_bad_byte_loses_the_whole_file() {
    for text in [&b"A=x\nB=\xe9\n"[..], b"A=x\n\0", b"A=\xef\xbf\xbf\n"] {
        assert_eq!(
            systemd_env::read(text, Systemd::Before254),
            Reading::Ignored
        );
    }
    let read = ecs_init::read(b"A=x\nB=\xe9\n");
    assert_eq!(
        read,
        ecs_init::Reading::Read(map(&[("A", "x"), ("B", "\u{fffd}")]))
    );
}

#[test]
fn a_bad_byte_in_a_comment_harms_nobody() {
    let read = systemd_env::read(b"# \xe9\nA=x\n", Systemd::Before254);
    assert!(matches!(read, Reading::Read(found) if found.variables == map(&[("A", "x")])));
}

#[test]
fn an_empty_name_keeps_the_container_from_starting() {
    assert_eq!(
        ecs_init::read(b"A=x\n=oops\n"),
        ecs_init::Reading::ContainerRefused
    );
    assert_eq!(
        systemd("=oops\nA=x\n", Systemd::Before254).variables,
        map(&[("A", "x")])
    );
}

#[test]
fn docker_reads_a_third_way() {
    let read = |text: &str| docker_env_file::read(text.as_bytes());
    assert_eq!(
        read("\u{feff}A=x \r\n# n\n\n").unwrap().variables,
        map(&[("A", "x ")])
    );
    assert_eq!(read("A=\"x\"\n").unwrap().variables, map(&[("A", "\"x\"")]));
    assert_eq!(read("HOME\n").unwrap().inherited, ["HOME"]);
    assert_eq!(read("A = x\n"), Err(Refused::BlankInName));
    assert_eq!(read("export A=x\n"), Err(Refused::BlankInName));
    assert_eq!(read("; a note\n"), Err(Refused::BlankInName));
    assert_eq!(read("=x\n"), Err(Refused::NoName));
    assert_eq!(
        docker_env_file::read(b"A=\xe9\n"),
        Err(Refused::InvalidUtf8)
    );
}
