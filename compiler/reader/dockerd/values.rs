//! What dockerd checks of values when it loads them.
//!
//! Source: moby `daemon/config/config.go` (`Validate`), `daemon/config/config_linux.go` (`validatePlatformConfig`); which
//! version checks what was run on 20.10.24, 26.1.5, 28.5.2 and 29.7.2.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde_json::Value;

use super::{Effect, Examiner, Settings, at, switch, text, text_of, texts};

const REFUSED: Effect = Effect::RefusedAtLoad;

pub(super) fn check(settings: &Settings, examiner: &mut Examiner) {
    numbers(settings, examiner);
    words(settings, examiner);
    addresses(settings, examiner);
    lists(settings, examiner);
    labels(settings, examiner);
    resources(settings, examiner);
    paths(settings, examiner);
    if examiner.since(28, 0)
        && settings.contains_key("host-gateway-ip")
        && settings.contains_key("host-gateway-ips")
    {
        let says = "host-gateway-ip and host-gateway-ips must not both be given";
        examiner.name(REFUSED, &at("host-gateway-ip"), says);
    }
}

/// TLS wants a certificate and its key. The paths that the flags have by default do not count for the file, and
/// `tlsverify` switches TLS on by being there, `false` or not.
///
/// Source: run on 26.1.5 (`dockerd --validate`): "Could not load X509 key pair (cert: "", key: "")".
pub(super) fn certificates(file: &Settings, examiner: &mut Examiner) {
    let is_on = switch(file, "tls", false) || file.contains_key("tlsverify");
    let missing = ["tlscert", "tlskey"];
    let mut missing = missing.iter().filter(|key| !file.contains_key(**key));
    if let (true, Some(missing)) = (is_on, missing.next()) {
        let key = if file.contains_key("tlsverify") {
            "tlsverify"
        } else {
            "tls"
        };
        examiner.name(REFUSED, &at(key), format!("`{key}` needs `{missing}`"));
    }
}

fn numbers(settings: &Settings, examiner: &mut Examiner) {
    let number = |key: &str| settings.get(key).and_then(Value::as_i64);
    for key in [
        "max-concurrent-downloads",
        "max-concurrent-uploads",
        "max-download-attempts",
        "mtu",
        "default-stop-timeout",
    ] {
        let is_checked = key != "mtu" || examiner.since(23, 0);
        if number(key).is_some_and(|number| number < 0) && is_checked {
            examiner.value(REFUSED, &at(key), "a number below 0");
        }
    }
    let port = number("network-diagnostic-port");
    if port.is_some_and(|port| !(0..=65535).contains(&port)) && examiner.since(28, 0) {
        let says = "the port must be between 0 and 65535";
        examiner.value(REFUSED, &at("network-diagnostic-port"), says);
    }
}

/// Words of which dockerd takes a few.
const WORDS: [(&str, &[&str]); 4] = [
    ("default-cgroupns-mode", &["host", "private"]),
    ("default-ipc-mode", &["private", "shareable"]),
    ("firewall-backend", &["iptables", "nftables"]),
    ("log-format", &["text", "json"]),
];

fn words(settings: &Settings, examiner: &mut Examiner) {
    for (key, words) in WORDS {
        if let Some(word) = text_of(settings, key).filter(|word| !words.contains(word)) {
            let says = format!("`{word}` is none of {}", words.join(", "));
            examiner.value(REFUSED, &at(key), says);
        }
    }
    if let Some(level) = text_of(settings, "log-level") {
        let is_known = match level.to_ascii_lowercase().as_str() {
            "panic" | "fatal" | "error" | "warn" | "info" | "debug" | "trace" => true,
            // Until 25 logrus read the word.
            "warning" => !examiner.since(25, 0),
            _ => false,
        };
        if !is_known {
            let says = format!("invalid logging level: {level}");
            examiner.value(REFUSED, &at("log-level"), says);
        }
    }
    if let Some(size) = text_of(settings, "default-shm-size").filter(|size| !text::is_size(size)) {
        let says = format!("invalid size: `{size}`");
        examiner.value(REFUSED, &at("default-shm-size"), says);
    }
    if text_of(settings, "api-cors-header").is_some() && examiner.since(28, 0) {
        let says = "api-cors-header has been removed";
        examiner.name(REFUSED, &at("api-cors-header"), says);
    }
    if let Some(mark) = text_of(settings, "bridge-accept-fwmark") {
        let (value, mask) = mark.split_once('/').unwrap_or((mark, "0"));
        if !is_mark(value) || !is_mark(mask) {
            let says = format!("invalid firewall mark: `{mark}`");
            examiner.value(REFUSED, &at("bridge-accept-fwmark"), says);
        }
    }
    if let Some(version) = text_of(settings, "min-api-version") {
        let is_version = |(major, minor): (&str, &str)| {
            major == "1" && minor.parse::<u32>().is_ok_and(|minor| minor >= 24)
        };
        if !version.split_once('.').is_some_and(is_version) {
            let says = format!("`{version}` is no version of the API that dockerd has");
            examiner.value(REFUSED, &at("min-api-version"), says);
        }
    }
}

/// Source: Go 1.22 `strconv.ParseUint(text, 0, 32)`.
fn is_mark(text: &str) -> bool {
    let (digits, radix) = match text.get(..2) {
        Some("0x" | "0X") => (text.get(2..).unwrap_or_default(), 16),
        Some("0b" | "0B") => (text.get(2..).unwrap_or_default(), 2),
        Some("0o" | "0O") => (text.get(2..).unwrap_or_default(), 8),
        Some(_) | None if text.len() > 1 && text.starts_with('0') => (text, 8),
        Some(_) | None => (text, 10),
    };
    !digits.starts_with('+') && u32::from_str_radix(digits, radix).is_ok()
}

fn addresses(settings: &Settings, examiner: &mut Examiner) {
    for key in [
        "default-gateway",
        "default-gateway-v6",
        "ip",
        "host-gateway-ip",
    ] {
        let is_wrong = |address: &&str| address.parse::<IpAddr>().is_err();
        if let Some(address) = text_of(settings, key).filter(is_wrong) {
            let says = format!("`{address}` is no IP address");
            examiner.value(REFUSED, &at(key), says);
        }
    }
    for key in ["dns", "host-gateway-ips"] {
        for (place, address) in texts(settings, key) {
            let address = if examiner.since(26, 0) {
                address
            } else {
                address.trim()
            };
            if address.parse::<IpAddr>().is_err() {
                let says = format!("`{address}` is no IP address");
                examiner.value(REFUSED, &place, says);
            }
        }
    }
    let fixed = text_of(settings, "fixed-cidr-v6").filter(|_| examiner.since(26, 0));
    if let Some(fixed) = fixed {
        let fits = text::prefix(fixed).is_some_and(|(ip, _)| ip.is_ipv6() && !ip.is_multicast());
        if !fits {
            let says = format!("`{fixed}` is no IPv6 network");
            examiner.value(REFUSED, &at("fixed-cidr-v6"), says);
        }
    }
}

fn lists(settings: &Settings, examiner: &mut Examiner) {
    for (place, domain) in texts(settings, "dns-search") {
        if !text::is_domain(domain) {
            examiner.value(REFUSED, &place, format!("`{domain}` is no valid domain"));
        }
    }
    for (place, host) in texts(settings, "hosts") {
        if !text::is_host(host) {
            let says = format!("`{host}` is no address of a daemon");
            examiner.value(REFUSED, &place, says);
        }
    }
    for (place, mirror) in texts(settings, "registry-mirrors") {
        if let Some(fault) = text::mirror_fault(mirror) {
            let stage = if examiner.since(28, 0) {
                REFUSED
            } else {
                Effect::StopsStart
            };
            examiner.value(stage, &place, fault);
        }
    }
    for (place, option) in texts(settings, "exec-opts") {
        let pair = option.split_once('=');
        let name = pair.map(|(name, _)| name.trim().to_ascii_lowercase());
        if name.as_deref() != Some("native.cgroupdriver") {
            let stage = if examiner.since(28, 0) {
                REFUSED
            } else {
                Effect::StopsStart
            };
            examiner.value(stage, &place, format!("unknown option: `{option}`"));
        }
    }
}

/// Source: moby `opts/opts.go` (`ValidateLabel`), `daemon/config/config.go` (`GetConflictFreeLabels`).
fn labels(settings: &Settings, examiner: &mut Examiner) {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for (place, label) in texts(settings, "labels") {
        let Some((key, value)) = label.split_once('=') else {
            examiner.value(REFUSED, &place, format!("`{label}` is not NAME=VALUE"));
            continue;
        };
        let lower = key.to_ascii_lowercase();
        let reserved = ["com.docker.", "io.docker.", "org.dockerproject."];
        if reserved.iter().any(|prefix| lower.starts_with(prefix)) {
            let says = format!("`{key}` is in a namespace that Docker reserves");
            examiner.value(REFUSED, &place, says);
        }
        let first = *seen.entry(key).or_insert(value);
        if first != value {
            let says = format!("`{key}` has two values, `{first}` and `{value}`");
            examiner.value(REFUSED, &place, says);
        }
    }
}

/// Source: moby `daemon/config/opts.go` (`ParseGenericResources`): a resource is a number or a set of names.
fn resources(settings: &Settings, examiner: &mut Examiner) {
    let mut seen: Vec<(&str, bool)> = Vec::new();
    for (place, resource) in texts(settings, "node-generic-resources") {
        let Some((name, value)) = resource.split_once('=') else {
            let says = format!("`{resource}` is not NAME=VALUE");
            examiner.value(REFUSED, &place, says);
            continue;
        };
        let is_number = value.parse::<i64>().is_ok();
        if seen.contains(&(name, !is_number)) {
            let says = format!("`{name}` is a number and a name at once");
            examiner.value(REFUSED, &place, says);
        }
        seen.push((name, is_number));
    }
}

fn paths(settings: &Settings, examiner: &mut Examiner) {
    let proxy = text_of(settings, "userland-proxy-path").filter(|path| !path.starts_with('/'));
    if proxy.is_some() && switch(settings, "userland-proxy", true) && examiner.since(23, 0) {
        let says = "userland-proxy-path must be an absolute path";
        examiner.value(REFUSED, &at("userland-proxy-path"), says);
    }
}
