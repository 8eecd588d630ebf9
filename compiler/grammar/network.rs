//! Addresses, hosts and URLs.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::names::every;

/// An address of either family, without a zone.
pub(super) fn is_ip(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
}

/// An IPv4 address of four decimal numbers without leading zeros.
pub(super) fn is_ip4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

/// An IPv6 address without a zone.
pub(super) fn is_ip6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

/// A block of either family; bits of the host may be set, as the agent and dockerd take them.
pub(super) fn is_cidr(text: &str) -> bool {
    is_cidr4(text) || is_cidr6(text)
}

/// An IPv4 block.
pub(super) fn is_cidr4(text: &str) -> bool {
    is_block(text, is_ip4, 32)
}

/// An IPv6 block.
pub(super) fn is_cidr6(text: &str) -> bool {
    is_block(text, is_ip6, 128)
}

fn is_block(text: &str, is_address: fn(&str) -> bool, longest: u8) -> bool {
    text.split_once('/').is_some_and(|(address, length)| {
        is_address(address)
            && every(length, |byte| byte.is_ascii_digit())
            && (length == "0" || !length.starts_with('0'))
            && length.parse::<u8>().is_ok_and(|bits| bits <= longest)
    })
}

/// A scheme, `://` and something without blanks.
///
/// Source: RFC 3986, section 3.1.
pub(super) fn is_url(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, rest)| {
        super::names::begins(
            scheme,
            |byte| byte.is_ascii_alphabetic(),
            |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-'),
        ) && !rest.is_empty()
            && !text.contains(char::is_whitespace)
    })
}

/// A registry mirror.
///
/// Source: moby v28.5.2 `registry/config.go`, `ValidateMirror`.
pub(super) fn is_registry_url(text: &str) -> bool {
    http_rest(text).is_some_and(|rest| {
        !rest.contains(['@', '?', '#'])
            && !rest.contains(char::is_whitespace)
            && is_authority(rest.split('/').next().unwrap_or_default())
    })
}

/// A proxy; user information is allowed in a URL (whether a literal may hold it is a lint's to say).
pub(super) fn is_proxy(text: &str) -> bool {
    let Some(rest) = http_rest(text) else {
        return is_host_port(text);
    };
    let authority = rest.split('/').next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    is_authority(host) && is_url(text)
}

fn http_rest(text: &str) -> Option<&str> {
    text.strip_prefix("http://")
        .or_else(|| text.strip_prefix("https://"))
}

/// An insecure registry.
///
/// Source: moby v28.5.2 `registry/config.go`, `loadInsecureRegistries`.
pub(super) fn is_registry(text: &str) -> bool {
    is_cidr(text) || is_authority(text)
}

/// `host` or `host:port`.
fn is_authority(text: &str) -> bool {
    is_host(text) || is_host_port(text)
}

/// `host:port`; an IPv6 address stands in brackets.
pub(super) fn is_host_port(text: &str) -> bool {
    text.rsplit_once(':')
        .is_some_and(|(host, port)| is_host(host) && super::values::is_port(port))
}

fn is_host(text: &str) -> bool {
    let bracketed = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    bracketed.map_or_else(|| is_host_name(text), is_ip6)
}

/// An endpoint that dockerd listens on.
///
/// Source: moby v28.5.2 `opts/hosts.go`, `parseDaemonHost`.
pub(super) fn is_docker_host(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    match scheme {
        "fd" => rest.is_empty() || every(rest, |byte| byte.is_ascii_graphic()),
        "unix" => super::names::is_absolute_path(rest),
        "tcp" => is_authority(rest),
        _ => false,
    }
}

/// A DNS name, a dot at its end and underscores allowed; `.` alone is the root.
///
/// Source: RFC 1035, section 2.3.1; moby v28.5.2 `opts/opts.go`, `ValidateDNSSearch`.
pub(super) fn is_domain(text: &str) -> bool {
    let name = text.strip_suffix('.').unwrap_or(text);
    text == "." || is_labels(name, |byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A host name, or an address of numbers.
///
/// Source: RFC 1123, section 2.1; hostname(7).
pub(super) fn is_host_name(text: &str) -> bool {
    is_labels(text, |byte| byte.is_ascii_alphanumeric())
}

fn is_labels(text: &str, is_edge: fn(u8) -> bool) -> bool {
    let is_label = |label: &str| {
        label.len() <= 63
            && every(label, |byte| is_edge(byte) || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(is_label)
}

/// An address or a network interface, each with a port or without.
///
/// Source: docker-swarm-join(1), `--advertise-addr`; Linux `include/uapi/linux/if.h`, `IFNAMSIZ`.
pub(super) fn is_advertise_addr(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    let is_interface = |name: &str| name.len() <= 15 && super::names::every(name, fits);
    let name = match text.rsplit_once(':') {
        Some((name, port)) if super::values::is_port(port) => name,
        _ => text,
    };
    is_ip(text) || is_host_port(text) || is_interface(name)
}
