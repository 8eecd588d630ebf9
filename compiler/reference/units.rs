//! Entries of the words of unit files that are checked.

use super::Reference;

/// One word of a unit file.
struct Word {
    name: &'static str,
    section: &'static str,
    doc: &'static str,
    ty: &'static str,
    default: &'static str,
    bad: &'static str,
    example: &'static str,
}

/// Source: systemd.service(5), systemd.unit(5), systemd.exec(5), systemd.kill(5) of 252; bad values given to `systemd-analyze verify` 252.38.
const WORDS: &[Word] = &[
    Word {
        name: "After",
        section: "Unit",
        doc: "Units that are started before this one, where both are started; it starts none itself.",
        ty: "names of units with their suffix, blanks between them",
        default: "",
        bad: IGNORED,
        example: "After=docker.service",
    },
    Word {
        name: "Environment",
        section: "Service",
        doc: "Variables of the service's programs.",
        ty: "words NAME=VALUE, quotes around a word with blanks",
        default: "",
        bad: IGNORED,
        example: "Environment=VERBOSE=1",
    },
    Word {
        name: "EnvironmentFile",
        section: "Service",
        doc: "A file with variables of the service's programs; with `-` before it the file may be missing.",
        ty: "absolute path",
        default: "",
        bad: IGNORED,
        example: "EnvironmentFile=-/etc/sysconfig/relay",
    },
    Word {
        name: "ExecStart",
        section: "Service",
        doc: "The command of the service: no shell reads it, so pipes and `&&` are plain words.",
        ty: "absolute path, or a name that is looked up, then words; `%` begins a specifier, `%%` is a percent sign",
        default: "none: a service needs one, or an ExecStop= and RemainAfterExit=yes",
        bad: REFUSED,
        example: "ExecStart=/usr/bin/relay --verbose",
    },
    Word {
        name: "KillMode",
        section: "Service",
        doc: "Which processes are killed when the service stops.",
        ty: "`control-group`, `process`, `mixed` or `none`",
        default: "control-group",
        bad: IGNORED,
        example: "KillMode=mixed",
    },
    Word {
        name: "LimitNOFILE",
        section: "Service",
        doc: "How many files each program of the service may have open: a soft limit and a hard one.",
        ty: "whole number, `infinity`, or two of them, such as `1024:524288`, the first not over the second",
        default: "1024:524288",
        bad: IGNORED,
        example: "LimitNOFILE=65536",
    },
    Word {
        name: "NotifyAccess",
        section: "Service",
        doc: "Who may tell systemd about the state of the service.",
        ty: "`none`, `main`, `exec` or `all`",
        default: "none; main with Type=notify",
        bad: IGNORED,
        example: "NotifyAccess=main",
    },
    Word {
        name: "OnCalendar",
        section: "Timer",
        doc: "When the timer runs, by the clock.",
        ty: "calendar expression such as `daily`, `Mon..Fri 03:00` or `*:0/15`; not cron's five fields",
        default: "none: a timer needs one, or another On...=",
        bad: IGNORED,
        example: "OnCalendar=Mon..Fri 03:00",
    },
    Word {
        name: "RemainAfterExit",
        section: "Service",
        doc: "Whether the service counts as active after its processes have ended.",
        ty: "`yes` or `no`",
        default: "no",
        bad: IGNORED,
        example: "RemainAfterExit=yes",
    },
    Word {
        name: "Restart",
        section: "Service",
        doc: "When systemd starts the service again after its process has ended.",
        ty: "`no`, `always`, `on-success`, `on-failure`, `on-abnormal`, `on-abort` or `on-watchdog`",
        default: "no",
        bad: "A bad value: ignored with a warning. `always` and `on-success` with Type=oneshot: the unit is not loaded.",
        example: "Restart=on-failure",
    },
    Word {
        name: "TimeoutStartSec",
        section: "Service",
        doc: "How long the start of the service may take.",
        ty: "length of time such as `90s` or `5min`, or `infinity`",
        default: "90s; infinity with Type=oneshot",
        bad: IGNORED,
        example: "TimeoutStartSec=5min",
    },
    Word {
        name: "Type",
        section: "Service",
        doc: "When the service counts as started.",
        ty: "`simple`, `exec`, `forking`, `oneshot`, `dbus`, `notify`, `notify-reload` or `idle`",
        default: "simple; dbus with BusName=; oneshot without ExecStart=",
        bad: IGNORED,
        example: "Type=oneshot",
    },
    Word {
        name: "WantedBy",
        section: "Install",
        doc: "Units that want this one once it is enabled.",
        ty: "names of units with their suffix, blanks between them",
        default: "",
        bad: "A bad value: `systemctl enable` makes no link that counts.",
        example: "WantedBy=multi-user.target",
    },
    Word {
        name: "WorkingDirectory",
        section: "Service",
        doc: "The directory in which the programs start; `~` is the user's home, `-` before it lets it be missing.",
        ty: "absolute path or `~`",
        default: "/",
        bad: REFUSED,
        example: "WorkingDirectory=/var/lib/relay",
    },
];

const IGNORED: &str =
    "A bad value: ignored with a warning in the journal; the unit is loaded without it.";
const REFUSED: &str = "A bad value: the unit is not loaded, and starting it fails.";

/// Finds a word of a unit file; the case counts, `=` behind it does not.
pub(super) fn find(word: &str) -> Option<Reference> {
    let word = word.strip_suffix('=').unwrap_or(word);
    let row = WORDS.iter().find(|row| row.name == word)?;
    Some(Reference {
        title: format!("{}=", row.name),
        kind: "word of a unit file",
        key: "units.NAME.content".to_owned(),
        doc: row.doc.to_owned(),
        ty: row.ty.to_owned(),
        default: row.default.to_owned(),
        bad_value: row.bad.to_owned(),
        read_by: "systemd".to_owned(),
        notes: vec![format!("stands in [{}]", row.section)],
        sources: vec![
            "systemd 252, systemd.service(5), systemd.unit(5), systemd.exec(5), systemd.kill(5); systemd-analyze verify 252.38 run".to_owned(),
        ],
        example: format!(
            "[units.\"relay.{}\"]\ncontent = '''\n[{}]\n{}\n'''\n",
            if row.section == "Timer" { "timer" } else { "service" },
            row.section,
            row.example
        ),
        ..Reference::default()
    })
}

/// Lists the words.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    WORDS.iter().map(|row| row.name)
}
