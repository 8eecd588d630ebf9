//! Units as systemd reads them: each row was given to `systemd-analyze verify` 252.38.

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
    ];
    for row in rows {
        let line = 2 + usize::from(row.starts_with("[Unit]"));
        let text = format!("[Service]\nExecStart=/bin/true\n{row}\n");
        assert_eq!(says(&text), [(Effect::Ignored, Some(line))], "{row}");
    }
    let before = "Foo=bar\n[Service]\nExecStart=/bin/true\n";
    assert_eq!(says(before), [(Effect::Ignored, Some(0))]);
}
