//! Lines of profile that show a key in its place.

use super::words;
use crate::catalog::{Field, Grammar, Type};
use crate::profile::keypath::KeyPath;
use crate::reader::go;

/// Values that say more than what the type alone can give.
const BETTER: &[(&str, &str)] = &[
    (
        "docker.daemon.authorization-plugins",
        r#"["opa-docker-authz"]"#,
    ),
    ("docker.daemon.bridge", r#""br0""#),
    ("docker.daemon.cgroup-parent", r#""containers.slice""#),
    ("docker.daemon.containerd-namespace", r#""containers""#),
    (
        "docker.daemon.default-address-pools",
        r#"[{ base = "10.10.0.0/16", size = 24 }]"#,
    ),
    (
        "docker.daemon.default-network-opts",
        r#"{ bridge = { "com.docker.network.driver.mtu" = "9001" } }"#,
    ),
    ("docker.daemon.default-runtime", r#""kata""#),
    ("docker.daemon.dns-opts", r#"["timeout:2"]"#),
    ("docker.daemon.log-driver", r#""journald""#),
    ("docker.daemon.storage-driver", r#""overlay2""#),
    ("docker.daemon.storage-opts", r#"["overlay2.size=20G"]"#),
    ("docker.daemon.swarm-default-advertise-addr", r#""eth0""#),
    (
        "docker.daemon.default-ulimits",
        r#"{ nofile = { Name = "nofile", Soft = 65536, Hard = 65536 } }"#,
    ),
    ("docker.daemon.features", "{ buildkit = true }"),
    (
        "docker.daemon.log-opts",
        r#"{ max-size = "10m", max-file = "3" }"#,
    ),
    (
        "docker.daemon.runtimes",
        r#"{ kata = { runtimeType = "io.containerd.kata.v2" } }"#,
    ),
    ("ecs.agent-apparmor-profile", r#""ecs-agent-default""#),
    ("ecs.backend-host", r#""ecs.eu-central-1.amazonaws.com""#),
    ("ecs.no-proxy", r#"["169.254.169.254", "169.254.170.2"]"#),
    ("ecs.nvidia-runtime", r#""nvidia""#),
    ("ecs.offhost-introspection-interface-name", r#""eth0""#),
    ("ecs.volume-plugin-capabilities", r#"["efsAuth"]"#),
    ("ecs.log-opts", r#"{ max-size = "10m", max-file = "3" }"#),
    ("vars", r#"{ cluster = "web" }"#),
];

/// Writes a key in its table: `[ecs]`, then `reserved-memory = 256`. Empty for what is a table itself.
pub(super) fn of_key(path: &KeyPath, ty: &Type, default: &str) -> String {
    let Some((key, tables)) = path.keys().split_last() else {
        return String::new();
    };
    // A section stands as a header with a key below it.
    if let (Type::Table(fields), []) = (ty, tables) {
        let shown = fields
            .iter()
            .find(|field| field.required)
            .or(fields.first());
        return shown.map_or_else(String::new, |field| {
            of_key(&path.child(field.key), &field.ty, field.default)
        });
    }
    let name = path.to_string();
    let better = BETTER.iter().find(|(key, _)| *key == name);
    let better = better.map(|(_, value)| (*value).to_owned());
    let Some(value) = better.or_else(|| value(ty, default)) else {
        return String::new();
    };
    let key = KeyPath::from([key.as_str()].as_slice());
    if tables.is_empty() {
        return format!("{key} = {value}\n");
    }
    let tables: Vec<_> = tables.iter().map(String::as_str).collect();
    let table = KeyPath::from(tables.as_slice());
    format!("[{table}]\n{key} = {value}\n")
}

/// Writes a legal value of a type, the default where that is one; `None` for tables with fixed keys that must have none.
pub(super) fn value(ty: &Type, default: &str) -> Option<String> {
    Some(match ty {
        Type::Bool => (default != "true").to_string(),
        Type::Integer { min, max } => integer(*min, *max, default),
        Type::Float { .. } => default.parse().unwrap_or(1.0_f64).to_string(),
        Type::Text(grammar) => quote(&text(*grammar)),
        Type::Multiline => quote("a text"),
        Type::Verbatim => quote("#!/bin/sh\n"),
        Type::Enum(words) => quote(words.iter().rfind(|word| **word != default)?),
        Type::Duration { min, max } => quote(&duration(*min, *max, default)),
        Type::List { of, .. } => format!("[{}]", value(of, "")?),
        Type::Map { key, of } => format!("{{ {} = {} }}", key_of(*key), value(of, "")?),
        Type::Table(fields) => table(fields)?,
        Type::OneOf(types) => types.iter().find_map(|ty| value(ty, default))?,
        Type::Any => return None,
    })
}

/// Writes the keys that a table must have, or its first one.
fn table(fields: &[Field]) -> Option<String> {
    let mut shown: Vec<_> = fields.iter().filter(|field| field.required).collect();
    if shown.is_empty() {
        shown.extend(fields.first());
    }
    let pairs: Option<Vec<_>> = shown
        .into_iter()
        .map(|field| {
            Some(format!(
                "{} = {}",
                field.key,
                value(&field.ty, field.default)?
            ))
        })
        .collect();
    Some(format!("{{ {} }}", pairs?.join(", ")))
}

/// Returns the default where it is a number that says something, else what is near a small one.
fn integer(min: i64, max: i64, default: &str) -> String {
    let fits = |number: &i64| *number != 0 && (min..=max).contains(number);
    let number = default.parse().ok().filter(fits);
    number.unwrap_or_else(|| 10.clamp(min, max)).to_string()
}

fn duration(min: i64, max: i64, default: &str) -> String {
    const TEN_MINUTES: i64 = 600_000_000_000;
    match go::parse_duration(default) {
        Some(length) if (min..=max).contains(&length) => default.to_owned(),
        Some(_) | None => go::format_duration(TEN_MINUTES.clamp(min, max)),
    }
}

fn key_of(grammar: Grammar) -> String {
    KeyPath::from([text(grammar).as_str()].as_slice()).to_string()
}

/// Returns the example in the words of a grammar.
pub(super) fn text(grammar: Grammar) -> String {
    let what = words::expected(grammar);
    let example = what.split_once("such as `").map(|(_, behind)| behind);
    let example = example.and_then(|behind| behind.split_once('`'));
    example.map_or("text", |(text, _)| text).to_owned()
}

/// Writes a TOML string; these texts hold nothing but what the tables say.
pub(super) fn quote(text: &str) -> String {
    format!(
        "\"{}\"",
        text.replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n")
    )
}
