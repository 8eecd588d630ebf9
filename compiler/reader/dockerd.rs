//! dockerd on its command line and its daemon.json: what it refuses and when, what it takes and ignores.
//!
//! It knows the two texts and nothing of the host: whether a file exists, a swarm was joined or a kernel has a
//! feature is not judged. dockerd stops at the first mistake; the model goes on and finds them all. It covers
//! 20.10 to 29.
//!
//! Source: moby docker-v29.7.2 `daemon/config/config.go`, `daemon/config/config_linux.go`, `daemon/daemon_unix.go`
//! (`verifyDaemonSettings`), `daemon/logs.go`, and 172 files given to dockerd 20.10.24, 26.1.5, 28.5.2 and 29.7.2.

mod command_line;
mod keys;
mod load;
mod log_options;
mod logging;
mod shapes;
mod start;
mod storage;
mod text;
mod values;

use serde_json::{Map, Value};

pub use keys::is_flag_name;

/// A version as its three numbers.
pub type Version = (u32, u32, u32);

/// What dockerd makes of its settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What it does not take as written, in the order of the stages.
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// Says whether `dockerd --validate` ends with 0.
    #[must_use]
    pub fn validates(&self) -> bool {
        !self.has(Effect::RefusedAtLoad)
    }

    /// Says whether the daemon comes up.
    #[must_use]
    pub fn starts(&self) -> bool {
        self.validates() && !self.has(Effect::StopsStart)
    }

    fn has(&self, effect: Effect) -> bool {
        self.findings.iter().any(|found| found.effect == effect)
    }
}

/// One setting that is not taken as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What comes of it.
    pub effect: Effect,
    /// Where it stands: the key of daemon.json, then down into its value; empty for the file as a whole. A flag
    /// stands under the key that it has in the file.
    pub at: Vec<Step>,
    /// Whether it is about the name or about the value.
    pub part: Part,
    /// What is wrong: lower case, no full stop.
    pub says: String,
}

/// What comes of a setting that is not taken as written, by the stage that notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// `dockerd --validate` and the daemon refuse it.
    RefusedAtLoad,
    /// `dockerd --validate` takes it, the daemon does not start.
    StopsStart,
    /// The daemon starts, containers cannot be made.
    FailsContainers,
    /// Nothing notices, and it has no effect.
    Ignored,
}

/// One step into a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Into an object.
    Key(String),
    /// Into an array.
    Index(usize),
}

/// What of a setting is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Its name.
    Name,
    /// Its value.
    Value,
}

/// Reads the flags of dockerd (without the program's own name) and the text of daemon.json together.
///
/// A host without daemon.json is one with the text `{}`.
#[must_use]
pub fn read(flags: &[&str], file: &str, version: Version) -> Verdict {
    let mut examiner = Examiner {
        version,
        findings: Vec::new(),
    };
    let given = command_line::read(flags, &mut examiner);
    let file = load::parse(file, &mut examiner);
    values::certificates(&file, &mut examiner);
    let settings = load::merge(given, file, &mut examiner);
    values::check(&settings, &mut examiner);
    start::check(&settings, &mut examiner);
    logging::check(&settings, &mut examiner);
    examiner.findings.sort_by_key(|found| found.effect);
    Verdict {
        findings: examiner.findings,
    }
}

/// The settings of file and flags under the names of the file.
type Settings = Map<String, Value>;

/// Collects what is found.
struct Examiner {
    version: Version,
    findings: Vec<Finding>,
}

impl Examiner {
    /// Says whether dockerd is of this version or newer.
    fn since(&self, major: u32, minor: u32) -> bool {
        self.version >= (major, minor, 0)
    }

    fn value(&mut self, effect: Effect, at: &[Step], says: impl Into<String>) {
        self.push(effect, at, Part::Value, says.into());
    }

    fn name(&mut self, effect: Effect, at: &[Step], says: impl Into<String>) {
        self.push(effect, at, Part::Name, says.into());
    }

    fn push(&mut self, effect: Effect, at: &[Step], part: Part, says: String) {
        self.findings.push(Finding {
            effect,
            at: at.to_vec(),
            part,
            says,
        });
    }
}

/// A place at a key of the document.
fn at(key: &str) -> Vec<Step> {
    vec![Step::Key(key.to_owned())]
}

/// A place one step further down.
fn below(at: &[Step], step: impl Into<Step>) -> Vec<Step> {
    let mut at = at.to_vec();
    at.push(step.into());
    at
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// The elements of a list setting that are text, with their places.
fn texts<'a>(settings: &'a Settings, key: &str) -> Vec<(Vec<Step>, &'a str)> {
    let items = settings.get(key).and_then(Value::as_array);
    let items = items.map(Vec::as_slice).unwrap_or_default();
    let place = at(key);
    let text = |(index, item): (usize, &'a Value)| Some((below(&place, index), item.as_str()?));
    items.iter().enumerate().filter_map(text).collect()
}

/// A setting that is text and not empty: Go takes an empty one for one that is not given.
fn text_of<'a>(settings: &'a Settings, key: &str) -> Option<&'a str> {
    let text = settings.get(key).and_then(Value::as_str);
    text.filter(|text| !text.is_empty())
}

/// A switch, or its default.
fn switch(settings: &Settings, key: &str, default: bool) -> bool {
    let value = settings.get(key).and_then(Value::as_bool);
    value.unwrap_or(default)
}
