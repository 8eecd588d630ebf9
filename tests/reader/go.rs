//! Go's parsers. The cases of `ParseDuration` are those of Go's own `time/time_test.go`.

use parbake::reader::go;

const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

const DURATIONS: &[(&str, i64)] = &[
    ("0", 0),
    ("5s", 5 * SECOND),
    ("30s", 30 * SECOND),
    ("1478s", 1478 * SECOND),
    ("-5s", -5 * SECOND),
    ("+5s", 5 * SECOND),
    ("-0", 0),
    ("+0", 0),
    ("5.0s", 5 * SECOND),
    ("5.6s", 5 * SECOND + 600_000_000),
    ("5.s", 5 * SECOND),
    (".5s", 500_000_000),
    ("1.0s", SECOND),
    ("1.00s", SECOND),
    ("1.004s", SECOND + 4_000_000),
    ("1.0040s", SECOND + 4_000_000),
    ("100.00100s", 100 * SECOND + 1_000_000),
    ("10ns", 10),
    ("11us", 11_000),
    ("12µs", 12_000),
    ("12μs", 12_000),
    ("13ms", 13_000_000),
    ("14s", 14 * SECOND),
    ("15m", 15 * MINUTE),
    ("16h", 16 * HOUR),
    ("3h30m", 3 * HOUR + 30 * MINUTE),
    ("10.5s4m", 4 * MINUTE + 10 * SECOND + 500_000_000),
    ("-2m3.4s", -(2 * MINUTE + 3 * SECOND + 400_000_000)),
    (
        "1h2m3s4ms5us6ns",
        HOUR + 2 * MINUTE + 3 * SECOND + 4_005_006,
    ),
    (
        "39h9m14.425s",
        39 * HOUR + 9 * MINUTE + 14 * SECOND + 425_000_000,
    ),
    ("52763797000ns", 52_763_797_000),
    ("0.3333333333333333333h", 20 * MINUTE),
    ("9007199254740993ns", 9_007_199_254_740_993),
    ("9223372036854775807ns", i64::MAX),
    ("9223372036854775.807us", i64::MAX),
    ("9223372036s854ms775us807ns", i64::MAX),
    ("-9223372036854775808ns", i64::MIN),
    ("-9223372036854775.808us", i64::MIN),
    ("-2562047h47m16.854775808s", i64::MIN),
    ("0.100000000000000000000h", 6 * MINUTE),
    (
        "0.830103483285477580700h",
        49 * MINUTE + 48 * SECOND + 372_539_827,
    ),
];

#[test]
fn lengths_of_time_are_exact() {
    for (text, length) in DURATIONS {
        assert_eq!(go::parse_duration(text), Some(*length), "{text:?}");
    }
}

#[test]
fn what_go_refuses_is_refused() {
    let bad = [
        "",
        "3",
        "-",
        "s",
        ".",
        "-.",
        ".s",
        "+.s",
        "1d",
        "\u{85}\u{85}",
        "hello",
        "1 h",
        " 1h",
        "9223372036854775810ns",
        "9223372036854775808ns",
        "-9223372036854775809ns",
        "9223372036854776us",
        "3000000h",
        "9223372036854775.808us",
        "9223372036854ms775us808ns",
        "--1s",
        "1.2.3s",
    ];
    for text in bad {
        assert_eq!(go::parse_duration(text), None, "{text:?}");
    }
}

#[test]
fn flags_are_twelve_words() {
    for text in ["1", "t", "T", "true", "TRUE", "True"] {
        assert_eq!(go::parse_bool(text), Some(true));
    }
    for text in ["0", "f", "F", "false", "FALSE", "False"] {
        assert_eq!(go::parse_bool(text), Some(false));
    }
    for text in ["", "yes", "on", "tRUE", " true", "\"true\""] {
        assert_eq!(go::parse_bool(text), None, "{text:?}");
    }
}

#[test]
fn sixteen_bits_are_sixteen_bits() {
    assert_eq!(go::parse_uint16("65535"), Some(65535));
    assert_eq!(go::parse_uint16("007"), Some(7));
    for text in [
        "", "65536", "70000", "-1", "+1", "256MB", "256 ", "0x10", "1_0",
    ] {
        assert_eq!(go::parse_uint16(text), None, "{text:?}");
    }
}

#[test]
fn a_map_of_strings_is_strict() {
    let map = go::parse_string_map(r#" {"a":"b","c":null,"a":"d"} "#).unwrap();
    assert_eq!(map["a"], "d");
    assert_eq!(map["c"], "");
    assert!(go::parse_string_map("null").unwrap().is_empty());
    for text in [
        "",
        "{'a':'b'}",
        r#"{"a":1}"#,
        r#"{"a":"b",}"#,
        r#"'{"a":"b"}'"#,
        r#"{"a":"b"} x"#,
        "[]",
        r#"{"a":["b"]}"#,
        "{",
    ] {
        assert_eq!(go::parse_string_map(text), None, "{text:?}");
    }
}
