//! A unit file or a drop-in as systemd reads it: what it ignores with a warning, and what keeps the unit from being loaded.
//!
//! Source: systemd v252 `src/shared/conf-parser.c` (`config_parse`, `parse_line`), `src/core/load-fragment-gperf.gperf.in`,
//! `src/core/load-fragment.c` (`config_parse_exec`), `src/core/service.c` (`service_verify`), `src/basic/unit-name.c`;
//! the words of the messages are those of `systemd-analyze verify` 252.

mod calendar;
mod directives;
mod exec;
mod limits;
mod lines;
mod service;
mod words;

pub use calendar::is_calendar;
pub use directives::known;
pub use exec::{Word, Words, words};
pub use lines::{Setting, settings};

use exec::Fault;
use lines::{Line, logical_lines};
use service::Service;

/// Says whether a list of words has one; the case counts.
fn has(table: &str, key: &str) -> bool {
    table.split_whitespace().any(|word| word == key)
}

/// What is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File<'a> {
    /// The unit's own file; its name.
    Unit(&'a str),
    /// A drop-in of a unit; the unit's name.
    DropIn(&'a str),
}

/// One thing that systemd does not take as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What comes of it.
    pub effect: Effect,
    /// The line, from 0; `None` for the file as a whole.
    pub line: Option<usize>,
    /// The bytes of that line.
    pub bytes: std::ops::Range<usize>,
    /// What is wrong: lower case, no full stop.
    pub says: String,
    /// The words that could stand there, where there are but some.
    pub known: Vec<&'static str>,
}

/// What comes of a line that is not taken as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A warning in the journal, and the unit is loaded without it.
    Ignored,
    /// The unit is not loaded: starting it fails.
    Refused,
}

/// Reads a unit.
#[must_use]
pub fn read(file: File<'_>, text: &str) -> Vec<Finding> {
    let name = match file {
        File::Unit(name) | File::DropIn(name) => name,
    };
    let mut reader = Reader {
        kind: name.rsplit_once('.').map_or("", |(_, kind)| kind),
        section: Section::None,
        service: Service::default(),
        waits: false,
        findings: Vec::new(),
    };
    for line in logical_lines(text) {
        reader.line(&line);
    }
    if matches!(file, File::Unit(_)) {
        if text.is_empty() {
            // Source: systemd 252 `src/shared/unit-file.c` (`null_or_empty`), run: "Unit x.target is masked."
            reader.findings.push(whole("an empty file masks the unit"));
        }
        reader.whole();
    }
    reader.findings
}

/// Says whether a word takes a command line.
fn is_command(key: &str) -> bool {
    matches!(
        key,
        "ExecCondition"
            | "ExecReload"
            | "ExecStart"
            | "ExecStartPost"
            | "ExecStartPre"
            | "ExecStop"
            | "ExecStopPost"
            | "ExecStopPre"
    )
}

/// Where the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    /// Before the first header.
    None,
    /// In a section that the kind of unit has.
    Known(&'static str),
    /// In a section whose lines are not looked at.
    Skipped,
}

struct Reader<'a> {
    kind: &'a str,
    section: Section,
    service: Service,
    /// Has what a timer, a path or a socket unit waits for.
    waits: bool,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn line(&mut self, line: &Line<'_>) {
        if let Some(rest) = line.whole.strip_prefix('[') {
            self.header(line, rest);
            return;
        }
        let section = match self.section {
            Section::Known(section) => section,
            Section::Skipped => return,
            Section::None => {
                self.ignore(line, 0..line.first.len(), "assignment outside of a section");
                return;
            }
        };
        let Some((key, value)) = line.whole.split_once('=') else {
            self.ignore(
                line,
                0..line.first.len(),
                "missing `=`, so the line says nothing",
            );
            return;
        };
        let (key, value) = (key.trim_end(), value.trim());
        if !directives::is_known(section, key) {
            if !key.starts_with("X-") {
                let says = format!("systemd knows no `{key}` in [{section}]");
                self.ignore(line, 0..key.len(), &says);
                if let Some(found) = self.findings.last_mut() {
                    found.known = directives::known(section);
                }
            }
            return;
        }
        self.value(line, section, key, value);
    }

    fn header(&mut self, line: &Line<'_>, rest: &str) {
        let Some(name) = rest.strip_suffix(']') else {
            self.find(
                Effect::Refused,
                line,
                0..line.first.len(),
                "invalid section header",
            );
            return;
        };
        self.section = if name.starts_with("X-") {
            Section::Skipped
        } else if let Some(known) = directives::section(name, self.kind) {
            Section::Known(known)
        } else {
            let says = format!("a .{} unit has no section [{name}]", self.kind);
            self.ignore(line, 0..line.first.len(), &says);
            Section::Skipped
        };
    }

    fn value(&mut self, line: &Line<'_>, section: &str, key: &str, value: &str) {
        let start = line.first.find('=').map_or(0, |at| at + 1);
        let value_start = start + (line.first.len() - start)
            - line
                .first
                .get(start..)
                .unwrap_or_default()
                .trim_start()
                .len();
        let bytes = value_start.min(line.first.len())..line.first.len();
        let is_wait = match section {
            "Timer" => key.starts_with("On"),
            "Path" => key.starts_with("Path") || key == "DirectoryNotEmpty",
            "Socket" => key.starts_with("Listen"),
            _ => false,
        };
        self.waits |= is_wait && !value.is_empty();
        if section == "Service" {
            self.remember(line, key, value, &bytes);
        }
        let fault = if is_command(key) && !value.is_empty() {
            exec::commands(value).err()
        } else {
            directives::fault(section, key, value)
        };
        if let Some(Fault { is_fatal, says }) = fault {
            let effect = if is_fatal {
                Effect::Refused
            } else {
                Effect::Ignored
            };
            self.find(effect, line, bytes, &says);
            if let Some(found) = self.findings.last_mut() {
                found.known = directives::choices(section, key).to_vec();
            }
        }
    }

    /// Checks what a unit needs as a whole.
    fn whole(&mut self) {
        match self.kind {
            "service" => self.service(),
            "timer" if !self.waits => {
                self.findings
                    .push(whole("the timer has no OnCalendar= nor any other On...="));
            }
            "path" if !self.waits => {
                self.findings.push(whole(
                    "the path unit has no PathExists= nor any other Path...=",
                ));
            }
            "socket" if !self.waits => {
                self.findings.push(whole(
                    "the socket has no ListenStream= nor any other Listen...=",
                ));
            }
            _ => {}
        }
    }

    fn ignore(&mut self, line: &Line<'_>, bytes: std::ops::Range<usize>, says: &str) {
        self.find(Effect::Ignored, line, bytes, says);
    }

    fn find(&mut self, effect: Effect, line: &Line<'_>, bytes: std::ops::Range<usize>, says: &str) {
        self.findings.push(Finding {
            effect,
            line: Some(line.number),
            bytes: line.start + bytes.start..line.start + bytes.end,
            says: says.to_owned(),
            known: Vec::new(),
        });
    }
}

/// A finding about the file as a whole.
fn whole(says: &str) -> Finding {
    Finding {
        effect: Effect::Refused,
        line: None,
        bytes: 0..0,
        says: says.to_owned(),
        known: Vec::new(),
    }
}
