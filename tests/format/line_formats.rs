//! logrotate, hosts and sysctl.

use parbake::format::logrotate::{Directive, Script, Stanza};
use parbake::format::{Lines, Unwritable, hosts, logrotate, sysctl};
use parbake::reader;
use proptest::prelude::*;

use super::numbered;

fn stanza(
    paths: &[&str],
    directives: &[(&str, &str)],
    scripts: &[(&str, &[&str])],
) -> Stanza<usize> {
    Stanza {
        paths: paths
            .iter()
            .map(|path| ((*path).to_owned(), Some(0)))
            .collect(),
        directives: directives
            .iter()
            .map(|(word, argument)| Directive {
                word: (*word).to_owned(),
                argument: (!argument.is_empty()).then(|| (*argument).to_owned()),
                cause: Some(1),
            })
            .collect(),
        scripts: scripts
            .iter()
            .map(|(word, lines)| Script {
                word: (*word).to_owned(),
                body: numbered(lines),
                cause: Some(2),
            })
            .collect(),
    }
}

#[test]
fn a_text_put_into_lines_comes_out_again() {
    for text in ["", "\n", "a\n", "a\r\n\r\n", "a\n\n"] {
        let mut lines = Lines::new();
        lines.push_text(text, &0);
        assert_eq!(lines.text(), text);
    }
    let mut lines = Lines::new();
    lines.push_text("a\nb", &0);
    assert_eq!(lines.text(), "a\nb\n");
}

#[test]
fn a_stanza_looks_like_this() {
    let stanzas = [
        stanza(
            &["/var/log/ecs/*.log", "/var/log/with blank.log"],
            &[
                ("daily", ""),
                ("rotate", "7"),
                ("maxsize", "100M"),
                ("missingok", ""),
            ],
            &[(
                "postrotate",
                &["  systemctl kill -s HUP x", "}", "endscripts"],
            )],
        ),
        stanza(&["/var/log/b"], &[("size", "10M")], &[]),
    ];
    let text = logrotate::encode(&stanzas).unwrap().text();
    insta::assert_snapshot!(text, @r#"
    /var/log/ecs/*.log
    "/var/log/with blank.log"
    {
        daily
        rotate 7
        maxsize 100M
        missingok
        postrotate
      systemctl kill -s HUP x
    }
    endscripts
        endscript
    }

    /var/log/b
    {
        size 10M
    }
    "#);
    let read = reader::logrotate::read(&text).unwrap();
    assert!(read.unknown.is_empty() && read.globals.is_empty());
    assert_eq!(
        read.stanzas[0].paths,
        ["/var/log/ecs/*.log", "/var/log/with blank.log"]
    );
    assert_eq!(read.stanzas[0].directives[2].argument, "100M");
    assert_eq!(
        read.stanzas[0].scripts[0].1,
        "  systemctl kill -s HUP x\n}\nendscripts\n"
    );
    assert_eq!(read.stanzas[1].directives[0].word, "size");
}

#[test]
fn what_logrotate_would_take_otherwise_is_refused() {
    let paths = [
        ("/a{b}", Unwritable::Syntax('{')),
        ("/a\\b", Unwritable::Backslash),
        ("/a\"b", Unwritable::Quote),
        ("/a\nb", Unwritable::LineBreak),
        ("", Unwritable::Empty),
    ];
    for (path, reason) in paths {
        assert_eq!(logrotate::encode(&[stanza(&[path], &[], &[])]), Err(reason));
    }
    for line in ["endscript", "  endscript # x", "\tendscript;"] {
        let script = stanza(&["/a"], &[], &[("postrotate", &[line])]);
        assert_eq!(logrotate::encode(&[script]), Err(Unwritable::ScriptEnd));
    }
    assert_eq!(
        logrotate::encode(&[stanza(&["/a"], &[("rotate 3", "")], &[])]),
        Err(Unwritable::Name)
    );
    assert_eq!(
        logrotate::encode(&[stanza(&["/a"], &[("rotate", "3\n}")], &[])]),
        Err(Unwritable::LineBreak)
    );
    assert_eq!(
        logrotate::encode(&[stanza(&[], &[], &[])]),
        Err(Unwritable::Empty)
    );
}

proptest! {
    #[test]
    fn paths_and_scripts_come_back(
        paths in proptest::collection::vec("/[ -~é]{1,12}", 1..4),
        body in proptest::collection::vec("[ -~\t]{0,14}|[ \t]?endscript[a-z;]?", 0..4),
    ) {
        let written: Vec<&str> = paths.iter().map(String::as_str).collect();
        let lines: Vec<&str> = body.iter().map(String::as_str).collect();
        let stanza = stanza(&written, &[("daily", "")], &[("prerotate", &lines)]);
        if let Ok(lines) = logrotate::encode(&[stanza]) {
            let read = reader::logrotate::read(&lines.text()).unwrap();
            prop_assert_eq!(&read.stanzas[0].paths, &paths);
            let text: String = body.iter().map(|line| format!("{line}\n")).collect();
            prop_assert_eq!(&read.stanzas[0].scripts[0].1, &text);
        }
    }

    #[test]
    fn sysctl_settings_come_back(key in "[a-z._=#;*-]{1,12}", value in "[ -~é]{0,12}") {
        let setting = sysctl::Setting { key: key.clone(), value: value.clone(), cause: Some(0) };
        if let Ok(lines) = sysctl::encode(&[setting]) {
            let (settings, passed_over) = reader::sysctl::read(&lines.text());
            prop_assert!(passed_over.is_empty());
            prop_assert_eq!(settings.len(), 1);
            // A path without empty parts; the grammar of the language's keys has none of those.
            let parts: Vec<&str> = key.split('.').filter(|part| !part.is_empty()).collect();
            prop_assert_eq!(&settings[0].key, &parts.join("/"));
            prop_assert_eq!(settings[0].value.as_ref(), Some(&value));
            prop_assert!(!settings[0].may_fail);
        }
    }

    #[test]
    fn hosts_lines_come_back(names in proptest::collection::vec("[a-z.# -]{0,8}", 0..4)) {
        let entry = hosts::Entry { address: "10.0.0.2".to_owned(), names: names.clone(), cause: Some(0) };
        if let Ok(lines) = hosts::encode(&[entry]) {
            let read = reader::hosts::read(&lines.text());
            prop_assert_eq!(read.len(), 1);
            prop_assert_eq!(&read[0].names, &names);
        }
    }
}
