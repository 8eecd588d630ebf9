//! The default log driver and its options.
//!
//! Source: moby `daemon/logs.go` (`defaultLogConfig`), `daemon/logger/factory.go` (`ValidateLogOpts`), the validators of the
//! drivers, `daemon/logger/jsonfilelog/jsonfilelog.go` (`New`), `daemon/logger/local/config.go` (`newConfig`).

use serde_json::Value;

use super::log_options::{self, Form};
use super::{Effect, Examiner, Settings, Step, at, below, text, text_of};
use crate::reader::go;

const STOPS: Effect = Effect::StopsStart;

/// What dockerd makes of a driver that does not do: it looks at it when it starts only where it has options for it, and at each container
/// that names no driver of its own.
///
/// Source: moby `daemon/logs.go` (`defaultLogConfig`); docker.io 20.10.24 and 26.1.5 run, with and without options.
fn of_driver(settings: &Settings) -> Effect {
    let options = settings.get("log-opts").and_then(Value::as_object);
    if options.is_none_or(serde_json::Map::is_empty) {
        return Effect::FailsContainers;
    }
    STOPS
}

pub(super) fn check(settings: &Settings, examiner: &mut Examiner) {
    let driver = text_of(settings, "log-driver").unwrap_or("json-file");
    if !log_options::is_driver(driver, examiner.version) {
        // A plugin brings its own name; its image reference holds a slash or a tag.
        if !driver.contains(['/', ':']) {
            let says = format!("there is no log driver `{driver}`");
            examiner.value(of_driver(settings), &at("log-driver"), says);
        }
        return;
    }
    // Neither has a validator: any option is taken.
    if matches!(driver, "none" | "logentries") {
        return;
    }
    let options = Options::of(settings);
    for (name, value) in &options.given {
        option(driver, name, value, examiner);
    }
    together(driver, &options, of_driver(settings), examiner);
    containers(driver, &options, examiner);
}

/// The options that are text.
struct Options<'a> {
    given: Vec<(&'a str, &'a str)>,
}

impl<'a> Options<'a> {
    fn of(settings: &'a Settings) -> Self {
        let members = settings.get("log-opts").and_then(Value::as_object);
        let text = |(name, value): (&'a String, &'a Value)| Some((name.as_str(), value.as_str()?));
        Self {
            given: members.into_iter().flatten().filter_map(text).collect(),
        }
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        let found = self.given.iter().find(|(given, _)| *given == name);
        found.map(|(_, value)| *value)
    }
}

fn place(name: &str) -> Vec<Step> {
    below(&at("log-opts"), name)
}

fn option(driver: &str, name: &str, value: &str, examiner: &mut Examiner) {
    let Some(known) = log_options::find(driver, name, examiner.version) else {
        let says = format!("the log driver `{driver}` has no option `{name}`");
        examiner.name(STOPS, &place(name), says);
        return;
    };
    let fits = match known.form {
        Form::Any => true,
        Form::Bool => go::parse_bool(value).is_some(),
        Form::Integer(min, max) => {
            go::parse_int(value).is_some_and(|number| (min..=max).contains(&number))
        }
        Form::Size => text::is_size(value),
        Form::Duration => go::parse_duration(value).is_some_and(|length| length >= 0),
        Form::Word(words) => words.contains(&value),
    };
    if !fits {
        let stage = match (driver, name) {
            (_, "mode" | "max-buffer-size") => STOPS,
            (_, name) if name.starts_with("cache-") => Effect::FailsContainers,
            ("json-file" | "local" | "splunk", _) => Effect::FailsContainers,
            _ => STOPS,
        };
        let says = format!("`{value}` is not {}", wanted(known.form));
        examiner.value(stage, &place(name), says);
    }
}

fn wanted(form: Form) -> String {
    match form {
        Form::Any => "taken".to_owned(),
        Form::Bool => "true or false".to_owned(),
        Form::Integer(min, i64::MAX) => format!("a whole number from {min} on"),
        Form::Integer(min, max) => format!("a whole number from {min} to {max}"),
        Form::Size => "a size such as 10m".to_owned(),
        Form::Duration => "a duration such as 5s".to_owned(),
        Form::Word(words) => words.join(" or "),
    }
}

/// Options that need or exclude each other when dockerd starts.
fn together(driver: &str, options: &Options<'_>, missing: Effect, examiner: &mut Examiner) {
    let has = |name: &str| options.get(name).is_some();
    if has("max-buffer-size") && options.get("mode") != Some("non-blocking") {
        let says = "`max-buffer-size` needs `mode=non-blocking`";
        examiner.name(STOPS, &place("max-buffer-size"), says);
    }
    let needed = match driver {
        "awslogs" => Some("awslogs-group"),
        "gelf" => Some("gelf-address"),
        _ => None,
    };
    if let Some(needed) = needed.filter(|needed| !has(needed)) {
        let says = format!("the log driver `{driver}` needs `{needed}`");
        examiner.value(missing, &at("log-driver"), says);
    }
    if driver != "awslogs" {
        return;
    }
    let formats = [
        "awslogs-datetime-format",
        "awslogs-multiline-pattern",
        "awslogs-format",
    ];
    let mut given = formats.iter().filter(|name| has(name));
    if let (Some(first), Some(second)) = (given.next(), given.next()) {
        let says = format!("`{first}` and `{second}` exclude each other");
        examiner.name(STOPS, &place(second), says);
    }
}

/// What file drivers parse only when a container is made.
fn containers(driver: &str, options: &Options<'_>, examiner: &mut Examiner) {
    const FAILS: Effect = Effect::FailsContainers;
    let files = options.get("max-file").and_then(go::parse_int);
    let compress = options.get("compress").and_then(go::parse_bool);
    let single = files.unwrap_or(1) < 2;
    let unlimited = options.get("max-size").is_none();
    if driver == "json-file" && compress == Some(true) && (single || unlimited) {
        let says = "`compress` needs `max-file` of 2 or more and `max-size`";
        examiner.name(FAILS, &place("compress"), says);
    }
    if driver == "local" && compress != Some(false) && files.is_some_and(|files| files < 2) {
        let says = "a single file cannot be compressed: it needs `compress` to be false";
        examiner.value(FAILS, &place("max-file"), says);
    }
    let size = options.get("max-size");
    if driver == "json-file" && size.is_some_and(|size| size.trim_start_matches('0').is_empty()) {
        let says = "the size must be over 0";
        examiner.value(FAILS, &place("max-size"), says);
    }
}
