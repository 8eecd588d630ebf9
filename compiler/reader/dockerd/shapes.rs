//! The JSON types of settings, and the objects that have fields of their own.

use serde_json::Value;

use super::keys::Kind;
use super::{Effect, Examiner, Settings, Step, below};

/// The limits that runc knows, in lower case.
///
/// Source: docker/go-units v0.5.0 `ulimit.go`.
pub(super) const RLIMITS: [&str; 16] = [
    "as",
    "core",
    "cpu",
    "data",
    "fsize",
    "locks",
    "memlock",
    "msgqueue",
    "nice",
    "nofile",
    "nproc",
    "rss",
    "rtprio",
    "rttime",
    "sigpending",
    "stack",
];

/// Says whether Go decodes a value into a setting; what it does not is refused. `null` sets nothing anywhere.
pub(super) fn fits(kind: Kind, value: &Value, place: &[Step], examiner: &mut Examiner) -> bool {
    match kind {
        Kind::Bool => is(value.is_boolean(), value, place, "a boolean", examiner),
        Kind::Integer => is(value.is_i64(), value, place, "an integer", examiner),
        Kind::Text => is(value.is_string(), value, place, "a string", examiner),
        Kind::List => list(value, place, examiner),
        Kind::Texts => each_member(value, place, Kind::Text, examiner),
        Kind::Switches => each_member(value, place, Kind::Bool, examiner),
        Kind::NetworkOptions => each_member(value, place, Kind::Texts, examiner),
        Kind::Proxies => each_member(value, place, Kind::Text, examiner),
        Kind::Ulimits => each_object(value, place, ULIMIT, examiner),
        Kind::Runtimes => each_object(value, place, RUNTIME, examiner),
        Kind::Pools => pools(value, place, examiner),
        Kind::Any => true,
        Kind::Object => is(value.is_object(), value, place, "an object", examiner),
    }
}

fn is(fits: bool, value: &Value, place: &[Step], wanted: &str, examiner: &mut Examiner) -> bool {
    let fits = fits || value.is_null();
    if !fits {
        let found = match value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(number) if number.is_f64() => "a number with a point",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        };
        let says = format!("{found}, where dockerd decodes {wanted}");
        examiner.value(Effect::RefusedAtLoad, place, says);
    }
    fits
}

fn list(value: &Value, place: &[Step], examiner: &mut Examiner) -> bool {
    let Some(items) = value.as_array() else {
        return is(false, value, place, "an array of strings", examiner);
    };
    let mut whole = true;
    for (index, item) in items.iter().enumerate() {
        whole &= fits(Kind::Text, item, &below(place, index), examiner);
    }
    whole
}

fn each_member(value: &Value, place: &[Step], kind: Kind, examiner: &mut Examiner) -> bool {
    let Some(members) = value.as_object() else {
        return is(false, value, place, "an object", examiner);
    };
    let mut whole = true;
    for (name, member) in members {
        whole &= fits(kind, member, &below(place, name.as_str()), examiner);
    }
    whole
}

/// Fields of an object; Go finds them whatever their case.
type Fields = &'static [(&'static str, Kind)];

const ULIMIT: Fields = &[
    ("Name", Kind::Text),
    ("Hard", Kind::Integer),
    ("Soft", Kind::Integer),
];

const RUNTIME: Fields = &[
    ("path", Kind::Text),
    ("runtimeArgs", Kind::List),
    ("runtimeType", Kind::Text),
    ("options", Kind::Object),
];

const POOL: Fields = &[("base", Kind::Text), ("size", Kind::Integer)];

/// Finds a field of an object as Go does.
pub(super) fn field<'a>(members: &'a Settings, name: &str) -> Option<&'a Value> {
    let is = |(member, _): &(&String, &Value)| member.eq_ignore_ascii_case(name);
    members.iter().find(is).map(|(_, value)| value)
}

fn each_object(value: &Value, place: &[Step], known: Fields, examiner: &mut Examiner) -> bool {
    let Some(members) = value.as_object() else {
        return is(false, value, place, "an object of objects", examiner);
    };
    let mut whole = true;
    for (name, member) in members {
        whole &= object(member, &below(place, name.as_str()), known, examiner);
    }
    whole
}

fn pools(value: &Value, place: &[Step], examiner: &mut Examiner) -> bool {
    let Some(items) = value.as_array() else {
        return is(false, value, place, "an array of objects", examiner);
    };
    let mut whole = true;
    for (index, item) in items.iter().enumerate() {
        whole &= object(item, &below(place, index), POOL, examiner);
    }
    whole
}

/// A field that Go does not know is ignored.
fn object(value: &Value, place: &[Step], known: Fields, examiner: &mut Examiner) -> bool {
    let Some(members) = value.as_object() else {
        return is(false, value, place, "an object", examiner);
    };
    let mut whole = true;
    for (name, member) in members {
        let place = below(place, name.as_str());
        match known
            .iter()
            .find(|(field, _)| field.eq_ignore_ascii_case(name))
        {
            Some((_, kind)) => whole &= fits(*kind, member, &place, examiner),
            None => {
                let says = format!("dockerd knows no field `{name}` here");
                examiner.name(Effect::Ignored, &place, says);
            }
        }
    }
    whole
}
