//! Units as systemd reads them: each row was given to `systemd-analyze verify` 252.38, each calendar expression to
//! `systemd-analyze calendar` 252.38.

use parbake::reader::systemd_unit::{Effect, File, read};

/// What the model says of a service: the effect and the line of each finding.
fn says(text: &str) -> Vec<(Effect, Option<usize>)> {
    let found = read(File::Unit("e.service"), text);
    found
        .iter()
        .map(|found| (found.effect, found.line))
        .collect()
}

#[test]
fn takes_what_systemd_takes() {
    let rows = [
        "ExecStart=/bin/echo ${X",
        "ExecStart=true",
        "ExecStart=/no/such/file",
        "ExecStart=/bin/true ;",
        "ExecStart=/bin/sh -c \"echo 100%\"",
        "ExecStart=/bin/true %% %i %n %H",
        "ExecStart=/bin/true \\\n  --more \\\n# a comment\n  --most",
        "ExecStart=/bin/true\nTimeoutStartSec=5 minutes",
        "ExecStart=/bin/true\nRestartSec=1h 30",
        "ExecStart=/bin/true\nRestartSec=infinity",
        "ExecStart=/bin/true\nX-Ours=1\n[X-Ours]\nanything",
        "; a comment\nExecStart=-/bin/true",
        "Type=oneshot\nExecStart=/bin/true\nExecStart=/bin/true",
        "RemainAfterExit=yes\nExecStop=/bin/true",
        "ExecStart=/bin/false\nExecStart=\nExecStart=/bin/true",
    ];
    for row in rows {
        assert_eq!(says(&format!("[Service]\n{row}\n")), [], "{row}");
    }
}

#[test]
fn refuses_what_systemd_refuses() {
    let rows = [
        ("ExecStart=/bin/true \"x", Some(1)),
        ("ExecStart=/bin/echo it's", Some(1)),
        ("ExecStart=/bin/true %Q", Some(1)),
        ("ExecStart=./x", Some(1)),
        ("ExecStart=@/bin/true", Some(1)),
        ("ExecStart=/bin/true\nExecStop=./x", Some(2)),
        ("ExecStart=/bin/true\nWorkingDirectory=rel", Some(2)),
        ("ExecStart=/bin/true\n[Unit", Some(2)),
        ("ExecStart=/bin/true ; /bin/false", None),
        ("ExecStart=/bin/true\nExecStart=/bin/false", None),
        ("Type=oneshot\nExecStart=", None),
        ("RemainAfterExit=yes", None),
        ("ExecStop=/bin/true", None),
        ("Type=dbus\nExecStart=/bin/true", None),
        ("Type=oneshot\nRestart=always\nExecStart=/bin/true", Some(2)),
    ];
    for (row, line) in rows {
        let text = format!("[Service]\n{row}\n");
        assert_eq!(says(&text), [(Effect::Refused, line)], "{row}");
    }
    let timer = read(File::Unit("f.timer"), "[Unit]\nDescription=x\n");
    assert_eq!(timer.len(), 1, "{timer:?}");
}

#[test]
fn ignores_what_systemd_ignores() {
    let rows = [
        "TimeoutStartSec=1x",
        "KillMode=all",
        "noequals",
        "Environment=FOO",
        "Environment=\"A=b",
        "EnvironmentFile=rel",
        "[Servce]\nX=1",
        "Type=notify2",
        "[Unit]\nAfter=foo",
        "[Unit]\nAfter=docker.service,ecs.service",
        "execstart=/bin/false",
        "RestartSec=-1",
        "NotifyAccess=x",
        "RemainAfterExit=maybe",
        "[Timer]\nOnCalendar=daily",
        "RestartSec=",
        "Type=",
        "LimitNOFILE=",
        "PrivateTmp=",
        "Environment=A=100%Q",
        "RuntimeDirectory=app-%k",
        "Slice=%x.slice",
    ];
    for row in rows {
        let line = 2 + usize::from(row.starts_with("[Unit]"));
        let text = format!("[Service]\nExecStart=/bin/true\n{row}\n");
        assert_eq!(says(&text), [(Effect::Ignored, Some(line))], "{row}");
    }
    let before = "Foo=bar\n[Service]\nExecStart=/bin/true\n";
    assert_eq!(says(before), [(Effect::Ignored, Some(0))]);
}

/// What the model says of one value of a drop-in.
fn takes(unit: &str, section: &str, line: &str) -> bool {
    let text = format!("[{section}]\n{line}\n");
    read(File::DropIn(unit), &text).is_empty()
}

/// Behind an empty value the words that systemd knows how to reset are as if they had not been given.
#[test]
fn an_empty_value_resets_some_words() {
    for (unit, section, line) in [
        ("e.service", "Service", "Environment="),
        ("e.service", "Unit", "After="),
        ("e.timer", "Timer", "OnCalendar="),
        ("e.timer", "Timer", "OnBootSec="),
        ("e.mount", "Mount", "Type="),
    ] {
        assert!(takes(unit, section, line), "{line}");
    }
}

#[test]
fn takes_the_calendar_expressions_that_systemd_takes() {
    let taken = "daily|Mon 03:00|*-*-* 3:00|03:00|*:0/15|Mon..Fri 9:00|*-*-01|Mon,Tue|monday|Mon-Fri|10:00 UTC|\
        *-*-* 03:00:00 Europe/Berlin|*:*|*:0,30|*-*~1|annually|Thu 4/2:0|@123|03:00/10|*-*~07/1|2026/1-1-1|99-1-1|\
        12..12/5:0|0..23/59:0|*:*:0.5|Sat *-*-1..7 18:00:00|*-2~1..3|Mon, 1:0";
    let refused = "evry|every day|*-*-* 3|3am|25:00|@daily|0 3 * * *|weekdays|*/15|12:60|2026-13-01|5m|03:00 Mon|reboot|\
        6-0,4,8:00|biweekly|2/2|1..5|*:*/15|24:00|*:*:5.|60/1:0|5..1:0|Mon.. 1:0|*-2~1/1";
    for (expressions, fits) in [(taken, true), (refused, false)] {
        for value in expressions.split('|') {
            let line = format!("OnCalendar={value}");
            assert_eq!(takes("e.timer", "Timer", &line), fits, "{line}");
        }
    }
}

#[test]
fn takes_the_limits_that_systemd_takes() {
    let taken = "NOFILE=65536 NOFILE=0x10 NOFILE=5:10 NOFILE=infinity NOFILE=5:infinity MEMLOCK=1G MEMLOCK=1.5G MEMLOCK=1G5M \
        CPU=10s CPU=1min RTTIME=10ms NICE=+5 NICE=-20 NICE=40 NICE=+19 CORE=infinity";
    let refused = "NOFILE=12x NOFILE=1K:infinity NOFILE=65k NOFILE=1.5 NOFILE=-1 NOFILE=10:5 NOFILE=infinity:5 NOFILE=unlimited \
        NPROC=1:2:3 AS=1X FSIZE=10MB MEMLOCK=5M1G CPU=10x RTTIME=zz NICE=5x NICE=+20 NICE=41 NICE=infinity";
    for (limits, fits) in [(taken, true), (refused, false)] {
        for value in limits.split_whitespace() {
            let line = format!("Limit{value}");
            assert_eq!(takes("e.service", "Service", &line), fits, "{line}");
        }
    }
}
