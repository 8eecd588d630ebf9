//! Forms of text that dockerd looks at.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address with the length of its prefix (`net.ParseCIDR`).
pub(super) fn prefix(text: &str) -> Option<(IpAddr, u32)> {
    let (address, bits) = text.split_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    let bits = number(bits)?;
    (bits <= width(address)).then_some((address, bits))
}

pub(super) fn width(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// Says whether two prefixes have an address in common.
pub(super) fn overlap(one: (IpAddr, u32), other: (IpAddr, u32)) -> bool {
    let bits = one.1.min(other.1);
    match (one.0, other.0) {
        (IpAddr::V4(one), IpAddr::V4(other)) => {
            let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
            Ipv4Addr::to_bits(one) & mask == Ipv4Addr::to_bits(other) & mask
        }
        (IpAddr::V6(one), IpAddr::V6(other)) => {
            let mask = u128::MAX.checked_shl(128 - bits).unwrap_or(0);
            Ipv6Addr::to_bits(one) & mask == Ipv6Addr::to_bits(other) & mask
        }
        (IpAddr::V4(_) | IpAddr::V6(_), _) => false,
    }
}

fn number(digits: &str) -> Option<u32> {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok())?
}

/// Says whether a text is a size with a unit.
///
/// Source: docker/go-units v0.5.0 `size.go` (`parseSize`).
pub(super) fn is_size(text: &str) -> bool {
    let end = text.rfind(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
    let Some(end) = end else { return false };
    let (digits, unit) = text.split_at_checked(end + 1).unwrap_or((text, ""));
    let digits = digits.strip_suffix(' ').unwrap_or(digits);
    let is_number = digits
        .parse::<f64>()
        .is_ok_and(|size| size.is_finite() && size >= 0.0);
    let unit = unit.to_ascii_lowercase();
    let is_unit = match unit.as_bytes() {
        [] | [b'b'] => true,
        [prefix] | [prefix, b'b'] | [prefix, b'i', b'b'] => b"kmgtp".contains(prefix),
        _ => false,
    };
    is_number && is_unit
}

/// Says whether a text is a domain to search.
///
/// Source: moby `opts/opts.go` (`ValidateDNSSearch`, `validateDomain`).
pub(super) fn is_domain(text: &str) -> bool {
    let text = text.trim_matches(' ');
    if text == "." {
        return true;
    }
    let labels = text.strip_suffix('.').unwrap_or(text);
    let is_label = |label: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
        !label.is_empty()
            && label.chars().all(fits)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 255
        && text.contains(|c: char| c.is_ascii_alphabetic())
        && labels.split('.').all(is_label)
}

/// Says what is wrong with a mirror of a registry.
///
/// Source: moby `registry/config.go` (`ValidateMirror`).
pub(super) fn mirror_fault(text: &str) -> Option<&'static str> {
    let rest = text
        .strip_prefix("http://")
        .or_else(|| text.strip_prefix("https://"));
    let Some(rest) = rest else {
        return Some("a mirror begins with `http://` or `https://`");
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() {
        return Some("a mirror needs a host");
    }
    if host.contains('@') {
        return Some("a mirror holds no user name");
    }
    let is_plain = !rest.contains(['?', '#']) && !rest.contains(char::is_whitespace);
    (!is_plain).then_some("a mirror holds no query, no fragment and no blank")
}

/// Says whether a text is an address that dockerd can listen on.
///
/// Source: moby `opts/hosts.go` (`parseDaemonHost`).
pub(super) fn is_host(text: &str) -> bool {
    match text.trim().split_once("://") {
        None => true,
        Some(("tcp" | "unix" | "fd" | "npipe", _)) => true,
        Some(_) => false,
    }
}

/// Says whether a text is a registry that may be insecure; a scheme of the web is cut off.
///
/// Source: moby `registry/config.go` (`loadInsecureRegistries`).
pub(super) fn is_registry(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let host = lower
        .strip_prefix("http://")
        .or_else(|| lower.strip_prefix("https://"))
        .unwrap_or(&lower);
    if host.contains("://") || host.starts_with('-') || host.ends_with('-') {
        return false;
    }
    if prefix(host).is_some() {
        return true;
    }
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, Some(port)),
        Some(_) | None => (host, None),
    };
    let port_fits = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    port_fits && !name.is_empty() && !name.contains(['/', ' '])
}
