//! The agent on its own values. Measured on amazon-ecs-agent 1.105.1, one configuration file a row.

use parbake::reader::agent::{self, Outcome, TooShort};

const SILENT: bool = false;
const WARNED: bool = true;
const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60 * SECOND;

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn logging_drivers() {
    let both = names(&["json-file", "awslogs"]);
    let rows = [
        (r#"["json-file","awslogs"]"#, Outcome::Taken(both)),
        (r#"["json-file","cloudwatch"]"#, Outcome::Fatal),
        (r#"["json-file","local"]"#, Outcome::Fatal),
        (r#"["JSON-File"]"#, Outcome::Fatal),
        (r#"["json-file",null]"#, Outcome::Fatal),
        ("json-file,awslogs", Outcome::Default { warned: WARNED }),
        (
            r#"'["json-file","awslogs"]'"#,
            Outcome::Default { warned: WARNED },
        ),
        ("[]", Outcome::Default { warned: SILENT }),
        ("", Outcome::Default { warned: SILENT }),
        (
            r#"["json-file"] # comment"#,
            Outcome::Changed {
                value: names(&["json-file"]),
                warned: SILENT,
            },
        ),
        (r#"["json-file",\"#, Outcome::Default { warned: WARNED }),
    ];
    for (text, outcome) in rows {
        assert_eq!(agent::logging_drivers(text), outcome, "{text:?}");
    }
}

#[test]
fn reserved_ports() {
    let rows = [
        ("[9100]", Outcome::Taken(vec![9100])),
        ("[22, 80]", Outcome::Taken(vec![22, 80])),
        ("22,80", Outcome::Default { warned: WARNED }),
        ("[70000]", Outcome::Default { warned: WARNED }),
        ("[-1]", Outcome::Default { warned: WARNED }),
        ("[\"22\"]", Outcome::Default { warned: WARNED }),
        ("[]", Outcome::Default { warned: SILENT }),
        ("", Outcome::Default { warned: SILENT }),
        (
            "[22] x",
            Outcome::Changed {
                value: vec![22],
                warned: SILENT,
            },
        ),
    ];
    for (text, outcome) in rows {
        assert_eq!(agent::reserved_ports(text), outcome, "{text:?}");
    }
}

#[test]
fn port_range_and_rates() {
    let rows = [
        ("49153-65535", Outcome::Taken((49153, 65535))),
        ("1-100", Outcome::Taken((1, 100))),
        ("60000-50000", Outcome::Default { warned: WARNED }),
        ("1-70000", Outcome::Default { warned: WARNED }),
    ];
    for (text, outcome) in rows {
        assert_eq!(agent::port_range(text), outcome, "{text:?}");
    }
    let rows = [
        ("40,60", Outcome::Taken((40, 60))),
        ("100", Outcome::Default { warned: WARNED }),
        (
            "100,0",
            Outcome::Changed {
                value: (100, 60),
                warned: SILENT,
            },
        ),
        ("-1,5", Outcome::Default { warned: WARNED }),
        (" 1 , 2 ", Outcome::Taken((1, 2))),
    ];
    for (text, outcome) in rows {
        assert_eq!(agent::rate_pair(text), outcome, "{text:?}");
    }
}

#[test]
fn flags_and_numbers() {
    assert_eq!(agent::flag("true"), Outcome::Taken(true));
    assert_eq!(agent::flag("\"true\""), Outcome::Default { warned: WARNED });
    assert_eq!(agent::flag("yes"), Outcome::Default { warned: WARNED });
    assert_eq!(agent::uint16("256"), Outcome::Taken(256));
    for text in ["-1", "70000", "256MB", "256 # keep"] {
        assert_eq!(
            agent::uint16(text),
            Outcome::Default { warned: WARNED },
            "{text:?}"
        );
    }
}

#[test]
fn lengths_of_time() {
    let cleanup = |text| agent::duration(text, 10 * MINUTE, TooShort::Defaulted);
    assert_eq!(cleanup("10m"), Outcome::Taken(10 * MINUTE));
    assert_eq!(cleanup("5m"), Outcome::Default { warned: WARNED });
    assert_eq!(cleanup("30"), Outcome::Default { warned: WARNED });
    assert_eq!(cleanup("0s"), Outcome::Default { warned: SILENT });
    let stop = |text| agent::duration(text, SECOND, TooShort::Raised);
    assert_eq!(
        stop("100ms"),
        Outcome::Changed {
            value: SECOND,
            warned: WARNED
        }
    );
    assert_eq!(stop("10"), Outcome::Default { warned: WARNED });
    assert_eq!(stop("1d"), Outcome::Default { warned: WARNED });
}

#[test]
fn words_and_lists() {
    assert_eq!(
        agent::image_pull_behavior("prefer-cached"),
        Outcome::Taken("prefer-cached")
    );
    for text in ["prefer_cached", "Always"] {
        assert_eq!(
            agent::image_pull_behavior(text),
            Outcome::Default { warned: SILENT }
        );
    }
    for text in ["crit", "none", "WARN", "Info", "warning"] {
        assert_eq!(agent::log_level(text), Outcome::LogBroken, "{text:?}");
    }
    assert_eq!(agent::log_level("debug"), Outcome::Taken("debug"));
    assert_eq!(
        agent::excluded_images("alpine:latest, busybox:1.36"),
        ["alpine:latest", " busybox:1.36"]
    );
    assert!(agent::excluded_images("").is_empty());
}

#[test]
fn maps_and_routes() {
    for text in [
        "{'stack':'prod'}",
        r#"{"stack":1}"#,
        r#"'{"stack":"prod"}'"#,
        "{",
        r#"{"a":"b",}"#,
    ] {
        assert_eq!(agent::string_map(text), Outcome::Fatal, "{text:?}");
    }
    assert!(matches!(
        agent::string_map(r#"{"stack":"prod"}"#),
        Outcome::Taken(_)
    ));
    assert_eq!(
        agent::log_options("{'a':'b'}"),
        Outcome::Default { warned: WARNED }
    );
    assert_eq!(agent::local_routes(r#"["10.0.0.0"]"#), Outcome::Fatal);
    assert_eq!(
        agent::local_routes(r#"["10.0.15.7/24"]"#),
        Outcome::Taken(names(&["10.0.15.7/24"]))
    );
}
