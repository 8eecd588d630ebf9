//! What only a starting dockerd checks, or only the making of a container.
//!
//! Source: moby docker-v29.7.2 `daemon/daemon_unix.go` (`verifyDaemonSettings`), `daemon/runtime_unix.go`,
//! `daemon/command/daemon_linux.go`, `daemon/libnetwork/ipams/defaultipam/address_space.go`; none of it is seen by
//! `dockerd --validate` (run on 20.10.24, 26.1.5, 28.5.2 and 29.7.2).

use std::net::IpAddr;

use serde_json::Value;

use super::shapes::{RLIMITS, field};
use super::{Effect, Examiner, Settings, Step, at, below, switch, text, text_of, texts};

const STOPS: Effect = Effect::StopsStart;

pub(super) fn check(settings: &Settings, examiner: &mut Examiner) {
    network(settings, examiner);
    pools(settings, examiner);
    cgroups(settings, examiner);
    super::storage::check(settings, examiner);
    runtimes(settings, examiner);
    ulimits(settings, examiner);
    names(settings, examiner);
    experimental(settings, examiner);
}

fn network(settings: &Settings, examiner: &mut Examiner) {
    for key in ["bip", "bip6"] {
        let Some(address) = text_of(settings, key) else {
            continue;
        };
        if text_of(settings, "bridge").is_some() {
            let says = format!("`bridge` and `{key}` are mutually exclusive");
            examiner.name(STOPS, &at(key), says);
        }
        let found = text::prefix(address);
        if found.is_none_or(|(ip, _)| ip.is_ipv6() != (key == "bip6")) {
            let says = format!("`{address}` is no address with the length of its network");
            examiner.value(STOPS, &at(key), says);
        }
    }
    if let Some(fixed) = text_of(settings, "fixed-cidr")
        && text::prefix(fixed).is_none()
    {
        examiner.value(STOPS, &at("fixed-cidr"), format!("`{fixed}` is no network"));
    }
    let apart = !switch(settings, "icc", true);
    let ipv6 = switch(settings, "ipv6", false);
    if apart && !switch(settings, "iptables", true) {
        let says = "`icc = false` needs `iptables`, which is off";
        examiner.name(STOPS, &at("icc"), says);
    } else if apart && ipv6 && !switch(settings, "ip6tables", examiner.since(27, 0)) {
        let says = "`icc = false` with `ipv6` needs `ip6tables`, which is off";
        examiner.name(STOPS, &at("icc"), says);
    }
    let has_network = text_of(settings, "fixed-cidr-v6").is_some() || has_pool6(settings);
    if ipv6 && !examiner.since(27, 0) && !has_network {
        let says = "before 27.0 `ipv6` needs `fixed-cidr-v6`";
        examiner.name(STOPS, &at("ipv6"), says);
    }
    for (place, registry) in texts(settings, "insecure-registries") {
        if !text::is_registry(registry) {
            let says = format!("`{registry}` is no host with a port, nor a network");
            examiner.value(STOPS, &place, says);
        }
    }
}

/// Says whether one of the pools is of IPv6.
fn has_pool6(settings: &Settings) -> bool {
    let pools = settings
        .get("default-address-pools")
        .and_then(Value::as_array);
    let base = |pool: &Value| {
        let base = field(pool.as_object()?, "base")?.as_str()?;
        Some(text::prefix(base)?.0.is_ipv6())
    };
    pools
        .into_iter()
        .flatten()
        .any(|pool| base(pool) == Some(true))
}

fn pools(settings: &Settings, examiner: &mut Examiner) {
    let pools = settings
        .get("default-address-pools")
        .and_then(Value::as_array);
    let place = at("default-address-pools");
    let mut before: Vec<(IpAddr, u32)> = Vec::new();
    for (index, pool) in pools.into_iter().flatten().enumerate() {
        let place = below(&place, index);
        if let Some(base) = pool
            .as_object()
            .and_then(|pool| base(pool, &place, examiner))
        {
            let covered = before.iter().any(|other| text::overlap(*other, base));
            if covered && examiner.since(28, 0) {
                let says = "the pool overlaps with one before it: the longer prefix is dropped";
                examiner.value(Effect::Ignored, &place, says);
            }
            before.push(base);
        }
    }
}

/// Reads a pool; `None` where it is refused.
fn base(pool: &Settings, place: &[Step], examiner: &mut Examiner) -> Option<(IpAddr, u32)> {
    let base = field(pool, "base")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let Some((address, bits)) = text::prefix(base) else {
        // From 28 on the field is an address prefix for Go, an empty one included.
        let stage = if examiner.since(28, 0) && !base.is_empty() {
            Effect::RefusedAtLoad
        } else {
            STOPS
        };
        let says = format!("`{base}` is no network with the length of its prefix");
        let step = if base.is_empty() {
            place.to_vec()
        } else {
            below(place, "base")
        };
        examiner.value(stage, &step, says);
        return None;
    };
    let size = field(pool, "size")
        .and_then(Value::as_i64)
        .unwrap_or_default();
    let size = u32::try_from(size).unwrap_or(u32::MAX);
    if size < bits || size > text::width(address) {
        let says = format!("networks of /{size} do not fit into {base}");
        let step = if field(pool, "size").is_some() {
            below(place, "size")
        } else {
            place.to_vec()
        };
        examiner.value(STOPS, &step, says);
        return None;
    }
    Some((address, bits))
}

fn cgroups(settings: &Settings, examiner: &mut Examiner) {
    let mut systemd = false;
    for (place, option) in texts(settings, "exec-opts") {
        let Some(("native.cgroupdriver", driver)) = option.split_once('=') else {
            continue;
        };
        systemd |= driver == "systemd";
        if !matches!(driver, "systemd" | "cgroupfs") {
            let says = format!("`{driver}` is no cgroup driver: systemd or cgroupfs");
            examiner.value(STOPS, &place, says);
        }
    }
    let parent = text_of(settings, "cgroup-parent").filter(|_| systemd);
    let is_slice = |parent: &str| parent.len() > 6 && parent.ends_with(".slice");
    if parent.is_some_and(|parent| !is_slice(parent)) {
        let says = "under systemd the parent must be named `NAME.slice`";
        examiner.value(STOPS, &at("cgroup-parent"), says);
    }
}

fn runtimes(settings: &Settings, examiner: &mut Examiner) {
    let runtimes = settings.get("runtimes").and_then(Value::as_object);
    let place = at("runtimes");
    for (name, runtime) in runtimes.into_iter().flatten() {
        let place = below(&place, name.as_str());
        let Some(runtime) = runtime.as_object() else {
            continue;
        };
        let has = |key: &str| field(runtime, key).is_some_and(|value| !is_empty(value));
        let says = if name == "runc" {
            "the name `runc` is reserved"
        } else if has("path") == has("runtimeType") {
            "a runtime has either `path` or `runtimeType`"
        } else if has("options") && !has("runtimeType") {
            "`options` goes with `runtimeType` only"
        } else if has("runtimeArgs") && !has("path") {
            "`runtimeArgs` goes with `path` only"
        } else {
            continue;
        };
        examiner.name(STOPS, &place, says);
    }
    let Some(default) = text_of(settings, "default-runtime") else {
        return;
    };
    let is_named = runtimes.is_some_and(|runtimes| runtimes.contains_key(default));
    let is_shim = default.contains('/') || default.split('.').count() > 2;
    if !is_named && !is_shim && !matches!(default, "runc" | "io.containerd.runc.v2") {
        let stage = if examiner.since(23, 0) {
            STOPS
        } else {
            Effect::RefusedAtLoad
        };
        let says = format!("no runtime is called `{default}`");
        examiner.value(stage, &at("default-runtime"), says);
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// In the file nothing checks a limit until runc gets it.
fn ulimits(settings: &Settings, examiner: &mut Examiner) {
    let limits = settings.get("default-ulimits").and_then(Value::as_object);
    let place = at("default-ulimits");
    for (key, limit) in limits.into_iter().flatten() {
        let place = below(&place, key.as_str());
        let Some(limit) = limit.as_object() else {
            continue;
        };
        let name = field(limit, "Name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let number = |key: &str| {
            field(limit, key)
                .and_then(Value::as_i64)
                .unwrap_or_default()
        };
        let (soft, hard) = (number("Soft"), number("Hard"));
        let (says, place) = if name.is_empty() {
            ("the limit has no `Name`".to_owned(), place)
        } else if !RLIMITS.contains(&name.to_ascii_lowercase().as_str()) {
            (format!("there is no limit `{name}`"), below(&place, "Name"))
        } else if hard != -1 && (soft == -1 || soft > hard) {
            (
                format!("`Soft` {soft} is over `Hard` {hard}"),
                below(&place, "Soft"),
            )
        } else {
            continue;
        };
        examiner.value(Effect::FailsContainers, &place, says);
    }
}

fn names(settings: &Settings, examiner: &mut Examiner) {
    let own = text_of(settings, "containerd-namespace");
    if own == Some("plugins.moby") {
        let says = "the namespace of containers must not be that of plugins";
        examiner.value(STOPS, &at("containerd-namespace"), says);
    }
}

fn experimental(settings: &Settings, examiner: &mut Examiner) {
    if switch(settings, "experimental", false) || examiner.since(23, 0) {
        return;
    }
    if text_of(settings, "metrics-addr").is_some() {
        let says = "before 23.0 `metrics-addr` needs `experimental`";
        examiner.name(STOPS, &at("metrics-addr"), says);
    }
    if switch(settings, "ip6tables", false) {
        let says = "before 23.0 `ip6tables` needs `experimental`";
        examiner.name(STOPS, &at("ip6tables"), says);
    }
}
