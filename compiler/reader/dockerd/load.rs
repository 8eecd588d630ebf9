//! daemon.json as dockerd loads it: syntax, names, conflicts with the command line, types.
//!
//! Source: moby `daemon/config/config.go` (`getConflictFreeConfiguration`, `configValuesSet`,
//! `findConfigurationConflicts`).

use serde_json::Value;

use super::command_line::Given;
use super::keys::{self, Key, Kind};
use super::{Effect, Examiner, Settings, Step, at, below, shapes};

const REFUSED: Effect = Effect::RefusedAtLoad;

/// Parses the text; what is no object is refused and counts as empty.
pub(super) fn parse(text: &str, examiner: &mut Examiner) -> Settings {
    let body = match text.strip_prefix('\u{feff}') {
        Some(body) if examiner.since(23, 0) => body,
        Some(_) | None => text,
    };
    if body.trim().is_empty() && examiner.since(23, 0) {
        return Settings::new();
    }
    match serde_json::from_str(body) {
        Ok(Value::Object(members)) => return members,
        Ok(Value::Null) => {}
        Ok(_) => examiner.value(REFUSED, &[], "daemon.json is not an object"),
        Err(error) => {
            examiner.value(REFUSED, &[], format!("daemon.json is not JSON: {error}"));
        }
    }
    Settings::new()
}

/// Puts the file on top of the command line; a setting stands in one of them only.
pub(super) fn merge(given: Given, file: Settings, examiner: &mut Examiner) -> Settings {
    let mut merged = given.settings.clone();
    for (name, value) in file {
        let place = at(&name);
        if let Value::Object(members) = &value
            && !keys::is_kept_whole(&name, examiner.version)
        {
            lift(&name, members.clone(), &given, &mut merged, examiner);
        } else if let Some(key) = known(&name, &place, &given, examiner)
            && shapes::fits(key.kind, &value, &place, examiner)
            && !value.is_null()
        {
            put(&mut merged, key, value);
        }
    }
    merged
}

/// Runtimes are the one setting that both may have.
fn put(merged: &mut Settings, key: &Key, value: Value) {
    match (merged.get_mut(key.name), value) {
        (Some(Value::Object(there)), Value::Object(more)) => there.extend(more),
        (_, value) => {
            merged.insert(key.name.to_owned(), value);
        }
    }
}

/// Lifts the members of an object one level, for the checks of names and conflicts. Only switches among them take
/// effect, since they are set as flags.
fn lift(
    name: &str,
    members: Settings,
    given: &Given,
    merged: &mut Settings,
    examiner: &mut Examiner,
) {
    let place = at(name);
    let own = keys::in_file(name, examiner.version);
    if let Some(key) = own.filter(|key| key.kind != Kind::Proxies) {
        shapes::fits(key.kind, &Value::Object(members), &place, examiner);
        return;
    }
    let before = examiner.findings.len();
    for (member, value) in members {
        let place = below(&place, member.as_str());
        let Some(key) = known(&member, &place, given, examiner) else {
            continue;
        };
        let is_read = own.is_some() && shapes::fits(key.kind, &value, &place, examiner);
        if is_read || (key.kind == Kind::Bool && value.is_boolean()) {
            put(merged, key, value);
        }
    }
    if own.is_none() && examiner.findings.len() == before {
        let says = format!(
            "dockerd has no setting `{name}`: of an object it only looks at the names of the members"
        );
        examiner.name(Effect::Ignored, &place, says);
    }
}

/// Finds the setting of a name and holds it against the command line.
fn known(
    name: &str,
    place: &[Step],
    given: &Given,
    examiner: &mut Examiner,
) -> Option<&'static Key> {
    let Some(key) = keys::in_file(name, examiner.version) else {
        unknown(name, place, given, examiner);
        return None;
    };
    let is_given = given.settings.contains_key(key.name)
        || (key.name == "host-gateway-ip" && given.settings.contains_key("host-gateway-ips"));
    if is_given && key.kind != Kind::Runtimes {
        examiner.name(
            REFUSED,
            place,
            format!("`{name}` is specified both as a flag and in the configuration file"),
        );
    }
    Some(key)
}

fn unknown(name: &str, place: &[Step], given: &Given, examiner: &mut Examiner) {
    if given.others.iter().any(|other| other == name) {
        let says = format!("`{name}` is specified both as a flag and in the configuration file");
        examiner.name(REFUSED, place, says);
    } else if keys::is_flag_name(name, examiner.version) {
        let says = match keys::of_flag(name, examiner.version) {
            Some(key) => format!(
                "`{name}` is the name of a flag; in the file it is `{}`",
                key.name
            ),
            None => format!("`{name}` is the name of a flag; the file has no such setting"),
        };
        examiner.name(Effect::Ignored, place, says);
    } else {
        let says = format!("`{name}` does not match any configuration option");
        examiner.name(REFUSED, place, says);
    }
}
