//! `/etc/hosts` as glibc reads it.
//!
//! Source: glibc 2.36 `resolv/nss_files/files-hosts.c`, `nss/nss_files/files-parse.c`.

use std::net::IpAddr;

/// One line that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The address.
    pub address: IpAddr,
    /// The names, the canonical one first.
    pub names: Vec<String>,
}

/// Reads a file; a line without a proper address or without a name is passed over.
#[must_use]
pub fn read(text: &str) -> Vec<Entry> {
    text.lines().filter_map(entry).collect()
}

fn entry(line: &str) -> Option<Entry> {
    let (content, _) = line.split_once('#').unwrap_or((line, ""));
    let mut words = content.split_ascii_whitespace();
    let address = words.next()?.parse().ok()?;
    let names: Vec<String> = words.map(str::to_owned).collect();
    (!names.is_empty()).then_some(Entry { address, names })
}
