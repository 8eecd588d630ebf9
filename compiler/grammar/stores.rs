//! Disks, file systems and the names in certificates.

use super::names::{every, is_absolute_path};
use super::network;

/// A path below the root whose components need no quoting in a unit, in fstab or in /proc/mounts.
pub(super) fn is_mount_point(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._@+-".contains(&byte);
    text != "/" && is_absolute_path(text) && every(text, plain)
}

/// Source: EC2 user guide, "Device names for volumes"; EBS user guide, "Map Amazon EBS volumes to NVMe device names".
pub(super) fn is_volume_device(text: &str) -> bool {
    let is_hex = |id: &str| every(id, |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if let Some(id) = text.strip_prefix("vol-") {
        return [8, 17].contains(&id.len()) && is_hex(id);
    }
    if let Some(name) = text.strip_prefix("/dev/") {
        return is_device_name(name);
    }
    match text.split_once(':') {
        Some(("ebs" | "instance-store", number)) => {
            number.len() <= 2 && !number.starts_with('0') && every(number, |b| b.is_ascii_digit())
        }
        Some(("size", size)) => is_binary_size(size),
        Some(_) | None => false,
    }
}

/// `sdf`, `xvdba`, `sda1`.
fn is_device_name(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("sd").or(name.strip_prefix("xvd")) else {
        return false;
    };
    let letters = rest.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = rest.len() - letters.len();
    (1..=2).contains(&letters.len()) && digits <= 2 && every(letters, |b| b.is_ascii_lowercase())
}

/// Source: mkfs.xfs(8), `-L` (12 characters); mke2fs(8), `-L` (16 bytes).
pub(super) fn is_volume_label(text: &str) -> bool {
    text.len() <= 12 && every(text, |b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
}

/// Source: mount(8), `-o`: a comma ends an option.
pub(super) fn is_mount_option(text: &str) -> bool {
    every(text, |b| {
        b.is_ascii_alphanumeric() || b"_.:=/-".contains(&b)
    })
}

/// The number is small enough to be bytes in 64 bits.
pub(super) fn is_binary_size(text: &str) -> bool {
    let units = ["MiB", "GiB", "TiB"];
    let number = units.iter().find_map(|unit| text.strip_suffix(unit));
    number.is_some_and(|number| {
        number.len() <= 6 && !number.starts_with('0') && every(number, |b| b.is_ascii_digit())
    })
}

/// What a value of openssl's configuration holds as it stands, within the bound of the shortest attribute.
///
/// Source: openssl config(5), "Settings" (quotes, `\\`, `$`, `#`); RFC 5280, appendix A.1, `ub-common-name` 64.
pub(super) fn is_subject_text(text: &str) -> bool {
    let plain = !text.contains(['"', '\'', '\\', '$', '#']);
    (1..=64).contains(&text.chars().count()) && plain && text.trim() == text
}

/// Source: RFC 5280, appendix A.1, `X520countryName`.
pub(super) fn is_country(text: &str) -> bool {
    text.len() == 2 && every(text, |b| b.is_ascii_uppercase())
}

/// A host name, perhaps with `*` for its first label, or an address.
///
/// Source: RFC 6125, 6.4.3.
pub(super) fn is_alt_name(text: &str) -> bool {
    match text.split_once(':') {
        Some(("dns", name)) => network::is_host_name(name.strip_prefix("*.").unwrap_or(name)),
        Some(("ip", address)) => network::is_ip(address),
        Some(_) | None => false,
    }
}
