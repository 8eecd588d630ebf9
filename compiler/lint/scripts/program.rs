//! The shell that a profile brings along, with what is known about when it runs.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::host::item::Item;
use crate::host::leaf::Cause;
use crate::host::{Body, Every, Host, Order, ScriptPhase};
use crate::lint::declare::{Finding, Lint};
use crate::lint::subject::Subject;
use crate::reader::shell_commands::{self, Command, Script, Word};
use crate::source::Sources;

/// A text of commands.
pub(crate) struct Program<'a> {
    /// What it is, for people: "the script `warm`".
    pub(super) name: String,
    /// What it is called in the graph of the boot, where it has a place there.
    pub(super) node: Option<String>,
    /// When it runs.
    pub(super) when: When,
    /// After how many seconds it is killed, where that is known.
    pub(super) timeout_seconds: Option<u64>,
    /// What it would run.
    pub(super) script: Script,
    /// Where the first command of each pipeline begins.
    pipelines: BTreeMap<usize, usize>,
    body: &'a Body,
    /// Where the commands begin in the body.
    start: usize,
}

/// When a program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// In the image.
    Bake,
    /// On the host, as a boot script.
    Boot(Order, Every),
    /// In cloud-init's final stage.
    CloudFinal,
    /// Nothing says when.
    Unknown,
}

impl When {
    /// Says whether it is a boot script that ends before the agent may start.
    pub(super) fn is_before_agent(self) -> bool {
        matches!(
            self,
            Self::Boot(Order::BeforeDocker | Order::AfterDocker, _)
        )
    }
}

impl Program<'_> {
    /// Every command with its name; one whose name only the shell knows is passed over.
    pub(super) fn named(&self) -> impl Iterator<Item = (String, &Command)> {
        let commands = self.script.commands.iter();
        commands.filter_map(|command| Some((command.name()?, command)))
    }

    /// The place of a command; that of the whole program where its own cannot be told.
    pub(super) fn cause(&self, command: &Command, sources: &Sources) -> Cause {
        let whole = self.body.cause();
        let range = command.range.start + self.start..command.range.end + self.start;
        let place = self.body.place(sources, range);
        Cause {
            span: place.unwrap_or(whole.span),
            leaf: Arc::clone(&whole.leaf),
        }
    }

    /// The arguments of a command as text.
    pub(super) fn arguments(&self, command: &Command) -> Vec<String> {
        let words = command.arguments().iter();
        words.map(|word| self.script.text(word)).collect()
    }

    /// Says whether a command reads from another by a pipe.
    pub(super) fn is_piped_into(&self, command: &Command) -> bool {
        let first = self.pipelines.get(&command.pipeline);
        first.is_some_and(|first| *first < command.range.start)
    }

    /// Says whether a shell reads all of it; the commands of a unit, which begin behind a key, are systemd's first.
    pub(super) fn is_script(&self) -> bool {
        self.start == 0
    }

    /// A word as text.
    pub(super) fn text(&self, word: &Word) -> String {
        self.script.text(word)
    }

    /// Starts a finding at some bytes of the program; where their place cannot be told, the label quotes the line.
    pub(super) fn at(
        &self,
        lint: &'static Lint,
        subject: &Subject<'_>,
        range: &Range<usize>,
        (message, label): (String, &str),
    ) -> Finding {
        let whole = self.body.cause();
        let shifted = range.start + self.start..range.end + self.start;
        let place = self.body.place(subject.sources, shifted.clone());
        let found = lint.at_span(place.unwrap_or(whole.span), &whole.leaf, message);
        if place.is_some() {
            return found.label(label);
        }
        let bytes = self.body.as_bytes().unwrap_or_default();
        let before = bytes.get(..shifted.start).unwrap_or_default();
        let number = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let text = String::from_utf8_lossy(bytes.get(shifted).unwrap_or_default());
        let line = text.lines().next().unwrap_or_default();
        found.label(format!("{label}: line {number}, `{line}`"))
    }
}

/// Reads all of them.
pub(crate) fn programs(host: &Host) -> Vec<Program<'_>> {
    let mut found = Vec::new();
    for script in &host.scripts {
        let name = format!("the script `{}`", script.name.text);
        for state in script.distinct() {
            let when = match state.phase {
                ScriptPhase::Bake => When::Bake,
                ScriptPhase::Boot => When::Boot(state.order, state.every),
            };
            let Some(bytes) = shell_of(&state.body) else {
                continue;
            };
            found.push(Program {
                node: Some(format!("script {}", script.name.text)),
                timeout_seconds: Some(state.timeout_seconds),
                ..program(&name, when, bytes, (&state.body, 0))
            });
        }
    }
    for file in &host.files {
        let path = &file.name.text;
        let when = if path.starts_with("/var/lib/cloud/scripts/") {
            When::CloudFinal
        } else {
            When::Unknown
        };
        let name = format!("the file `{path}`");
        let last_stage = host.base.cloud_init.final_unit.value;
        let node = (when == When::CloudFinal).then(|| last_stage.to_owned());
        let states = file.distinct().into_iter();
        let states = states.filter_map(|state| script_of(&name, when, &state.body));
        found.extend(states.map(|program| Program {
            node: node.clone(),
            ..program
        }));
    }
    for unit in &host.units {
        let name = format!("the unit `{}`", unit.name.text);
        let bodies = std::iter::once(&unit.body).chain(&unit.drop_ins);
        for body in bodies.flat_map(Item::distinct) {
            found.extend(lines_of_unit(&name, body));
        }
    }
    found
}

/// The text of a script that is shell. One whose first line is wrong is refused for that, and read all the same.
fn shell_of(body: &Body) -> Option<&[u8]> {
    let bytes = body.as_bytes()?;
    let first = bytes.trim_ascii_start();
    let is_other = first.starts_with(b"#!") && !shell_commands::is_shell_script(first);
    (!is_other && body.as_text().is_some()).then_some(bytes)
}

fn script_of<'a>(name: &str, when: When, body: &'a Body) -> Option<Program<'a>> {
    let bytes = body.as_bytes()?;
    shell_commands::is_shell_script(bytes).then(|| program(name, when, bytes, (body, 0)))
}

fn program<'a>(
    name: &str,
    when: When,
    text: &[u8],
    (body, start): (&'a Body, usize),
) -> Program<'a> {
    let script = shell_commands::read(text);
    let mut pipelines = BTreeMap::new();
    for command in &script.commands {
        pipelines
            .entry(command.pipeline)
            .or_insert(command.range.start);
    }
    Program {
        name: name.to_owned(),
        node: None,
        when,
        timeout_seconds: None,
        script,
        pipelines,
        body,
        start,
    }
}

/// The commands of a unit's `Exec...=` lines, each a program of its own.
///
/// systemd is no shell, but its quotes are the shell's, and most lines with more than one command say `sh -c '...'`.
fn lines_of_unit<'a>(name: &str, body: &'a Body) -> Vec<Program<'a>> {
    let text = body.as_text().unwrap_or_default();
    let mut found = Vec::new();
    let mut at = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let start = at;
        let (line, behind) = rest.split_at(whole_line(rest));
        rest = behind;
        at += line.len();
        let Some((key, value)) = line.split_once('=') else {
            continue;
        };
        if !key.starts_with("Exec") {
            continue;
        }
        let value = value.trim_start_matches(['@', '-', ':', '+', '!', ' ']);
        let at = start + line.len() - value.len();
        found.push(program(name, When::Unknown, value.as_bytes(), (body, at)));
    }
    found
}

/// How long the first line is, with those that a backslash joins to it.
fn whole_line(text: &str) -> usize {
    let mut length = 0;
    for line in text.split_inclusive('\n') {
        length += line.len();
        if !line.ends_with("\\\n") {
            break;
        }
    }
    length
}
