//! The ECS agent's own parsers: what it ends up with, and whether it says so.
//!
//! Source: amazon-ecs-agent v1.105.1 (8dfceca6c) `agent/config/config.go`, `agent/config/parse.go`,
//! `agent/dockerclient/logging_drivers.go:32`; the rows of
//! `tests/reader/agent.rs` are what the real code did. Not run: an element of a driver list that is
//! neither text nor `null`, and rates of `0,0`.

use std::net::IpAddr;

use super::go;

mod outcome;
mod table;
mod variables;

pub use outcome::Outcome;
pub use variables::variable;

/// The log drivers that the agent knows; any other name is fatal.
pub const LOGGING_DRIVERS: [&str; 11] = [
    "json-file",
    "syslog",
    "journald",
    "gelf",
    "fluentd",
    "awslogs",
    "splunk",
    "logentries",
    "sumologic",
    "none",
    "awsfirelens",
];

/// Reads `ECS_AVAILABLE_LOGGING_DRIVERS`. Text behind the array is ignored without a word.
#[must_use]
pub fn logging_drivers(text: &str) -> Outcome<Vec<String>> {
    let (elements, rest_ignored) = match decode_array(text) {
        Array::Blank => return Outcome::SILENT,
        Array::Invalid => return Outcome::WARNED,
        Array::Elements(elements, _) if elements.is_empty() => return Outcome::SILENT,
        Array::Elements(elements, rest_ignored) => (elements, rest_ignored),
    };
    // A `null` or a number leaves an empty name in the list, which is as unknown as a wrong one.
    let names: Vec<String> = elements
        .iter()
        .map(|element| element.as_str().unwrap_or_default().to_owned())
        .collect();
    if names
        .iter()
        .any(|name| !LOGGING_DRIVERS.contains(&name.as_str()))
    {
        return Outcome::Fatal;
    }
    taken_or_cut(names, rest_ignored)
}

/// Reads `ECS_RESERVED_PORTS` or `ECS_RESERVED_PORTS_UDP`. An empty array means the default list.
#[must_use]
pub fn reserved_ports(text: &str) -> Outcome<Vec<u16>> {
    let (elements, rest_ignored) = match decode_array(text) {
        Array::Blank => return Outcome::SILENT,
        Array::Invalid => return Outcome::WARNED,
        Array::Elements(elements, _) if elements.is_empty() => return Outcome::SILENT,
        Array::Elements(elements, rest_ignored) => (elements, rest_ignored),
    };
    let port = |element: &serde_json::Value| {
        if element.is_null() {
            return Some(0);
        }
        element.as_u64().and_then(|port| u16::try_from(port).ok())
    };
    let ports: Option<Vec<u16>> = elements.iter().map(port).collect();
    match ports {
        Some(ports) => taken_or_cut(ports, rest_ignored),
        None => Outcome::WARNED,
    }
}

/// Reads `ECS_DYNAMIC_HOST_PORT_RANGE`.
#[must_use]
pub fn port_range(text: &str) -> Outcome<(u16, u16)> {
    if text.is_empty() {
        return Outcome::SILENT;
    }
    let bounds = text
        .split_once('-')
        .and_then(|(start, end)| Some((go::parse_uint16(start)?, go::parse_uint16(end)?)));
    match bounds {
        Some((start, end)) if start <= end => Outcome::Taken((start, end)),
        Some(_) | None => Outcome::WARNED,
    }
}

/// Reads `ECS_TASK_METADATA_RPS_LIMIT`: requests a second, steady and burst. Default: 40,60.
#[must_use]
pub fn rate_pair(text: &str) -> Outcome<(i64, i64)> {
    if text.is_empty() {
        return Outcome::SILENT;
    }
    let fields: Vec<&str> = text.split(',').collect();
    let [steady, burst] = fields.as_slice() else {
        return Outcome::WARNED;
    };
    let rates = (go::parse_int(steady.trim()), go::parse_int(burst.trim()));
    match rates {
        (Some(0), Some(0)) => Outcome::SILENT,
        (Some(steady), Some(burst)) if steady < 0 || burst < 0 => Outcome::WARNED,
        (Some(steady @ 1..), Some(burst @ 1..)) => Outcome::Taken((steady, burst)),
        (Some(steady), Some(burst)) => Outcome::Changed {
            value: (
                if steady == 0 { 40 } else { steady },
                if burst == 0 { 60 } else { burst },
            ),
            warned: false,
        },
        (None, _) | (_, None) => Outcome::WARNED,
    }
}

/// Reads `ECS_EXCLUDE_UNTRACKED_IMAGE`: split at commas, nothing trimmed.
#[must_use]
pub fn excluded_images(text: &str) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    text.split(',').map(str::to_owned).collect()
}

/// Reads `ECS_LOGLEVEL`. `crit` is documented and breaks the log set-up.
#[must_use]
pub fn log_level(text: &str) -> Outcome<&'static str> {
    match text {
        "" => Outcome::SILENT,
        "debug" => Outcome::Taken("debug"),
        "info" => Outcome::Taken("info"),
        "warn" => Outcome::Taken("warn"),
        "error" => Outcome::Taken("error"),
        "critical" => Outcome::Taken("critical"),
        "off" => Outcome::Taken("off"),
        _ => Outcome::LogBroken,
    }
}

/// Reads a flag of the agent.
#[must_use]
pub fn flag(text: &str) -> Outcome<bool> {
    if text.is_empty() {
        return Outcome::SILENT;
    }
    go::parse_bool(text).map_or(Outcome::WARNED, Outcome::Taken)
}

/// Reads a 16-bit number, `ECS_RESERVED_MEMORY` (in MiB): a bad one counts as 0.
#[must_use]
pub fn uint16(text: &str) -> Outcome<u16> {
    if text.is_empty() {
        return Outcome::SILENT;
    }
    go::parse_uint16(text).map_or(Outcome::WARNED, Outcome::Taken)
}

/// What the agent does with a length of time below the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooShort {
    /// Takes the least instead (`ECS_CONTAINER_STOP_TIMEOUT`: 1s).
    Raised,
    /// Takes the default instead (`ECS_IMAGE_CLEANUP_INTERVAL`: 30m).
    Defaulted,
}

/// Reads a length of time in nanoseconds, with the least that the agent allows.
#[must_use]
pub fn duration(text: &str, least: i64, too_short: TooShort) -> Outcome<i64> {
    if text.is_empty() {
        return Outcome::SILENT;
    }
    match go::parse_duration(text) {
        None => Outcome::WARNED,
        Some(0) => Outcome::SILENT,
        Some(length) if length >= least => Outcome::Taken(length),
        Some(_) => match too_short {
            TooShort::Raised => Outcome::Changed {
                value: least,
                warned: true,
            },
            TooShort::Defaulted => Outcome::WARNED,
        },
    }
}

/// Reads `ECS_IMAGE_PULL_BEHAVIOR`: any other text is `default`, without a word.
#[must_use]
pub fn image_pull_behavior(text: &str) -> Outcome<&'static str> {
    match text {
        "default" => Outcome::Taken("default"),
        "always" => Outcome::Taken("always"),
        "once" => Outcome::Taken("once"),
        "prefer-cached" => Outcome::Taken("prefer-cached"),
        _ => Outcome::SILENT,
    }
}

/// Reads `ECS_INSTANCE_ATTRIBUTES` or `ECS_CONTAINER_INSTANCE_TAGS`: anything but an object of
/// strings is fatal.
#[must_use]
pub fn string_map(text: &str) -> Outcome<std::collections::BTreeMap<String, String>> {
    if text.is_empty() {
        return Outcome::SILENT;
    }
    go::parse_string_map(text).map_or(Outcome::Fatal, Outcome::Taken)
}

/// Reads `ECS_LOG_OPTS`, which ecs-init takes from systemd: a bad one means a driver without options.
#[must_use]
pub fn log_options(text: &str) -> Outcome<std::collections::BTreeMap<String, String>> {
    if text.is_empty() {
        return Outcome::SILENT;
    }
    go::parse_string_map(text).map_or(Outcome::WARNED, Outcome::Taken)
}

/// Reads `ECS_AWSVPC_ADDITIONAL_LOCAL_ROUTES`: anything but an array of address blocks is fatal.
#[must_use]
pub fn local_routes(text: &str) -> Outcome<Vec<String>> {
    if text.is_empty() {
        return Outcome::SILENT;
    }
    match serde_json::from_str::<Vec<String>>(text) {
        Ok(blocks) if blocks.iter().all(|block| is_block(block)) => Outcome::Taken(blocks),
        Ok(_) | Err(_) => Outcome::Fatal,
    }
}

/// Source: Go 1.22 `net.ParseCIDR`.
fn is_block(text: &str) -> bool {
    text.split_once('/').is_some_and(|(address, bits)| {
        let longest = match address.parse() {
            Ok(IpAddr::V4(_)) => 32,
            Ok(IpAddr::V6(_)) => 128,
            Err(_) => return false,
        };
        go::parse_uint16(bits).is_some_and(|bits| bits <= longest)
    })
}

enum Array {
    Blank,
    Invalid,
    /// The elements, and whether text follows the array.
    Elements(Vec<serde_json::Value>, bool),
}

fn decode_array(text: &str) -> Array {
    match go::decode_first(text) {
        Ok(None | Some(serde_json::Value::Null)) => Array::Blank,
        Ok(Some(serde_json::Value::Array(elements))) => {
            let is_whole = serde_json::from_str::<serde_json::Value>(text).is_ok();
            Array::Elements(elements, !is_whole)
        }
        Ok(Some(_)) | Err(_) => Array::Invalid,
    }
}

fn taken_or_cut<V>(value: V, rest_ignored: bool) -> Outcome<V> {
    if rest_ignored {
        Outcome::Changed {
            value,
            warned: false,
        }
    } else {
        Outcome::Taken(value)
    }
}
