//! Says whether what was found at a path counts as left.

use std::path::Path;

use super::manifest::Manifest;
use super::root::{Kind, Sight};
use super::search;
use crate::catalog::identity::{IdentityItem, Left};

/// Holds a path against what its item takes for left.
pub(super) fn is_left(
    sight: &Sight<'_>,
    item: &IdentityItem,
    path: &Path,
    manifest: &Manifest,
) -> bool {
    let is_placed = || manifest.places(path);
    match item.left {
        Left::Files => holds_files(sight, path, manifest),
        Left::Unlisted => !is_placed() && holds_files(sight, path, manifest),
        Left::Filled => is_file(sight, path).is_some_and(|size| size > 0),
        Left::OwnFile => is_file(sight, path).is_some(),
        Left::NotEmpty => is_file(sight, path) != Some(0),
        Left::Password => holds(sight, path, has_password),
        Left::Hosts => !is_placed() && holds(sight, path, names_address),
        Left::Lines => !is_placed() && holds(sight, path, |text| has_line(text, item.lines)),
    }
}

/// The size of a regular file.
fn is_file(sight: &Sight<'_>, path: &Path) -> Option<u64> {
    let entry = sight.entry(path)?;
    (entry.kind == Kind::File).then_some(entry.size)
}

fn holds_files(sight: &Sight<'_>, path: &Path, manifest: &Manifest) -> bool {
    let files = search::files(sight, path);
    files.iter().any(|file| !manifest.spares(file))
}

fn holds(sight: &Sight<'_>, path: &Path, test: impl Fn(&str) -> bool) -> bool {
    sight.text(path).is_some_and(|text| test(&text))
}

/// A line that begins with one of the words behind `^`, or holds another one outside a comment.
fn has_line(text: &str, words: &[&str]) -> bool {
    let fits = |line: &str, word: &str| match word.strip_prefix('^') {
        Some(start) => line.trim_start().starts_with(start),
        None => line.split('#').next().unwrap_or(line).contains(word),
    };
    let mut lines = text.lines();
    lines.any(|line| words.iter().any(|word| fits(line, word)))
}

/// /etc/shadow: a locked field begins with `!` or `*`.
fn has_password(text: &str) -> bool {
    let mut hashes = text.lines().filter_map(|line| {
        let mut fields = line.split(':');
        (fields.next() == Some("root")).then(|| fields.next().unwrap_or_default())
    });
    hashes.any(|hash| !hash.starts_with(['!', '*']))
}

/// /etc/hosts: an address outside the profile's blocks that is not this machine itself.
fn names_address(text: &str) -> bool {
    let mut inside = false;
    for line in text.lines() {
        let line = line.trim();
        if let Some(mark) = line.strip_prefix("# parbake ") {
            if mark.ends_with(": begin") {
                inside = true;
            } else if mark.ends_with(": end") {
                inside = false;
            }
        } else if !inside && !line.is_empty() && !line.starts_with('#') {
            let address = line.split_whitespace().next().unwrap_or_default();
            if !is_loopback(address) {
                return true;
            }
        }
    }
    false
}

/// Loopback, and the IPv6 addresses that Debian's file lists for every host.
fn is_loopback(address: &str) -> bool {
    let multicast = |rest: &str| {
        let mut rest = rest.chars();
        rest.next().is_some_and(|digit| digit.is_ascii_digit()) && rest.as_str().starts_with("::")
    };
    address.starts_with("127.")
        || ["::1", "fe00::0"].contains(&address)
        || address.strip_prefix("ff0").is_some_and(multicast)
}
